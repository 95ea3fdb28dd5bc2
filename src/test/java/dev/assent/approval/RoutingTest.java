package dev.assent.approval;

import static dev.assent.approval.Refusals.refused;
import static dev.assent.approval.Town.absent;
import static dev.assent.approval.Town.there;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assent.identity.Caller;
import dev.assent.identity.People.Person;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Who is asked for a request of rita's, whose manager is max. */
class RoutingTest {
  private static final Caller RITA = new Caller("demo", "rita", Set.of(), Set.of());

  private final Town town = new Town();
  private final Routing routing = new Routing();

  RoutingTest() {
    routing.staff = town;
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
    town.managed = true;
    assertThat(asked("{\"manager\":true,\"managerLevel\":2,\"users\":[\"ann\"]}"))
        .containsExactly("ann", "mia");
    notFound(
        "\"approvers\":{\"manager\":true,\"managerLevel\":3}",
        "/approvers/manager",
        "mia has no manager, and 3 levels above the requester rita are asked for");
    for (String wrong : List.of("\"managerLevel\":2", "\"manager\":false,\"managerLevel\":2")) {
      refused(
          () -> stages("\"approvers\":{\"users\":[\"ann\"]," + wrong + "}"),
          ProblemType.INVALID_BODY,
          "/approvers/managerLevel",
          "goes with 'manager'");
    }
    for (int level : new int[] {0, 11}) {
      refused(
          () -> stages("\"approvers\":{\"manager\":true,\"managerLevel\":" + level + "}"),
          ProblemType.INVALID_BODY,
          "/approvers/managerLevel",
          "must be from 1 to 10");
    }
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
}
