package dev.assent.platform.web;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists through all their pages: each item once, in order, whatever the size of a page. */
class PagingIT {
  private static final int COUNT = 7;
  private static final String TENANT = Scene.fresh("paging");
  private static Caller root;
  private static final List<String> workflows = new ArrayList<>();
  private static final List<String> instances = new ArrayList<>();
  private static final List<String> approvals = new ArrayList<>();

  @BeforeAll
  static void fill() {
    root = Scene.tenant(TENANT);
    for (int i = 0; i < COUNT; i++) {
      // equal names: what follows the name in the order has to tell them apart
      workflows.add(
          Scene.published(root, Scene.TASK_AND_APPROVAL.replace("name: Task", "name: A Task")));
      instances.add(Scene.started(root, Scene.run(workflows.get(0))).path("id").asText());
      approvals.add(
          Scene.requested(root, Scene.request("R" + i, List.of("root"), List.of("admin")))
              .path("id")
              .asText());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"name", "-name", "createdAt", "-createdAt", "updatedAt", "-updatedAt"})
  void workflows_by_each_order(String sort) {
    List<String> whole = Lists.texts(Lists.all(root, "api/v1/workflows?sort=" + sort, 200), "id");
    assertThat(whole).containsExactlyInAnyOrderElementsOf(workflows);
    if (sort.endsWith("createdAt")) {
      List<String> expected = new ArrayList<>(workflows);
      if (sort.startsWith("-")) {
        Collections.reverse(expected);
      }
      assertThat(whole).isEqualTo(expected);
    }
    for (int limit = 1; limit <= 3; limit++) {
      assertThat(Lists.texts(Lists.all(root, "api/v1/workflows?sort=" + sort, limit), "id"))
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8})
  void instances_approvals_and_what_is_pending(int limit) {
    List<String> newestInstances = new ArrayList<>(instances);
    Collections.reverse(newestInstances);
    assertThat(
            Lists.texts(
                Lists.all(root, "api/v1/instances?workflowId=" + workflows.get(0), limit), "id"))
        .isEqualTo(newestInstances);
    List<String> newestApprovals = new ArrayList<>(approvals);
    Collections.reverse(newestApprovals);
    assertThat(Lists.texts(Lists.all(root, "api/v1/approvals", limit), "id"))
        .isEqualTo(newestApprovals);
    assertThat(Lists.texts(Lists.all(root, "api/v1/approvals/pending", limit), "id"))
        .as("oldest first; once, though the caller is asked as user and by role")
        .isEqualTo(approvals);
  }

  @Test
  void incidents_by_each_filter() {
    Caller other = Scene.tenant(Scene.fresh("incidents"));
    String workflow = Scene.published(other, Scene.TASK_AND_INCIDENT);
    List<String> incidents = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      incidents.add(0, Scene.incident(other, workflow));
    }
    Scene.incident(other, Scene.published(other, Scene.TASK_AND_INCIDENT));
    json(other.post("api/v1/incidents/" + incidents.get(0) + "/skip", ""), 200);
    String of = "api/v1/incidents?workflowId=" + workflow;
    List<String> open = incidents.subList(1, incidents.size());

    for (int limit = 1; limit <= 6; limit++) {
      assertThat(Lists.texts(Lists.all(other, of, limit), "id")).isEqualTo(incidents);
      assertThat(Lists.texts(Lists.all(other, of + "&status=OPEN", limit), "id")).isEqualTo(open);
    }
    assertThat(Lists.texts(Lists.all(other, of + "&status=SKIPPED", 5), "id"))
        .containsExactly(incidents.get(0));
    assertThat(Lists.all(other, of + "&step=consent", 5)).hasSize(5);
    assertThat(Lists.all(other, of + "&step=prepare", 5)).isEmpty();
    String instance =
        json(other.get("api/v1/incidents/" + open.get(0)), 200).path("instanceId").asText();
    assertThat(Lists.texts(Lists.all(other, "api/v1/incidents?instanceId=" + instance, 5), "id"))
        .containsExactly(open.get(0));
    problem(other.get(of + "&status=open"), 400, "invalid-parameter");
    problem(other.get("api/v1/incidents?instanceId=x"), 400, "invalid-parameter");
  }

  @Test
  void a_history_of_entries_with_several_events() {
    Caller other = Scene.tenant(Scene.fresh("history"));
    String workflow = Scene.published(other, Scene.TASK_AND_APPROVAL);
    String id = Scene.started(other, Scene.run(workflow)).path("id").asText();
    json(Scene.complete(other, id, "prepare"), 200);
    json(other.post("api/v1/instances/" + id + "/cancel", "{\"reason\":\"x\"}"), 200);
    String path = "api/v1/instances/" + id + "/history";
    List<JsonNode> whole = Lists.all(other, path, 200);
    assertThat(whole.size()).isGreaterThan(5);

    for (int limit = 1; limit <= 3; limit++) {
      assertThat(Lists.all(other, path, limit)).isEqualTo(whole);
    }
  }

  @Test
  void a_page_is_not_disturbed_by_what_comes_and_goes_meanwhile() {
    Caller other = Scene.tenant(Scene.fresh("moving"));
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      asked.add(requestTo(other, "R" + i));
    }

    JsonNode page = json(other.get("api/v1/approvals/pending?limit=2"), 200);
    List<String> seen = new ArrayList<>(ids(page));
    asked.add(requestTo(other, "late"));
    json(Scene.decide(other, asked.get(0), "APPROVE"), 201);
    json(Scene.decide(other, asked.get(1), "APPROVE"), 201);
    while (page.has("next")) {
      String next = "api/v1/approvals/pending?limit=2&cursor=" + page.path("next").asText();
      page = json(other.get(next), 200);
      seen.addAll(ids(page));
    }

    assertThat(seen).isEqualTo(asked);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api/v1/workflows",
        "api/v1/instances",
        "api/v1/approvals",
        "api/v1/approvals/pending",
        "api/v1/consensus",
        "api/v1/incidents",
        "api/v1/users",
        "api/v1/roles",
        "api/v1/routing-policies",
        "api/v1/separation-pairs"
      })
  void refuses_limits_and_cursors_that_it_does_not_know(String path) {
    for (String limit : List.of("0", "-1", "201", "x", "1.5", "9999999999", "%20")) {
      problem(root.get(path + "?limit=" + limit), 400, "invalid-parameter");
    }
    for (String cursor : List.of("x", "%00", "%21", "AAAA", "bnVsbA", "MTIzH2E", "_w", "=")) {
      var answer = root.get(path + "?cursor=" + cursor);
      if (answer.statusCode() != 200) {
        problem(answer, 400, "invalid-parameter");
      }
    }
  }

  private static String requestTo(Caller caller, String title) {
    return Scene.requested(caller, Scene.request(title, List.of("root"), List.of()))
        .path("id")
        .asText();
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.path("items").forEach(item -> ids.add(item.path("id").asText()));
    return ids;
  }
}
