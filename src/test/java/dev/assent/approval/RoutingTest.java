package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assent.identity.Caller;
import dev.assent.identity.People.Person;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who is asked for a request of rita's, whose manager is max. */
class RoutingTest {
  private static final Caller RITA = new Caller("demo", "rita", Set.of(), Set.of());
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final Town town = new Town();
  private final Routing routing = new Routing();

  RoutingTest() {
    routing.staff = town;
  }

  /** Everybody there is. */
  private static final class Town extends Staff {
    final Map<String, List<Person>> withRole = new LinkedHashMap<>();
    final List<Person> everybody = new ArrayList<>();
    final Map<String, Workload> loads = new LinkedHashMap<>();
    boolean managed = true;

    void add(String role, Person person) {
      withRole.computeIfAbsent(role, r -> new ArrayList<>()).add(person);
      everybody.add(person);
    }

    @Override
    Optional<Person> manager(String tenant, String user) {
      return managed ? Optional.of(there("max")) : Optional.empty();
    }

    @Override
    List<Person> candidates(
        String tenant, Collection<String> roles, Collection<String> capabilities) {
      Map<String, Person> found = new LinkedHashMap<>();
      for (String role : roles) {
        withRole.getOrDefault(role, List.of()).forEach(p -> found.put(p.name(), p));
      }
      for (String one : capabilities) {
        everybody.stream()
            .filter(p -> p.capabilities().contains(one))
            .forEach(p -> found.put(p.name(), p));
      }
      return List.copyOf(found.values());
    }

    @Override
    Map<String, Workload> workloads(
        String tenant, NewStage.Select select, Collection<String> names) {
      return loads;
    }
  }

  private static Person there(String name, String... capabilities) {
    return new Person(name, Set.of(capabilities), false, null);
  }

  private static Person absent(String name) {
    return new Person(name, Set.of(), true, null);
  }

  private static NewApproval request(String route) {
    return Json.read(
        """
        {"title":"Desk","category":"office","subject":{"type":"ORDER","id":"7",
          "data":{"amount":"250.00","supervisor":"sue","owners":["ann","ben"],"nobody":[],"n":3}},%s}"""
            .formatted(route),
        NewApproval.class);
  }

  private List<StagePlan> stages(String route) {
    return routing.route(RITA, request(route)).route().stages();
  }

  private List<String> asked(String approvers) {
    return names(stages("\"approvers\":" + approvers).get(0));
  }

  private static List<String> names(StagePlan stage) {
    return stage.approvers().stream().map(Approver::name).toList();
  }

  private static void refused(
      ThrowingCallable what, ProblemType type, String pointer, String says) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(type);
              assertThat(e.errors()).extracting(x -> x.pointer()).containsExactly(pointer);
              assertThat(e.errors().get(0).detail()).contains(says);
            });
  }

  private void notFound(String route, String pointer, String says) {
    refused(() -> stages(route), ProblemType.INVALID_INPUT, pointer, says);
  }

  @Test
  void skips_a_stage_whose_condition_is_false_and_says_why() {
    List<StagePlan> stages =
        stages(
            """
            "stages":[
              {"name":"check","approvers":{"users":["ann"]}},
              {"name":"board","when":"double(input.amount) > 1000.0","approvers":{"roles":["board"]}},
              {"name":"office","when":"request.category == 'office' && request.requester == 'rita'
                && request.subjectType == 'ORDER' && request.priority == 'NORMAL' && request.risk == null
                && action.name == null",
               "approvers":{"users":["ben"]}}]"""
                .replace("\n    ", " "));
    assertThat(stages).extracting(StagePlan::name).containsExactly("check", "board", "office");
    assertThat(stages.get(0).skipped()).isNull();
    assertThat(stages.get(1).skipped())
        .isEqualTo("not needed: double(input.amount) > 1000.0 is false");
    assertThat(stages.get(1).approvers()).isEmpty();
    assertThat(names(stages.get(2))).containsExactly("ben");
  }

  @Test
  void sees_the_action_with_its_arguments() {
    List<StagePlan> stages =
        stages(
            """
            "action":{"name":"wipe","arguments":{"count":3}},
            "stages":[{"when":"action.name == 'wipe' && action.arguments.count > 2","approvers":{"users":["ann"]}}]""");
    assertThat(stages.get(0).skipped()).isNull();
  }

  @Test
  void refuses_a_condition_that_cannot_be_asked_or_is_none() {
    String stage = "\"stages\":[{\"when\":\"%s\",\"approvers\":{\"users\":[\"ann\"]}}]";
    notFound(stage.formatted("input.price > 3"), "/stages/0/when", "the field 'price' is missing");
    notFound(
        stage.formatted("input.supervisor"), "/stages/0/when", "where true or false is needed");
    refused(
        () -> stages(stage.formatted("price > 3")),
        ProblemType.INVALID_BODY,
        "/stages/0/when",
        "unknown variable 'price'; known are action, input, request");
    refused(
        () -> stages(stage.formatted("input.n >")),
        ProblemType.INVALID_BODY,
        "/stages/0/when",
        "is wrong at");
  }

  @Test
  void refuses_a_request_whose_stages_are_all_skipped() {
    notFound(
        "\"stages\":[{\"when\":\"false\",\"approvers\":{\"users\":[\"ann\"]}}]",
        "/stages",
        "all skipped");
  }

  @Test
  void asks_whom_expressions_yield() {
    assertThat(asked("{\"expressions\":[\"input.supervisor\",\"input.owners\",\"'sue'\"]}"))
        .containsExactly("sue", "ann", "ben");
    String of = "\"approvers\":{\"expressions\":[\"%s\"]}";
    notFound(of.formatted("input.n"), "/approvers/expressions/0", "where a name is needed");
    notFound(of.formatted("input.boss"), "/approvers/expressions/0", "'boss' is missing");
    notFound(of.formatted("input.nobody"), "/approvers", "nobody is asked");
    refused(
        () -> stages(of.formatted("1 + 1")),
        ProblemType.INVALID_BODY,
        "/approvers/expressions/0",
        "must yield a name or a list of names, but yields a number");
  }

  @Test
  void asks_the_requesters_manager() {
    assertThat(asked("{\"manager\":true}")).containsExactly("max");
    town.managed = false;
    notFound("\"approvers\":{\"manager\":true}", "/approvers/manager", "rita has no manager");
  }

  @Test
  void asks_a_role_as_a_role_and_all_who_have_a_capability_by_name() {
    town.add("finance", there("ann", "audit"));
    town.add("finance", there("rita", "audit"));
    town.add("legal", absent("cleo"));
    StagePlan stage =
        stages(
                "\"approvers\":{\"roles\":[\"finance\"],\"capabilities\":[\"audit\"],\"notRequester\":true}")
            .get(0);
    assertThat(stage.approvers()).containsExactly(Approver.role("finance"), Approver.user("ann"));
    notFound(
        "\"approvers\":{\"capabilities\":[\"law\"]}",
        "/approvers/capabilities",
        "looked for 1 with the capability law: 0 found");
  }

  @Test
  void selects_the_first_who_is_there() {
    town.add("finance", absent("ann"));
    town.add("finance", there("rita"));
    town.add("finance", there("cleo"));
    town.add("finance", there("dora"));
    String some =
        "{\"roles\":[\"finance\"],\"select\":\"FIRST_AVAILABLE\",\"notRequester\":true%s}";
    assertThat(asked(some.formatted(""))).containsExactly("cleo");
    assertThat(asked(some.formatted(",\"count\":2"))).containsExactly("cleo", "dora");
    assertThat(asked(some.formatted(",\"users\":[\"cleo\"]"))).containsExactly("cleo", "dora");
    notFound(
        "\"approvers\":" + some.formatted(",\"count\":3"),
        "/approvers/select",
        "looked for 3 with the role finance: 4 found, of whom 1 are absent today");
  }

  @Test
  void selects_nobody_whom_an_earlier_stage_asks_when_they_are_kept_apart() {
    town.add("finance", there("ann"));
    town.add("finance", there("ben"));
    String route =
        """
        "stages":[{"name":"one","approvers":{"users":["ann"]}},
          {"name":"two","approvers":{"roles":["finance"],"select":"FIRST_AVAILABLE","distinctFrom":["one"]%s}}]""";
    assertThat(names(stages(route.formatted("")).get(1))).containsExactly("ben");
    notFound(
        route.formatted(",\"count\":2"), "/stages/1/approvers/select", "stage two: looked for 2");
  }

  @Test
  void selects_the_least_loaded_and_of_equals_the_first_by_name() {
    for (String name : List.of("dora", "cleo", "ben", "ann")) {
      town.add("finance", there(name));
      town.loads.put(name, new Workload(name.equals("ann") ? 5 : name.equals("ben") ? 2 : 1, null));
    }
    String some = "{\"roles\":[\"finance\"],\"select\":\"LEAST_LOADED\",\"count\":%d}";
    assertThat(asked(some.formatted(1))).containsExactly("cleo");
    assertThat(asked(some.formatted(3))).containsExactly("cleo", "dora", "ben");
  }

  @Test
  void selects_the_best_suited() {
    Selection both =
        new Selection(NewStage.Select.BEST_SUITED, 1, Set.of("audit", "law"), Set.of());
    Workload none = new Workload(0, Duration.ofDays(1));
    assertThat(both.suitability(there("a", "audit", "law"), none))
        .isEqualTo(0.5 + 0.3 + 0.1, within(1e-9));
    assertThat(both.suitability(there("a", "audit"), new Workload(2, null)))
        .isEqualTo(0.25 + 0.3 / 3 + 0.1, within(1e-9));
    assertThat(both.suitability(there("a"), new Workload(0, Duration.ZERO)))
        .isEqualTo(0.3 + 0.2, within(1e-9));

    town.add("finance", there("ann", "audit"));
    town.add("finance", there("ben", "audit", "law"));
    town.add("finance", there("cleo", "audit", "law"));
    town.loads.put("ben", new Workload(3, Duration.ofHours(1)));
    town.loads.put("cleo", new Workload(0, Duration.ofDays(3)));
    assertThat(
            asked(
                "{\"roles\":[\"finance\"],\"capabilities\":[\"audit\",\"law\"],\"select\":\"BEST_SUITED\"}"))
        .containsExactly("cleo");
  }

  @Test
  void selects_whoever_was_asked_before_first() {
    Selection again =
        new Selection(NewStage.Select.LEAST_LOADED, 2, Set.of(), Set.of("dora", "gone"));
    List<Person> present = List.of(there("ann"), there("ben"), there("dora"));
    assertThat(again.choose(present, Map.of("dora", new Workload(9, null))))
        .extracting(Person::name)
        .containsExactly("dora", "ann");
  }

  @Test
  void selects_by_load_as_sorting_does_in_any_order_of_the_candidates() {
    long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 500; round++) {
      Map<String, Workload> loads = new LinkedHashMap<>();
      List<Person> people = new ArrayList<>();
      int count = random.nextInt(1, 30);
      for (int i = 0; i < count; i++) {
        String name = "u" + random.nextInt(1_000_000);
        if (loads.put(name, new Workload(random.nextInt(5), null)) == null) {
          people.add(random.nextInt(people.size() + 1), there(name));
        }
      }
      int wanted = random.nextInt(1, people.size() + 1);
      List<String> expected =
          loads.keySet().stream()
              .sorted(
                  java.util.Comparator.<String>comparingInt(n -> loads.get(n).open())
                      .thenComparing(n -> n))
              .limit(wanted)
              .toList();
      for (NewStage.Select how :
          List.of(NewStage.Select.LEAST_LOADED, NewStage.Select.BEST_SUITED)) {
        assertThat(new Selection(how, wanted, Set.of(), Set.of()).choose(people, loads))
            .as("seed " + seed + ", without other differences the load decides")
            .extracting(Person::name)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void refuses_what_could_never_be_approved() {
    notFound(
        "\"approvers\":{\"expressions\":[\"request.requester\"],\"notRequester\":true}",
        "/approvers",
        "it can never be approved");
    notFound(
        "\"approvers\":{\"expressions\":[\"input.owners\"]},\"policy\":{\"type\":\"QUORUM\",\"required\":3}",
        "/approvers",
        "it can never be approved");
    notFound(
        "\"approvers\":{\"manager\":true},\"policy\":{\"type\":\"WEIGHTED\",\"threshold\":2}",
        "/approvers",
        "it can never be approved");
  }

  @Test
  void says_all_that_is_wrong_with_approvers() {
    assertThatThrownBy(
            () ->
                stages(
                    """
                    "stages":[{"approvers":{"users":["ann"],"count":2}},
                      {"name":"two","approvers":{"select":"LEAST_LOADED","count":0,"capabilities":[]}},
                      {"name":"two","approvers":{"expressions":[""],"capabilities":["A b"],"distinctFrom":["three"]}}]"""))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(x -> x.pointer())
                    .containsExactly(
                        "/stages/0/approvers/count",
                        "/stages/1/approvers/capabilities",
                        "/stages/1/approvers/count",
                        "/stages/2/approvers/expressions/0",
                        "/stages/2/approvers/capabilities/0",
                        "/stages/2/approvers/distinctFrom",
                        "/stages/2/name"));
  }

  private static final String PURCHASES =
      """
      {"rules":[
        {"name":"tiny","when":"double(input.amount) <= 50.0","autoApprove":true,"risk":"LOW"},
        {"name":"small","when":"double(input.amount) <= 250.0","stages":[{"approvers":{"manager":true}}]},
        {"name":"large","when":"double(input.amount) > 1000.0 || request.risk == 'HIGH'","risk":"HIGH","onResubmit":"ASK_AGAIN",
         "expires":"P10D","stages":[
          {"name":"manager","approvers":{"manager":true},"expires":"P2D","onExpiry":"APPROVE"},
          {"name":"board","when":"input.board","approvers":{"roles":["board"]}}]},
        {"name":"none-needed","when":"double(input.amount) == 300.0","stages":[{"when":"false","approvers":{"users":["x"]}}]}]%s}""";

  private RouteChoice.Chosen chosen(String document, String data) {
    RoutingDocument policy = Json.read(document, RoutingDocument.class);
    policy.check();
    RoutingPolicyVersion version =
        new RoutingPolicyVersion("demo", "purchases", 3, policy, "", "admin", NOW);
    NewApproval asked =
        Json.read("{\"title\":\"T\",\"subject\":{\"data\":" + data + "}}", NewApproval.class);
    return new RouteChoice(version, RouteFacts.of(RITA, asked), town).choose();
  }

  private RouteChoice.Chosen purchase(String data) {
    return chosen(PURCHASES.formatted(""), data);
  }

  @Test
  void lets_the_first_rule_that_fits_choose_and_says_why() {
    RouteChoice.Chosen small = purchase("{\"amount\":\"250.00\"}");
    assertThat(small.route().chosen())
        .isEqualTo(
            new Route.Chosen(
                "purchases", 3, "small", "rule 'small': double(input.amount) <= 250.0"));
    assertThat(small.risk()).isNull();
    assertThat(names(small.route().stages().get(0))).containsExactly("max");

    RouteChoice.Chosen large = purchase("{\"amount\":1000.01,\"board\":false}");
    assertThat(large.route().chosen().rule()).isEqualTo("large");
    assertThat(large.risk()).isEqualTo(RiskLevel.HIGH);
    assertThat(large.route().expires()).isEqualTo(Duration.ofDays(10));
    assertThat(large.route().onResubmit()).isEqualTo(Route.OnResubmit.ASK_AGAIN);
    assertThat(large.route().stages().get(1).skipped()).contains("input.board is false");
  }

  @Test
  void approves_at_once_only_when_the_rule_says_so() {
    StagePlan only = purchase("{\"amount\":\"49.99\"}").route().stages().get(0);
    assertThat(only.skipped())
        .isEqualTo(
            "approved at once (autoApprove) by rule 'tiny' of routing policy 'purchases' (version 3)");
    Approval approval = Requests.begun(new java.util.UUID(0, 1), "rita", NOW, Requests.of(only));
    assertThat(approval.state()).isEqualTo(ApprovalState.APPROVED);
    assertThat(approval.assignments()).isEmpty();
    refused(
        () -> purchase("{\"amount\":300}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "rule 'none-needed' of routing policy 'purchases' (version 3) needs no stage");
  }

  @Test
  void refuses_what_no_rule_fits_and_what_a_rule_cannot_tell() {
    refused(
        () -> purchase("{\"amount\":500}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "no rule of routing policy 'purchases' (version 3) fits the request");
    refused(
        () -> purchase("{\"amount\":\"much\"}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "the condition of rule 'tiny'");
    refused(
        () -> purchase("{\"amount\":2000}"),
        ProblemType.INVALID_INPUT,
        "/routing",
        "stage board of rule 'large'");
    RouteChoice.Chosen other =
        chosen(
            PURCHASES.formatted(
                ",\"otherwise\":{\"stages\":[{\"approvers\":{\"users\":[\"ann\"]}}]}"),
            "{\"amount\":500}");
    assertThat(other.route().chosen())
        .isEqualTo(new Route.Chosen("purchases", 3, "otherwise", "otherwise: no rule fits"));
  }

  @Test
  void checks_a_whole_policy_and_points_at_everything_wrong() {
    RoutingDocument wrong =
        Json.read(
            """
            {"rules":[
              {"name":"a","when":"amount > 3","stages":[]},
              {"name":"a","when":"input.x +","stages":[
                {"name":"s","when":"1","approvers":{"users":["u"]},"policy":{"type":"QUORUM"}},
                {"name":"s","approvers":{"users":["u"],"distinctFrom":["t"]}}]},
              {"name":"B","stages":[{"approvers":{"expressions":["input."]}}]},
              {"name":"d"}, {"stages":[{"approvers":{"users":["u"]}}]}, null],
             "otherwise":{"when":"true","autoApprove":true}}""",
            RoutingDocument.class);
    assertThatThrownBy(wrong::check)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(x -> x.pointer())
                    .containsExactly(
                        "/rules/0/when",
                        "/rules/0/stages",
                        "/rules/1/name",
                        "/rules/1/when",
                        "/rules/1/stages/0/when",
                        "/rules/1/stages/0/policy/required",
                        "/rules/1/stages/1/approvers/distinctFrom",
                        "/rules/1/stages/1/name",
                        "/rules/2/name",
                        "/rules/2/stages/0/approvers/expressions/0",
                        "/rules/3/stages",
                        "/rules/4/name",
                        "/rules/5",
                        "/otherwise/when"));
    assertThatThrownBy(() -> new RoutingDocument(null, null, null).check())
        .isInstanceOf(ProblemException.class);
  }

  private static Resubmission by(Route route, Long seen) {
    return new Resubmission(null, null, null, null, null, null, null, route, null, seen);
  }

  private static Approval routed(Route.Chosen chosen) {
    Route route =
        new Route(
            List.of(stage("one", List.of(), "ann")), Route.OnResubmit.KEEP_DECIDED, null, chosen);
    return Requests.begun(new java.util.UUID(0, 1), "rita", NOW, Requests.of().withRoute(route));
  }

  private static void refused(Resubmission changes, Approval approval, ProblemType type) {
    assertThatThrownBy(() -> changes.requireRouteOf(approval))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
  }

  @Test
  void takes_a_route_from_the_policy_only_for_the_request_as_it_is() {
    Route.Chosen chosen = new Route.Chosen("p", 1, "r", "why");
    Route own = Route.of(stage("one", List.of(), "ann"));
    Route policys =
        new Route(
            own.stages(), Route.OnResubmit.KEEP_DECIDED, null, new Route.Chosen("p", 2, "r", ""));
    Approval routed = routed(chosen);
    by(policys, routed.revision()).requireRouteOf(routed);
    refused(by(policys, routed.revision() - 1), routed, ProblemType.CONFLICT);
    refused(by(policys, null), routed, ProblemType.CONFLICT);
    refused(by(null, null), routed, ProblemType.CONFLICT);
    refused(by(own, routed.revision()), routed, ProblemType.INVALID_STATE);

    Approval free = routed(null);
    by(own, null).requireRouteOf(free);
    by(null, null).requireRouteOf(free);
    refused(by(policys, free.revision() + 1), free, ProblemType.CONFLICT);
  }

  private static StagePlan stage(String name, List<String> distinctFrom, String... users) {
    return new StagePlan(
        name,
        false,
        Arrays.stream(users).map(Approver::user).toList(),
        dev.assent.consensus.Policy.of(dev.assent.consensus.Policy.Type.ANY),
        Map.of(),
        Map.of(),
        distinctFrom,
        StagePlan.Rationale.OPTIONAL,
        Deadline.NONE,
        null);
  }

  private static Approval sentBackByTheThird() {
    Approval approval =
        Requests.begun(
            new java.util.UUID(0, 1),
            "rita",
            NOW,
            Requests.of(
                stage("one", List.of(), "ann"),
                stage("two", List.of("one"), "ben"),
                stage("three", List.of(), "cleo")));
    Requests.decide(approval, caller("ann"), null, Decision.APPROVE, NOW);
    Requests.decide(approval, caller("ben"), null, Decision.APPROVE, NOW);
    Requests.decide(approval, caller("cleo"), null, Decision.REQUEST_CHANGES, NOW);
    return approval;
  }

  private static Caller caller(String user) {
    return new Caller("demo", user, Set.of(), Set.of());
  }

  private static List<StageState> resubmitted(StagePlan... stages) {
    Approval approval = sentBackByTheThird();
    approval.resubmit(Requests.of(stages), NOW);
    return approval.stages().stream().map(Stage::state).toList();
  }

  @Test
  void keeps_passed_stages_that_would_be_decided_in_the_same_way() {
    assertThat(
            resubmitted(
                stage("one", List.of(), "ann"),
                stage("two", List.of("one"), "ben"),
                stage("three", List.of(), "dora")))
        .containsExactly(StageState.APPROVED, StageState.APPROVED, StageState.OPEN);
  }

  @Test
  void asks_again_what_others_decide_now_and_what_is_kept_apart_from_it() {
    assertThat(
            resubmitted(
                stage("one", List.of(), "ann", "ben"),
                stage("two", List.of("one"), "ben"),
                stage("three", List.of(), "cleo")))
        .containsExactly(StageState.OPEN, StageState.WAITING, StageState.WAITING);
    assertThat(
            resubmitted(
                stage("new", List.of(), "dora"),
                stage("one", List.of(), "ann"),
                stage("two", List.of("one"), "ben")))
        .containsExactly(StageState.OPEN, StageState.APPROVED, StageState.APPROVED);
  }
}
