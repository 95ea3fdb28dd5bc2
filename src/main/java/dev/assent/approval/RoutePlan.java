package dev.assent.approval;

import dev.assent.consensus.Policy;
import dev.assent.consensus.Tally;
import dev.assent.consensus.Voice;
import dev.assent.consensus.Vote;
import dev.assent.identity.People.Person;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the stages of one request: asks their conditions, finds their approvers, and refuses what
 * could never be approved. Whatever cannot be found refuses the request; no stage is ever left out
 * because something of it is missing.
 */
final class RoutePlan {
  /**
   * Where stages are written, for what is wrong with them.
   *
   * @param rule the rule of a routing policy, in words; null for those of the request itself
   */
  record Source(@Nullable String rule, boolean listed) {
    /** Of the request's own body. */
    static Source of(NewApproval request) {
      return new Source(null, request.stages() != null);
    }

    /** Of a step, of which there is no body. */
    static Source ofStep() {
      return new Source(null, true);
    }

    static Source of(String rule) {
      return new Source(rule, true);
    }

    String pointer(int stage, String below) {
      return rule != null ? "/routing" : listed ? "/stages/" + stage + below : below;
    }
  }

  private final RouteFacts facts;
  private final Staff staff;
  private final Source source;
  private final Map<String, StagePlan> plans = new HashMap<>();

  RoutePlan(RouteFacts facts, Staff staff, Source source) {
    this.facts = facts;
    this.staff = staff;
    this.source = source;
  }

  /**
   * As they are decided.
   *
   * @throws ProblemException {@code INVALID_INPUT} with where it is written
   */
  List<StagePlan> of(List<NewStage> stages) {
    List<StagePlan> planned = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      StagePlan plan = plan(stages.get(i), i, stages.size());
      plans.put(plan.name(), plan);
      planned.add(plan);
    }
    return planned;
  }

  /**
   * Those of a step, whose conditions were asked already.
   *
   * @param known with those who are named
   * @param lookUps who else is found, by the names of stages
   * @throws ProblemException {@code INVALID_INPUT}
   */
  List<StagePlan> of(List<StagePlan> known, Map<String, NewStage.Approvers> lookUps) {
    List<StagePlan> planned = new ArrayList<>();
    for (int i = 0; i < known.size(); i++) {
      StagePlan plan = known.get(i);
      NewStage.Approvers lookUp = lookUps.get(plan.name());
      if (plan.skipped() == null && lookUp != null) {
        plan =
            plan.asking(
                new Search(
                        plan.name(),
                        i,
                        lookUp,
                        plan.approvers(),
                        barred(plan.excluded().keySet(), plan.distinctFrom()))
                    .approvers());
        requireAttainable(plan, i);
      }
      plans.put(plan.name(), plan);
      planned.add(plan);
    }
    return planned;
  }

  private StagePlan plan(NewStage stage, int index, int count) {
    String name = NewStage.name(stage, index, count);
    String skipped = skipped(stage, name, index);
    List<Approver> asked = skipped == null ? search(stage, name, index).approvers() : List.of();
    StagePlan plan = stage.plan(name, facts.requester(), asked, skipped);
    if (skipped == null) {
      requireAttainable(plan, index);
    }
    return plan;
  }

  private Search search(NewStage stage, String name, int index) {
    NewStage.Approvers wanted = stage.approversOrNone();
    boolean notRequester = Boolean.TRUE.equals(wanted.notRequester());
    return new Search(
        name,
        index,
        wanted,
        NewStage.named(wanted.users(), wanted.isSelective() ? null : wanted.roles()),
        barred(
            notRequester ? Set.of(facts.requester()) : Set.of(),
            NewStage.orNone(wanted.distinctFrom())));
  }

  /** Who must not decide, as far as is known. */
  private Set<String> barred(Set<String> excluded, List<String> distinctFrom) {
    Set<String> barred = new HashSet<>(excluded);
    for (String other : distinctFrom) {
      StagePlan earlier = plans.get(other);
      if (earlier != null) {
        earlier.approvers().stream()
            .filter(a -> a.type() == Approver.Type.USER)
            .forEach(a -> barred.add(a.name()));
      }
    }
    return barred;
  }

  private @Nullable String skipped(NewStage stage, String name, int index) {
    String when = stage.when();
    try {
      return when == null || RouteExpressions.condition(when).test(facts.variables())
          ? null
          : "not needed: " + when + " is false";
    } catch (ExpressionException e) {
      throw refused(name, index, "/when", e.getMessage());
    }
  }

  /** If even everybody's approval does not approve it, nobody needs to be asked. */
  private void requireAttainable(StagePlan plan, int index) {
    List<Voice> best = new ArrayList<>();
    for (Approver approver : plan.approvers()) {
      boolean barred =
          approver.type() == Approver.Type.USER && plan.excluded().containsKey(approver.name());
      best.add(
          new Voice(
              approver.toString(),
              plan.weightOf(approver),
              plan.hasVeto(approver),
              barred ? null : Vote.APPROVE,
              barred ? Map.of() : bestScores(plan.policy())));
    }
    Tally tally = plan.policy().close(best);
    if (tally.outcome() != Tally.Outcome.APPROVED) {
      List<String> names = plan.approvers().stream().map(Approver::toString).toList();
      throw refused(
          plan.name(),
          index,
          "/approvers",
          "it asks "
              + String.join(", ", names)
              + (plan.excluded().isEmpty()
                  ? ""
                  : ", and " + String.join("; ", new TreeSet<>(plan.excluded().values())))
              + ": it can never be approved ("
              + tally.explanation()
              + ")");
    }
  }

  private static Map<String, BigDecimal> bestScores(Policy policy) {
    Map<String, BigDecimal> scores = new HashMap<>();
    policy.criteria().forEach(c -> scores.put(c.name(), BigDecimal.TEN));
    return scores;
  }

  private ProblemException refused(String stage, int index, String below, @Nullable String detail) {
    String what =
        "stage " + stage + (source.rule() == null ? "" : " of " + source.rule()) + ": " + detail;
    return new ProblemException(
            ProblemType.INVALID_INPUT, "No route is found for the request; " + what + ".")
        .withErrors(List.of(FieldError.at(source.pointer(index, below), what)));
  }

  /** For the approvers of one stage. */
  private final class Search {
    private final String name;
    private final int index;
    private final NewStage.Approvers wanted;
    private final Set<String> barred;
    private final Set<Approver> found;

    /**
     * @param named those who need not be found
     * @param barred who must not decide here
     */
    Search(
        String name,
        int index,
        NewStage.Approvers wanted,
        List<Approver> named,
        Set<String> barred) {
      this.name = name;
      this.index = index;
      this.wanted = wanted;
      this.barred = barred;
      this.found = new LinkedHashSet<>(named);
    }

    List<Approver> approvers() {
      expressions();
      if (Boolean.TRUE.equals(wanted.manager())) {
        found.add(manager());
      }
      if (wanted.isSelective()) {
        select();
      } else if (wanted.capabilities() != null) {
        capable(wanted.capabilities());
      }
      if (found.isEmpty()) {
        throw refused(name, index, "/approvers", "nobody is asked");
      }
      if (found.size() > NewStage.MAX_APPROVERS) {
        throw refused(
            name,
            index,
            "/approvers",
            found.size()
                + " are found, more than the "
                + NewStage.MAX_APPROVERS
                + " that can be asked; select some of them");
      }
      return List.copyOf(found);
    }

    private void expressions() {
      List<String> expressions = wanted.expressions() == null ? List.of() : wanted.expressions();
      for (int i = 0; i < expressions.size(); i++) {
        String at = "/approvers/expressions/" + i;
        try {
          for (String user :
              RouteExpressions.names(expressions.get(i)).strings(facts.variables())) {
            if (user.length() > NewStage.MAX_NAME) {
              throw refused(name, index, at, "it yields a name that is too long");
            }
            found.add(Approver.user(user));
          }
        } catch (ExpressionException e) {
          throw refused(name, index, at, e.getMessage());
        }
      }
    }

    private Approver manager() {
      int levels = wanted.managerLevel() == null ? 1 : wanted.managerLevel();
      String user = facts.requester();
      for (int level = 1; level <= levels; level++) {
        String below = user;
        user =
            staff
                .manager(facts.tenant(), below)
                .map(Person::name)
                .orElseThrow(
                    () -> refused(name, index, "/approvers/manager", unled(below, levels)));
      }
      return Approver.user(user);
    }

    private String unled(String user, int levels) {
      String requester = "the requester " + facts.requester();
      return user.equals(facts.requester())
          ? requester + " has no manager"
          : user
              + " has no manager, and "
              + levels
              + " levels above "
              + requester
              + " are asked for";
    }

    private void capable(List<String> capabilities) {
      List<Person> people = staff.candidates(facts.tenant(), List.of(), capabilities);
      people.stream()
          .filter(p -> !barred.contains(p.name()))
          .forEach(p -> found.add(Approver.user(p.name())));
      if (found.isEmpty()) {
        throw nobody(1, people, 0, "/approvers/capabilities");
      }
    }

    private void select() {
      NewStage.Select how = java.util.Objects.requireNonNull(wanted.select());
      int count = wanted.count() == null ? 1 : wanted.count();
      List<String> capabilities = NewStage.orNone(wanted.capabilities());
      List<Person> people =
          staff.candidates(facts.tenant(), NewStage.orNone(wanted.roles()), capabilities);
      found.forEach(a -> barred.add(a.name()));
      List<Person> present =
          people.stream().filter(p -> !p.absent() && !barred.contains(p.name())).toList();
      if (present.size() < count) {
        long absent = people.stream().filter(Person::absent).count();
        throw nobody(count, people, absent, "/approvers/select");
      }
      Map<String, Workload> loads =
          staff.workloads(facts.tenant(), how, present.stream().map(Person::name).toList());
      new Selection(
              how, count, Set.copyOf(capabilities), facts.asked().getOrDefault(name, Set.of()))
          .choose(present, loads)
          .forEach(p -> found.add(Approver.user(p.name())));
    }

    private ProblemException nobody(int count, List<Person> people, long absent, String at) {
      List<String> where = new ArrayList<>();
      NewStage.orNone(wanted.roles()).forEach(r -> where.add("the role " + r));
      NewStage.orNone(wanted.capabilities()).forEach(c -> where.add("the capability " + c));
      return refused(
          name,
          index,
          at,
          "looked for "
              + count
              + " with "
              + String.join(" or ", where)
              + ": "
              + people.size()
              + " found, of whom "
              + absent
              + " are absent today; others may be asked already or must not decide here");
    }
  }
}
