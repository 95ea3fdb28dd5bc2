package dev.assent.approval;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Routing policies over REST: written, versioned, archived, tried. */
class RoutingPoliciesIT {
  private static final String TENANT = Scene.fresh("policies");
  private static final String PATH = "api/v1/routing-policies/";
  private static Caller root;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
  }

  /** A policy of one rule for amounts up to {@code most}. */
  private static String policy(String most) {
    return """
    {"description":"Purchases up to %1$s","rules":[
      {"name":"small","when":"double(input.amount) <= %1$s","stages":[
        {"name":"check","approvers":{"users":["root"]},"policy":{"type":"QUORUM","required":1},
         "weights":{"root":1.50},"expires":"P3D","onExpiry":"APPROVE"}]}]}"""
        .formatted(most);
  }

  @Test
  void keeps_each_version_and_changes_nothing_without_its_etag() {
    HttpResponse<String> made = root.put(PATH + "purchases", policy("10.0"));
    JsonNode first = json(made, 201);
    assertThat(first.path("version").asInt()).isEqualTo(1);
    assertThat(first.path("description").asText()).isEqualTo("Purchases up to 10.0");
    assertThat(json(root.get(PATH + "purchases"), 200)).isEqualTo(first);
    assertThat(etag(root.get(PATH + "purchases"))).isEqualTo(etag(made));

    problem(root.put(PATH + "purchases", policy("20.0")), 428, "precondition-required");
    problem(
        root.put(PATH + "purchases", policy("20.0"), "If-Match", "\"9\""),
        412,
        "precondition-failed");
    problem(root.put(PATH + "other", policy("20.0"), "If-Match", "*"), 412, "precondition-failed");
    HttpResponse<String> same =
        root.put(PATH + "purchases", policy("10.0").replace("1.50", "1.5"), "If-Match", etag(made));
    assertThat(json(same, 200)).as("says the same").isEqualTo(first);
    HttpResponse<String> changed =
        root.put(PATH + "purchases", policy("20.0"), "If-Match", etag(made));
    assertThat(json(changed, 200).path("version").asInt()).isEqualTo(2);

    String versions = PATH + "purchases/versions";
    for (int limit = 1; limit <= 3; limit++) {
      assertThat(Lists.texts(Lists.all(root, versions, limit), "version"))
          .containsExactly("2", "1");
    }
    JsonNode old = json(root.get(versions + "/1"), 200);
    assertThat(old.path("document")).isEqualTo(first.path("document"));
    assertThat(json(root.get(versions + "/2"), 200).path("document").toString()).contains("20.0");
    for (String none : List.of("0", "3", "x", "99999999999")) {
      problem(root.get(versions + "/" + none), 404, "not-found");
    }
    assertThat(events("purchases"))
        .containsExactly("ROUTING_POLICY_CREATED root", "ROUTING_POLICY_CHANGED root");
  }

  /** Looked at behind the product's back: sealing takes time. */
  private static List<String> events(String policy) {
    String sql =
        "select events->0->>'event' || ' ' || actor from journal"
            + " where tenant_id = ? and subject_type = 'ROUTING_POLICY' and subject_id = ? order by seq";
    try (var connection = TestDatabase.ofServer().getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, TENANT);
      select.setString(2, policy);
      List<String> events = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(rows.getString(1));
        }
      }
      return events;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_archived_policy_chooses_for_nobody_until_it_is_put_again() {
    json(root.put(PATH + "old", policy("10.0")), 201);
    assertThat(root.delete(PATH + "old").statusCode()).isEqualTo(204);
    assertThat(root.delete(PATH + "old").statusCode()).isEqualTo(204);
    String request = "{\"title\":\"T\",\"routing\":\"old\",\"subject\":{\"data\":{\"amount\":1}}}";

    JsonNode refused = problem(root.post("api/v1/approvals", request), 422, "invalid-input");
    assertThat(refused.path("errors").path(0).path("pointer").asText()).isEqualTo("/routing");
    assertThat(refused.path("detail").asText()).contains("'old' is archived since");
    assertThat(Lists.texts(Lists.all(root, PATH + "?archived=true", 10), "name")).contains("old");
    assertThat(Lists.texts(Lists.all(root, PATH + "?archived=false", 10), "name"))
        .doesNotContain("old");
    problem(root.get(PATH + "?archived=perhaps"), 400, "invalid-parameter");

    HttpResponse<String> again =
        root.put(PATH + "old", policy("10.0"), "If-Match", etag(root.get(PATH + "old")));
    assertThat(json(again, 200).path("version").asInt()).isEqualTo(2);
    assertThat(json(again, 200).has("archivedAt")).isFalse();
    json(root.post("api/v1/approvals", request), 201);
    assertThat(events("old"))
        .containsExactly(
            "ROUTING_POLICY_CREATED root",
            "ROUTING_POLICY_ARCHIVED root",
            "ROUTING_POLICY_CHANGED root");
    problem(root.delete(PATH + "none"), 404, "not-found");
  }

  @Test
  void points_at_everything_that_is_wrong() {
    JsonNode refused =
        problem(
            root.put(
                PATH + "wrong",
                """
                {"rules":[{"name":"a","when":"amount > 1","stages":[
                   {"name":"x","approvers":{"users":["u"],"distinctFrom":["y"]}},
                   {"name":"x","approvers":{"roles":["r"],"select":"LEAST_LOADED","count":0},"policy":{"type":"QUORUM"}}]}]}"""),
            400,
            "invalid-body");
    List<String> pointers = new ArrayList<>();
    refused.path("errors").forEach(e -> pointers.add(e.path("pointer").asText()));
    assertThat(pointers)
        .containsExactly(
            "/rules/0/when",
            "/rules/0/stages/0/approvers/distinctFrom",
            "/rules/0/stages/1/approvers/count",
            "/rules/0/stages/1/policy/required",
            "/rules/0/stages/1/name");
    assertThat(refused.path("errors").path(0).path("detail").asText())
        .contains("unknown variable 'amount'; known are action, input, request");
    problem(root.get(PATH + "wrong"), 404, "not-found");
  }

  @Test
  void tells_what_it_would_choose_without_making_anything() {
    json(root.put(PATH + "tried", policy("10.0")), 201);
    int before = Lists.all(root, "api/v1/approvals", 200).size();
    String request = "{\"title\":\"T\",\"subject\":{\"data\":{\"amount\":\"%s\"}}}";

    JsonNode chosen = json(root.post(PATH + "tried/try", request.formatted("9.99")), 200);
    assertThat(chosen)
        .isEqualTo(
            Json.parse(
                """
                {"routing":{"policy":"tried","version":1,"rule":"small","reason":"rule 'small': double(input.amount) <= 10.0"},
                 "onResubmit":"KEEP_DECIDED","approvedAtOnce":false,"stages":[
                   {"name":"check","parallel":false,"approvers":[{"approverType":"USER","approver":"root"}],
                    "policy":{"type":"QUORUM","required":1},"expires":"PT72H"}]}"""));
    JsonNode none =
        problem(root.post(PATH + "tried/try", request.formatted("10.01")), 422, "invalid-input");
    assertThat(none.path("detail").asText()).contains("no rule of routing policy 'tried'");
    problem(root.post(PATH + "tried/try", "{}"), 400, "invalid-body");
    problem(
        root.post(PATH + "tried/try", "{\"title\":\"T\",\"routing\":\"purchases\"}"),
        400,
        "invalid-body");
    problem(root.post(PATH + "none/try", "{}"), 404, "not-found");
    assertThat(Lists.all(root, "api/v1/approvals", 200)).hasSize(before);
  }

  @Test
  void lists_by_name_in_pages() {
    Caller other = Scene.tenant(Scene.fresh("lists"));
    for (String name : List.of("c", "a-1", "b", "a")) {
      json(other.put(PATH + name, policy("1.0")), 201);
    }
    for (int limit = 1; limit <= 5; limit++) {
      assertThat(Lists.texts(Lists.all(other, "api/v1/routing-policies", limit), "name"))
          .containsExactly("a", "a-1", "b", "c");
    }
  }
}
