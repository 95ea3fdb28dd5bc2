package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.request;
import static dev.assent.testing.Scene.requested;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Permissions;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees what in the inbox, in which order, narrowed by what. */
class InboxIT {
  private static final String PENDING = "api/v1/approvals/pending";

  private final String tenant = Scene.fresh("inbox");
  private Caller root;
  private final Map<String, Caller> people = new HashMap<>();

  @BeforeEach
  void begin() {
    root = Scene.tenant(tenant);
    Scene.role(root, "finance", List.of(Permissions.APPROVAL_DECIDE, Permissions.APPROVAL_REQUEST));
    Scene.role(root, "plain", List.of(Permissions.APPROVAL_DECIDE, Permissions.APPROVAL_REQUEST));
    for (String name : List.of("ann", "bob")) {
      people.put(name, Scene.user(root, tenant, name, List.of("finance")));
    }
    for (String name : List.of("carol", "dave")) {
      people.put(name, Scene.user(root, tenant, name, List.of("plain")));
    }
  }

  private Caller by(String name) {
    return java.util.Objects.requireNonNull(people.get(name), name);
  }

  private String asked(String title, List<String> users, List<String> roles) {
    return requested(root, request(title, users, roles)).path("id").asText();
  }

  private List<String> seenBy(String name, String... narrowed) {
    return Lists.texts(items(name, String.join("&", narrowed)), "id");
  }

  private List<JsonNode> items(String name, String query) {
    return Lists.all(by(name), PENDING + (query.isEmpty() ? "" : "?" + query), 2);
  }

  /** Whoever sees a request in the inbox can decide it, and nobody else. */
  private void agree(String id) {
    for (String name : people.keySet()) {
      JsonNode told = json(by(name).get("api/v1/approvals/" + id + "/explanation"), 200);
      List<JsonNode> seen =
          items(name, "").stream().filter(i -> i.path("id").asText().equals(id)).toList();
      assertThat(told.path("canDecide").asBoolean())
          .as(name + " " + told)
          .isEqualTo(!seen.isEmpty());
      if (!seen.isEmpty()) {
        assertThat(seen.get(0).path("assignment").path("id")).isEqualTo(told.path("assignmentId"));
        assertThat(seen.get(0).path("onBehalfOf")).isEqualTo(told.path("onBehalfOf"));
      }
      assertThat(json(root.get("api/v1/approvals/" + id + "/explanation?user=" + name), 200))
          .isEqualTo(told);
    }
  }

  private void away(String name, String substitute) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    json(
        root.put(
            "api/v1/users/" + name + "/absence",
            "{\"from\":\"%s\",\"until\":\"%s\",\"substitute\":\"%s\"}"
                .formatted(today, today.plusDays(2), substitute)),
        201);
  }

  private static void claim(Caller caller, String id) {
    json(caller.post("api/v1/approvals/" + id + "/claim", "{}"), 200);
  }

  @Test
  void a_substitute_sees_and_decides_what_the_absent_one_is_asked() {
    String id = asked("Away", List.of("carol"), List.of());
    assertThat(seenBy("dave")).isEmpty();

    away("carol", "dave");

    JsonNode item = items("dave", "").get(0);
    assertThat(item.path("id").asText()).isEqualTo(id);
    assertThat(item.path("onBehalfOf").asText()).isEqualTo("carol");
    assertThat(seenBy("dave", "scope=SUBSTITUTED")).containsExactly(id);
    assertThat(seenBy("dave", "scope=MINE")).isEmpty();
    assertThat(seenBy("carol")).as("whoever is away may decide all the same").containsExactly(id);
    agree(id);
    assertThat(json(decide(by("dave"), id, "APPROVE"), 201).path("onBehalfOf").asText())
        .isEqualTo("carol");
    assertThat(seenBy("dave")).isEmpty();
    assertThat(seenBy("carol")).isEmpty();
  }

  @Test
  void what_is_claimed_is_seen_by_whoever_has_claimed_it_only() {
    String id = asked("Claimed", List.of(), List.of("finance"));
    assertThat(seenBy("bob")).containsExactly(id);
    assertThat(seenBy("ann", "scope=CLAIMED")).isEmpty();
    agree(id);

    claim(by("ann"), id);

    assertThat(seenBy("bob")).isEmpty();
    assertThat(seenBy("ann")).containsExactly(id);
    assertThat(seenBy("ann", "scope=CLAIMED")).containsExactly(id);
    assertThat(items("ann", "").get(0).path("claimedBy").asText()).isEqualTo("ann");
    problem(decide(by("bob"), id, "APPROVE"), 409, "claimed");
    agree(id);

    away("ann", "dave");
    JsonNode item = items("dave", "scope=SUBSTITUTED").get(0);
    assertThat(item.path("onBehalfOf").asText()).isEqualTo("ann");
    assertThat(json(decide(by("dave"), id, "APPROVE"), 201).path("onBehalfOf").asText())
        .isEqualTo("ann");
  }

  @Test
  void leaves_out_what_the_separation_of_duties_keeps_away() {
    ObjectNode own = request("Own", List.of("carol", "dave"), List.of());
    ((ObjectNode) own.path("approvers")).put("notRequester", true);
    String id = requested(by("carol"), own).path("id").asText();
    assertThat(seenBy("carol")).isEmpty();
    assertThat(seenBy("dave")).containsExactly(id);
    agree(id);

    json(
        root.post(
            "api/v1/separation-pairs", "{\"users\":[\"carol\",\"dave\"],\"reason\":\"married\"}"),
        201);
    assertThat(seenBy("dave")).as("whose spouse asks").isEmpty();
    problem(decide(by("dave"), id, "APPROVE"), 403, "separation-of-duties");
    agree(id);

    String both =
        requested(root, request("Both", List.of("carol", "dave"), List.of()).put("policy", "ALL"))
            .path("id")
            .asText();
    assertThat(seenBy("dave")).containsExactly(both);
    json(decide(by("carol"), both, "APPROVE"), 201);
    assertThat(seenBy("dave")).as("whose spouse has decided").isEmpty();
    problem(decide(by("dave"), both, "APPROVE"), 403, "separation-of-duties");
    agree(both);

    Scene.role(root, "extra", List.of(Permissions.APPROVAL_DECIDE));
    json(
        root.put(
            "api/v1/users/dave",
            "{\"roles\":[\"plain\",\"extra\"],\"active\":true}",
            "If-Match",
            "*"),
        200);
    String delegated =
        requested(
                root, request("Delegated", List.of("carol"), List.of("extra")).put("policy", "ALL"))
            .path("id")
            .asText();
    agree(delegated);
    json(by("carol").post("api/v1/approvals/" + delegated + "/delegate", "{\"to\":\"ann\"}"), 200);
    assertThat(seenBy("dave")).as("whose spouse has delegated").isEmpty();
    assertThat(seenBy("ann")).containsExactly(delegated);
    agree(delegated);
  }

  @Test
  void leaves_out_a_roles_place_for_those_whose_own_would_be_left_behind() {
    String id =
        requested(
                root, request("Handed on", List.of("bob"), List.of("finance")).put("policy", "ALL"))
            .path("id")
            .asText();
    assertThat(seenBy("bob")).containsExactly(id);

    json(by("bob").post("api/v1/approvals/" + id + "/delegate", "{\"to\":\"dave\"}"), 200);

    assertThat(seenBy("bob")).isEmpty();
    problem(decide(by("bob"), id, "APPROVE"), 403, "not-an-approver");
    assertThat(seenBy("ann")).containsExactly(id);
    agree(id);
  }

  @Test
  void leaves_out_a_parallel_stage_that_must_have_others() {
    ObjectNode body = request("Parallel", List.of(), List.of());
    body.remove("approvers");
    body.putArray("stages").add(stage("one", "finance", false)).add(stage("two", "finance", true));
    String id = requested(root, body).path("id").asText();
    assertThat(seenBy("ann")).as("once, though both stages ask").containsExactly(id);

    json(decide(by("ann"), id, "APPROVE"), 201);

    assertThat(seenBy("ann")).isEmpty();
    problem(decide(by("ann"), id, "APPROVE"), 403, "separation-of-duties");
    agree(id);
    assertThat(items("bob", "stage=two").get(0).path("stage").asText()).isEqualTo("two");
    assertThat(seenBy("bob", "stage=one")).isEmpty();
  }

  private static ObjectNode stage(String name, String role, boolean parallel) {
    ObjectNode stage = request(name, List.of(), List.of(role));
    stage.remove("title");
    stage.put("name", name);
    if (parallel) {
      stage.put("parallel", true);
      ((ObjectNode) stage.path("approvers")).putArray("distinctFrom").add("one");
    }
    return stage;
  }

  @Test
  void shows_a_request_once_for_the_nearest_place() {
    away("carol", "ann");
    String all = asked("All", List.of("carol", "ann"), List.of("finance"));
    String role = asked("Role", List.of("carol"), List.of("finance"));

    List<JsonNode> items = items("ann", "");

    assertThat(Lists.texts(items, "id")).containsExactly(all, role);
    assertThat(items.get(0).path("assignment").path("approver").asText()).isEqualTo("ann");
    assertThat(items.get(1).path("assignment").path("approver").asText()).isEqualTo("finance");
    assertThat(seenBy("ann", "scope=MINE")).containsExactly(all);
    assertThat(seenBy("ann", "scope=ROLES")).containsExactly(role);
    assertThat(seenBy("ann", "role=finance")).containsExactly(role);
    assertThat(seenBy("ann", "role=plain")).isEmpty();
    assertThat(seenBy("ann", "scope=SUBSTITUTED")).isEmpty();
    agree(all);
    agree(role);
    claim(by("bob"), role);
    agree(role);
    assertThat(items("ann", "scope=SUBSTITUTED").get(0).path("onBehalfOf").asText())
        .as("the role's place is taken")
        .isEqualTo("carol");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 20})
  void each_order_holds_through_all_pages(int limit) {
    List<String> priorities = List.of("LOW", "NORMAL", "URGENT", "HIGH", "NORMAL");
    List<String> byAge = new ArrayList<>();
    Map<String, List<String>> byPriority = new HashMap<>();
    List<String> due = new ArrayList<>();
    List<String> undue = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      ObjectNode body = request("R" + i, List.of(), List.of());
      body.remove("approvers");
      String priority = priorities.get(i % 5);
      body.put("priority", priority);
      ObjectNode stage = stage("only", "finance", false);
      if (i % 3 == 0) {
        stage.put("due", "PT%dH".formatted(100 - i));
      }
      body.putArray("stages").add(stage);
      String id = requested(root, body).path("id").asText();
      byAge.add(id);
      byPriority.computeIfAbsent(priority, p -> new ArrayList<>()).add(id);
      (i % 3 == 0 ? due : undue).add(id);
    }
    Collections.reverse(due);
    due.addAll(undue);

    assertThat(sorted("", limit)).isEqualTo(byAge);
    assertThat(sorted("?sort=due", limit)).isEqualTo(due);
    List<String> urgentFirst = new ArrayList<>();
    for (String priority : List.of("URGENT", "HIGH", "NORMAL", "LOW")) {
      urgentFirst.addAll(byPriority.get(priority));
    }
    assertThat(sorted("?sort=priority", limit)).isEqualTo(urgentFirst);
    assertThat(sorted("?sort=age&priority=NORMAL", limit)).isEqualTo(byPriority.get("NORMAL"));
    assertThat(sorted("?sort=priority&priority=LOW", limit)).isEqualTo(byPriority.get("LOW"));
  }

  private List<String> sorted(String query, int limit) {
    return Lists.texts(Lists.all(by("ann"), PENDING + query, limit), "id");
  }

  @Test
  void refuses_a_cursor_of_another_order() {
    asked("A", List.of(), List.of("finance"));
    asked("B", List.of(), List.of("finance"));
    for (String given : List.of("age", "due", "priority")) {
      String next =
          json(by("ann").get(PENDING + "?limit=1&sort=" + given), 200).path("next").asText();
      for (String wanted : List.of("age", "due", "priority")) {
        var answer = by("ann").get(PENDING + "?sort=" + wanted + "&cursor=" + next);
        if (wanted.equals(given)) {
          json(answer, 200);
        } else {
          problem(answer, 400, "invalid-parameter");
        }
      }
    }
    for (String wrong : List.of("sort=x", "scope=x", "overdue=x", "priority=x", "risk=x")) {
      problem(by("ann").get(PENDING + "?" + wrong), 400, "invalid-parameter");
    }
  }

  @Test
  void others_are_explained_to_operators_only() {
    String id = asked("Why", List.of("carol"), List.of());
    String path = "api/v1/approvals/" + id + "/explanation";

    JsonNode told = json(root.get(path + "?user=ann"), 200);
    assertThat(told.path("canSee").asBoolean()).isTrue();
    assertThat(told.path("problem").path("type").asText())
        .isEqualTo("urn:assent:problem:not-an-approver");
    assertThat(told.at("/checks/1/rule").asText()).isEqualTo("ASKED");
    assertThat(told.at("/stages/0/missing/0").asText()).isEqualTo("the user carol");
    problem(by("bob").get(path + "?user=ann"), 403, "forbidden");
    json(by("bob").get(path + "?user=bob"), 200);
    problem(root.get(path + "?user=nobody"), 404, "not-found");
  }

  @Test
  void is_counted_by_scope_and_priority() {
    away("carol", "ann");
    asked("Mine", List.of("ann"), List.of("finance"));
    asked("Absent", List.of("carol"), List.of());
    for (String priority : List.of("HIGH", "NORMAL", "LOW")) {
      requested(root, request(priority, List.of(), List.of("finance")).put("priority", priority));
    }
    claim(by("ann"), asked("Claimed", List.of(), List.of("finance")));
    claim(by("bob"), asked("Not ann's", List.of(), List.of("finance")));

    JsonNode counts = json(by("ann").get(PENDING + "/counts"), 200);

    assertThat(counts.at("/total/count").asInt()).isEqualTo(items("ann", "").size()).isEqualTo(6);
    assertThat(counts.at("/total/more").asBoolean()).isFalse();
    for (InboxScope scope : InboxScope.values()) {
      assertThat(counts.at("/scopes/" + scope + "/count").asInt())
          .as(scope.name())
          .isEqualTo(items("ann", "scope=" + scope).size());
    }
    for (Priority priority : Priority.values()) {
      assertThat(counts.at("/priorities/" + priority + "/count").asInt())
          .as(priority.name())
          .isEqualTo(items("ann", "priority=" + priority).size());
    }
    assertThat(counts.at("/overdue/count").asInt()).isZero();
  }

  @Test
  void is_narrowed_by_each_filter() {
    ObjectNode body = request("Laptops, 100% new_ones", List.of(), List.of("finance"));
    body.put("priority", "HIGH").put("category", "IT").put("risk", "MEDIUM");
    body.putObject("subject").put("type", "ORDER").put("id", "7");
    String one = requested(by("carol"), body).path("id").asText();
    String other = asked("Other", List.of(), List.of("finance"));

    for (String filter :
        List.of(
            "priority=HIGH",
            "category=IT",
            "risk=MEDIUM",
            "subjectType=ORDER",
            "subjectType=ORDER&subjectId=7",
            "requestedBy=carol",
            "q=lapTOPS",
            "q=100%25",
            "q=new_ones&category=IT&risk=MEDIUM&stage=approval&scope=ROLES&role=finance")) {
      assertThat(seenBy("ann", filter)).as(filter).containsExactly(one);
      assertThat(seenBy("ann", filter, "sort=due")).as(filter).containsExactly(one);
      assertThat(seenBy("ann", filter, "sort=priority")).as(filter).containsExactly(one);
    }
    for (String none :
        List.of("q=%25", "q=a_t", "overdue=true", "workflow=w", "step=s", "stage=other")) {
      assertThat(seenBy("ann", none)).as(none).doesNotContain(other);
    }
  }
}
