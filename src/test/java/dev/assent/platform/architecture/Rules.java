package dev.assent.platform.architecture;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.assent.identity.RequiresPermission;
import jakarta.ws.rs.HttpMethod;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of the house below a root package: {@code dev.assent}, or that of the fixtures that
 * break them. Exceptions are named with their reasons, and are for the outermost class of that
 * name.
 */
final class Rules {
  private static final String PLATFORM = "platform";

  /** Why a class that is no repository touches SQL. */
  private static final Map<String, String> DATABASE =
      Map.of(
          "BallotRow", "reads the columns of BallotRepository's and BallotQueries' rows",
          "ApprovalRow", "reads the columns of ApprovalRepository's and ApprovalQueries' rows",
          "InstanceRow", "reads the columns of InstanceRepository's and InstanceQueries' rows",
          "StoredEntry", "reads the columns of JournalRepository's rows",
          "Journal", "writes the journal's one table within others' transactions, and nothing else",
          "Jobs", "writes the jobs' one table within others' transactions, and nothing else",
          "PublishedWorkflows", "keeps published versions in memory; reads the missing in batches",
          "DatabaseCheck", "asks for the health of the connection, not of any table",
          "Faults", "tells by the SQLState whether the database is away");

  /** Why a class that is no resource knows JAX-RS. */
  private static final Map<String, String> JAX_RS =
      Map.of(
          "SentDocument", "made of a body and the media type that the resource was sent",
          "PermissionCheck", "comes before every operation of every resource");

  /**
   * Why a class outside platform.time looks at the monotonic clock. All of them by nanoTime only.
   */
  private static final Map<String, String> NANO_TIME =
      Map.of(
          "LastingConnection", "made by JDBC, where no bean can be injected; measures idleness",
          "AssentDataSource", "made by the container before there are beans; measures patience",
          "DatabaseCheck", "measures the age of an answer",
          "FailedLogins", "counts by minutes of this process; is no bean",
          "TokenKeys", "measures a timeout; is no bean",
          "AgentMcp", "measures what is left of a timeout; is no bean");

  /** Why an interface has one implementation only. */
  private static final Map<String, String> LONELY =
      Map.of("JobExecutor", "timers are built in; every other kind is a feature's");

  private static final Set<String> ENGINE =
      Set.of(
          "Engine",
          "Run",
          "Execution",
          "Transition",
          "Effect",
          "EngineCommand",
          "Token",
          "StepRecord",
          "StepState",
          "InstanceState",
          "Surroundings",
          "Variables");

  private final String root;

  Rules(String root) {
    this.root = root;
  }

  /** All rules by their names. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> all = new LinkedHashMap<>();
    all.put("features use only what they name", featuresUseOnlyWhatTheyName());
    all.put("platform knows no feature", platformKnowsNoFeature());
    all.put("features are free of cycles", featuresAreFreeOfCycles());
    all.put("only repositories touch the database", onlyRepositoriesTouchTheDatabase());
    all.put("only resources know JAX-RS", onlyResourcesKnowJaxRs());
    all.put("only platform.time reads the clock", onlyPlatformTimeReadsTheClock());
    all.put("names say a duty", namesSayADuty());
    all.put("no interface for one class", noInterfaceForOneClass());
    all.put("every operation says who may", everyOperationSaysWhoMay());
    all.put("nothing is printed", nothingIsPrinted());
    all.put("nothing is left to chance", nothingIsLeftToChance());
    all.put("the engine is pure", theEngineIsPure());
    all.put("one choke point decides", oneChokePointDecides());
    return all;
  }

  ArchRule featuresUseOnlyWhatTheyName() {
    return classes()
        .that(are(inFeature()))
        .should(useOnly("only features that @Feature(mayUse) names", this::mayUse));
  }

  ArchRule platformKnowsNoFeature() {
    return classes()
        .that()
        .resideInAPackage(root + ".platform..")
        .should(useOnly("no feature", feature -> Set.of()));
  }

  ArchRule featuresAreFreeOfCycles() {
    return slices().matching(root + ".(*)..").should().beFreeOfCycles();
  }

  ArchRule onlyRepositoriesTouchTheDatabase() {
    return noClasses()
        .that(
            are(
                not(
                    "repositories, queries, technical or excepted",
                    c ->
                        outermost(c).endsWith("Repository")
                            || outermost(c).endsWith("Queries")
                            || inPackage(c, "platform.schema", "platform.sql", "platform.commands")
                            || DATABASE.containsKey(outermost(c)))))
        .should()
        .dependOnClassesThat(
            predicate(
                "the database's classes",
                c ->
                    c.getPackageName().startsWith("java.sql")
                        || c.getPackageName().startsWith("javax.sql")
                        || c.getName().equals("jakarta.persistence.EntityManager")))
        .because("SQL is found in one place");
  }

  ArchRule onlyResourcesKnowJaxRs() {
    return noClasses()
        .that(
            are(
                not(
                    "resources, the web's platform or excepted",
                    c ->
                        outermost(c).endsWith("Resource")
                            || inPackage(c, "platform.web", "platform.problem")
                            || JAX_RS.containsKey(outermost(c)))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.ws.rs..")
        .because("services are called by other entries too");
  }

  ArchRule onlyPlatformTimeReadsTheClock() {
    return noClasses()
        .that(are(not("platform.time", c -> inPackage(c, "platform.time"))))
        .should()
        .accessTargetWhere(
            predicate(
                "the clock",
                (JavaAccess<?> access) ->
                    readsClock(access)
                        && !(access.getName().equals("nanoTime")
                            && NANO_TIME.containsKey(outermost(access.getOriginOwner())))))
        .because("tests pass their own time");
  }

  private static boolean readsClock(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getName();
    String name = access.getName();
    boolean none =
        !(access.getTarget() instanceof MethodCallTarget call)
            || call.getRawParameterTypes().isEmpty();
    return switch (owner) {
      case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
      case "java.util.Date" ->
          name.equals("<init>") && access.getTarget().getFullName().endsWith("()");
      case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
      default -> owner.startsWith("java.time.") && name.equals("now") && none;
    };
  }

  ArchRule namesSayADuty() {
    return noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Dto|DTO|Facade|Processor)")
        .because("such a name says nothing about the duty");
  }

  ArchRule noInterfaceForOneClass() {
    return classes()
        .that()
        .areInterfaces()
        .should(
            new ArchCondition<>("not be implemented by one class only") {
              @Override
              public void check(JavaClass one, ConditionEvents events) {
                List<JavaClass> own =
                    one.getAllSubclasses().stream().filter(c -> !c.isInterface()).toList();
                boolean lonely = own.size() == 1 && feature(own.get(0)).equals(feature(one));
                if (lonely && !LONELY.containsKey(one.getSimpleName())) {
                  events.add(
                      SimpleConditionEvent.violated(
                          one,
                          one.getName() + " is implemented by " + own.get(0).getName() + " only"));
                }
              }
            });
  }

  ArchRule everyOperationSaysWhoMay() {
    return methods()
        .that()
        .areMetaAnnotatedWith(HttpMethod.class)
        .should(
            new ArchCondition<>("have @RequiresPermission, or their class") {
              @Override
              public void check(JavaMethod method, ConditionEvents events) {
                JavaClass owner = method.getOwner();
                boolean says =
                    method.isAnnotatedWith(RequiresPermission.class)
                        || owner.isAnnotatedWith(RequiresPermission.class);
                if (!says) {
                  events.add(SimpleConditionEvent.violated(method, method.getFullName()));
                }
              }
            });
  }

  ArchRule nothingIsPrinted() {
    return noClasses()
        .should()
        .accessTargetWhere(
            predicate(
                "System.out, System.err or printStackTrace",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().getName().equals("java.lang.System")
                            && Set.of("out", "err").contains(access.getName())
                        || access.getName().equals("printStackTrace")));
  }

  ArchRule nothingIsLeftToChance() {
    return noClasses()
        .should()
        .accessTargetWhere(
            predicate(
                "java.util.Random or Math.random",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().getName().equals("java.util.Random")
                        || access.getTargetOwner().getName().equals("java.lang.Math")
                            && access.getName().equals("random")))
        .because("secrets need SecureRandom, the engine none at all");
  }

  ArchRule theEngineIsPure() {
    DescribedPredicate<JavaClass> engine =
        predicate(
            "the engine's classes",
            c -> c.getPackageName().equals(root + ".instance") && ENGINE.contains(outermost(c)));
    return noClasses()
        .that(engine)
        .should()
        .dependOnClassesThat(
            predicate(
                "the outside",
                c ->
                    c.getName().startsWith("jakarta.")
                        || c.getName().startsWith("java.sql.")
                        || c.getName().startsWith("javax.")
                        || c.getName().startsWith("java.util.concurrent.")
                        || c.getName().startsWith("java.util.logging.")
                        || c.getName().startsWith("java.io.")
                        || c.getName().startsWith(root + ".platform.time.")
                        || Set.of("java.time.Clock", "java.lang.Thread", "java.util.Random")
                            .contains(c.getName())))
        .orShould()
        .accessTargetWhere(
            predicate("new ids", (JavaAccess<?> access) -> access.getName().equals("randomUUID")));
  }

  ArchRule oneChokePointDecides() {
    return noClasses()
        .that(are(not("ApprovalService", c -> outermost(c).equals("ApprovalService"))))
        .should()
        .accessTargetWhere(
            predicate(
                "Approval.decide",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().getName().equals(root + ".approval.Approval")
                        && access.getName().equals("decide")))
        .because("nobody decides around permission, tenant or separation of duties");
  }

  private ArchCondition<JavaClass> useOnly(
      String description, java.util.function.Function<String, Set<String>> allowed) {
    return new ArchCondition<>("use " + description) {
      @Override
      public void check(JavaClass user, ConditionEvents events) {
        String own = feature(user);
        for (Dependency dependency : user.getDirectDependenciesFromSelf()) {
          String used = feature(dependency.getTargetClass());
          boolean fine =
              used.isEmpty()
                  || used.equals(own)
                  || used.equals(PLATFORM)
                  || allowed.apply(own).contains(used);
          if (!fine) {
            events.add(SimpleConditionEvent.violated(user, dependency.getDescription()));
          }
        }
      }
    };
  }

  /** What a feature names; a package that is no feature may use nothing. */
  private Set<String> mayUse(String feature) {
    try {
      Feature declared =
          Class.forName(root + "." + feature + ".package-info").getAnnotation(Feature.class);
      return declared == null ? Set.of() : Set.copyOf(Arrays.asList(declared.mayUse()));
    } catch (ClassNotFoundException e) {
      return Set.of();
    }
  }

  private DescribedPredicate<JavaClass> inFeature() {
    return predicate("in a feature", c -> !feature(c).isEmpty() && !feature(c).equals(PLATFORM));
  }

  /** The package below the root; empty outside of it. */
  private String feature(JavaClass c) {
    String name = c.getPackageName();
    if (!name.startsWith(root + ".")) {
      return "";
    }
    String below = name.substring(root.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private boolean inPackage(JavaClass c, String... below) {
    return Arrays.stream(below).anyMatch(p -> c.getPackageName().startsWith(root + "." + p));
  }

  private static String outermost(JavaClass c) {
    String name = c.getName().substring(c.getPackageName().length() + 1);
    int dollar = name.indexOf('$');
    return dollar < 0 ? name : name.substring(0, dollar);
  }

  private static DescribedPredicate<JavaClass> not(
      String description, java.util.function.Predicate<JavaClass> test) {
    return predicate("not " + description, test.negate());
  }

  private static <T> DescribedPredicate<T> predicate(
      String description, java.util.function.Predicate<T> test) {
    return DescribedPredicate.describe(description, test);
  }

  /** The exceptions by name, for the test that none of them outlives its class. */
  static Set<String> excepted() {
    Set<String> names = new java.util.TreeSet<>();
    names.addAll(DATABASE.keySet());
    names.addAll(JAX_RS.keySet());
    names.addAll(NANO_TIME.keySet());
    names.addAll(LONELY.keySet());
    names.addAll(ENGINE);
    return names;
  }
}
