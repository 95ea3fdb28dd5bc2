package dev.assent.platform.web;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.refusal;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.testing.BadInput;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TenantRows;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Bodies that are no JSON, or not the JSON that is expected: refused, told where, not stored. */
class BadInputIT {
  private static final String TENANT = Scene.fresh("bad");
  private static Caller root;
  private static String decisions;
  private static String complete;
  private static String instancePath;
  private static String ballotPath;
  private static List<String> paths;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    String workflow = Scene.published(root, Scene.TASK_AND_APPROVAL);
    JsonNode instance = Scene.started(root, Scene.run(workflow));
    instancePath = "api/v1/instances/" + instance.path("id").asText();
    complete = instancePath + "/steps/prepare/complete";
    JsonNode request = Scene.requested(root, Scene.request("R", List.of("root"), List.of()));
    decisions = "api/v1/approvals/" + request.path("id").asText() + "/decisions";
    ballotPath =
        "api/v1/consensus/"
            + Scene.opened(root, Scene.ballot("B", List.of("root", "ann"))).path("id").asText();
    paths =
        List.of(
            "api/v1/consensus",
            ballotPath + "/votes",
            ballotPath + "/close",
            ballotPath + "/cancel",
            "api/v1/approvals",
            decisions,
            decisions.replace("decisions", "cancel"),
            decisions.replace("decisions", "claim"),
            decisions.replace("decisions", "release"),
            decisions.replace("decisions", "delegate"),
            decisions.replace("decisions", "forward"),
            decisions.replace("decisions", "escalate"),
            decisions.replace("decisions", "resubmit"),
            decisions.replace("decisions", "redeem"),
            decisions.replace("decisions", "comments"),
            "api/v1/approvals/batch",
            "api/v1/approvals/decisions",
            "api/v1/workflows/run",
            complete,
            instancePath + "/cancel",
            instancePath + "/suspend",
            instancePath + "/resume",
            instancePath + "/retry",
            instancePath + "/restart",
            instancePath + "/migrate",
            instancePath + "/signals/paper",
            "api/v1/signals/paper",
            "api/v1/workflows",
            "api/v1/users",
            "api/v1/separation-pairs",
            "api/v1/routing-policies/some-policy/try",
            "api/v1/tenants");
    json(
        root.put(
            "api/v1/routing-policies/some-policy",
            "{\"rules\":[{\"name\":\"all\",\"autoApprove\":true}]}"),
        201);
  }

  @Test
  void the_collection_of_bad_input_is_there() {
    Assumptions.assumeTrue(
        BadInput.isComplete(),
        () -> BadInput.collection() + " is missing; only what is built in was tried");
    assertThat(BadInput.bodies()).hasSizeGreaterThan(180);
    assertThat(BadInput.texts()).hasSizeGreaterThan(500);
  }

  @Test
  void what_is_no_json_is_refused_everywhere_and_leaves_nothing() {
    Map<String, Integer> before = TenantRows.counted(TENANT);

    BadInput.bodies().entrySet().parallelStream()
        .forEach(
            bad -> {
              for (String path : paths) {
                boolean optional =
                    path.matches(
                            ".*/(complete|close|cancel|suspend|resume|retry|claim|release|escalate|recall|resubmit|redeem)")
                        || path.equals(instancePath + "/signals/paper");
                if (bad.getValue().length > 0 || !optional) {
                  HttpResponse<String> answer = send(path, bad.getValue());
                  JsonNode problem = refusal(answer);
                  assertThat(problem.path("detail").asText())
                      .as(bad.getKey() + ": " + told(answer))
                      .hasSizeLessThan(1000);
                  assertThat(answer.statusCode())
                      .as(bad.getKey() + ": " + told(answer))
                      .isIn(400, 413, 422);
                }
              }
            });

    assertThat(TenantRows.counted(TENANT)).isEqualTo(before);
  }

  @Test
  void validating_what_is_no_json_finds_the_line() {
    BadInput.bodies().entrySet().parallelStream()
        .forEach(
            bad -> {
              HttpResponse<String> answer = send("api/v1/workflows/validate", bad.getValue());
              if (answer.statusCode() == 200) {
                JsonNode found = json(answer, 200);
                assertThat(found.path("valid").asBoolean()).as(bad.getKey()).isFalse();
                assertThat(found.path("findings").path(0).path("line").asInt())
                    .as(bad.getKey())
                    .isPositive();
              } else {
                refusal(answer);
              }
            });
  }

  @Test
  void json_of_the_wrong_shape_is_refused_with_a_pointer() {
    Map<String, Integer> before = TenantRows.counted(TENANT);
    String open = "{\"title\":\"x\",\"approvers\":{\"users\":[\"root\"]}";
    for (String body :
        List.of(
            "null",
            "[]",
            "7",
            "\"text\"",
            "true",
            "{}",
            open + ",\"title\":\"twice\"}",
            open + ",\"nobody knows this\":1}",
            open + ",\"description\":7}",
            open + ",\"description\":[\"x\"]}",
            open + ",\"policy\":\"any\"}",
            open + ",\"policy\":0}",
            open + ",\"priority\":{}}",
            open + ",\"subject\":\"x\"}",
            open + ",\"subject\":{\"type\":1}}",
            open + ",\"subject\":{\"data\":{\"n\":1e999999}}}",
            open + ",\"subject\":{\"data\":{\"n\":" + "9".repeat(101) + "}}}",
            open + ",\"subject\":{\"data\":\"\\u0000\"}}",
            open + ",\"subject\":{\"data\":{\"\\u0000\":1}}}",
            open + ",\"subject\":{\"data\":\"\\ud800\"}}",
            open + ",\"subject\":{\"data\":" + "[".repeat(200) + "]".repeat(200) + "}}",
            open + ",\"subject\":{\"data\":\"" + "x".repeat(70_000) + "\"}}",
            "{\"title\":\"x\",\"approvers\":{}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[]}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":\"root\"}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[null]}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[7]}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[\"\"]}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[\"" + "u".repeat(129) + "\"]}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[\"root\"],\"notRequester\":\"true\"}}",
            "{\"title\":\"x\",\"approvers\":{\"users\":[\"root\"],\"notRequester\":1}}",
            "{\"title\":\"" + "x".repeat(501) + "\",\"approvers\":{\"users\":[\"root\"]}}",
            "{\"title\":\"x\",\"stages\":[null]}",
            "{\"title\":\"x\",\"stages\":[]}",
            "{\"title\":\"x\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]},\"expires\":\"P-1D\"}]}",
            "{\"title\":\"x\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]},\"expires\":\"PT0S\"}]}",
            "{\"title\":\"x\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]},\"expires\":\"P9999999D\"}]}",
            "{\"title\":\"x\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]},\"weights\":{\"root\":-1}}]}",
            "{\"title\":\"x\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]},\"weights\":{\"root\":null}}]}",
            "{\"title\":\"x\",\"stages\":[{\"approvers\":{\"users\":[\"root\"]},\"escalations\":[null]}]}",
            "{\"title\":\"x\",\"stages\":[{\"name\":\"A b\",\"approvers\":{\"users\":[\"root\"]}}]}",
            open + ",\"policy\":{}}",
            open + ",\"policy\":{\"type\":\"QUORUM\"}}",
            open + ",\"policy\":{\"type\":\"ANY\",\"veto\":[null]}}",
            open + ",\"policy\":{\"type\":\"MULTI_CRITERIA\",\"criteria\":[null]}}",
            open + ",\"attachments\":[null]}",
            open + ",\"attachments\":[{\"name\":\"x\",\"url\":\"y\",\"sha256\":\"z\"}]}",
            open + ",\"action\":{\"name\":\"x\"}}",
            open + ",\"action\":{\"name\":\"x\",\"arguments\":[]}}",
            open + ",\"expires\":7}",
            "{\"title\":true,\"approvers\":{\"users\":[\"root\"]}}")) {
      HttpResponse<String> answer = send("api/v1/approvals", body.getBytes());
      assertThat(refusal(answer).path("status").asInt()).as(told(answer)).isEqualTo(400);
    }
    String run = "{\"workflow\":\"x\"";
    for (String body :
        List.of(
            "{\"workflow\":7}",
            "{\"workflow\":\"\"}",
            "{\"workflow\":\"" + "x".repeat(65) + "\"}",
            run + ",\"input\":7}",
            run + ",\"input\":[]}",
            run + ",\"input\":{\"a\":{\"a\":1,\"a\":2}}}",
            run + ",\"input\":{\"a\":\"" + "x".repeat(262_144) + "\"}}",
            run + ",\"businessKey\":\"\"}",
            run + ",\"businessKey\":\" \"}",
            run + ",\"businessKey\":7}",
            run + ",\"businessKey\":\"" + "x".repeat(201) + "\"}",
            run + ",\"status\":\"COMPLETED\"}")) {
      HttpResponse<String> answer = send("api/v1/workflows/run", body.getBytes());
      assertThat(refusal(answer).path("status").asInt()).as(told(answer)).isEqualTo(400);
    }
    refuses(
        complete,
        "[]",
        "7",
        "{\"output\":7}",
        "{\"output\":[]}",
        "{\"out\":{}}",
        "{\"activationId\":7}",
        "{\"activationId\":\"x\"}",
        "{\"activationId\":\"1-1-1-1-1\"}",
        "{\"variables\":7}",
        "{\"variables\":[]}",
        "{\"variables\":{\"x\":\"" + "x".repeat(65_536) + "\"}}");
    assertThat(TenantRows.counted(TENANT)).isEqualTo(before);
  }

  @Test
  void ballots_and_votes_of_the_wrong_shape_are_refused_with_a_pointer() {
    Map<String, Integer> before = TenantRows.counted(TENANT);
    String open =
        "{\"title\":\"x\",\"method\":\"SIMPLE\",\"options\":[{\"id\":\"a\"},{\"id\":\"b\"}],"
            + "\"participants\":[{\"user\":\"root\"}]";
    refuses(
        "api/v1/consensus",
        "null",
        "[]",
        "7",
        "{}",
        open + ",\"title\":\"twice\"}",
        open + ",\"nobody knows this\":1}",
        open + ",\"threshold\":{\"moreThan\":1e999999}}",
        open + ",\"threshold\":{\"moreThan\":\"0.5\"}}",
        open + ",\"threshold\":{\"atLeast\":0." + "0".repeat(90) + "1}}",
        open + ",\"quorum\":7}",
        open + ",\"quorum\":{\"weight\":1e900}}",
        open + ",\"rounds\":1.5}",
        open + ",\"rounds\":99999999999}",
        open + ",\"secret\":\"true\"}",
        open + ",\"deadline\":\"tomorrow\"}",
        open + ",\"deadline\":\"2020-01-01T00:00:00Z\"}",
        open + ",\"deadline\":\"+999999999-01-01T00:00:00Z\"}",
        open + ",\"subject\":{\"id\":\"" + "x".repeat(201) + "\"}}",
        open + ",\"description\":\"\\u0000\"}",
        open.replace("SIMPLE", "simple") + "}",
        open.replace("\"b\"", "null") + "}",
        open.replace("\"b\"", "7") + "}",
        open.replace("\"root\"", "[]") + "}");
    refuses(
        ballotPath + "/votes",
        "null",
        "[]",
        "{}",
        "{\"option\":7}",
        "{\"option\":\"c\"}",
        "{\"option\":\"a\",\"weight\":100}",
        "{\"option\":\"a\",\"voter\":\"ann\"}",
        "{\"abstain\":\"true\"}",
        "{\"abstain\":false}",
        "{\"ranking\":\"a\"}",
        "{\"ranking\":[\"a\"]}",
        "{\"scores\":{\"a\":7}}",
        "{\"option\":\"a\",\"rationale\":\"" + "x".repeat(4001) + "\"}");
    refuses(ballotPath + "/close", "[]", "{\"reason\":7}", "{\"because\":\"x\"}");
    refuses(ballotPath + "/cancel", "{\"reason\":\"" + "x".repeat(4001) + "\"}");
    assertThat(TenantRows.counted(TENANT)).isEqualTo(before);
  }

  @Test
  void who_takes_an_instance_in_hand_has_to_say_it_well() {
    Map<String, Integer> before = TenantRows.counted(TENANT);
    for (String verb : List.of("cancel", "suspend", "resume", "retry", "restart")) {
      refuses(
          instancePath + "/" + verb,
          "[]",
          "7",
          "{\"reason\":7}",
          "{\"reason\":\"" + "x".repeat(4001) + "\"}",
          "{\"because\":\"x\"}");
    }
    for (String step : List.of("7", "[]", "\"" + "x".repeat(65) + "\"")) {
      refuses(instancePath + "/retry", "{\"step\":" + step + "}");
      refuses(instancePath + "/restart", "{\"step\":" + step + "}");
    }
    refuses(instancePath + "/restart", "null", "{}", "{\"step\":null}", "{\"step\":\"\"}");
    refuses(
        instancePath + "/migrate",
        "null",
        "{}",
        "{\"version\":0}",
        "{\"version\":-1}",
        "{\"version\":\"1\"}",
        "{\"version\":1.5}",
        "{\"version\":9999999999}",
        "{\"version\":1,\"steps\":[]}",
        "{\"version\":1,\"steps\":{\"prepare\":7}}",
        "{\"version\":1,\"steps\":{\"prepare\":null}}",
        "{\"version\":1,\"steps\":{\"prepare\":\"\"}}",
        "{\"version\":1,\"steps\":{\"prepare\":\"" + "x".repeat(65) + "\"}}",
        "{\"version\":1,\"steps\":{\"" + "x".repeat(65) + "\":\"prepare\"}}",
        "{\"version\":1,\"dryRun\":\"true\"}");
    for (String path : List.of(instancePath + "/signals/paper", "api/v1/signals/paper")) {
      refuses(
          path,
          "[]",
          "{\"correlation\":7}",
          "{\"correlation\":\"" + "x".repeat(201) + "\"}",
          "{\"correlation\":\"c\",\"payload\":\"" + "x".repeat(65_536) + "\"}",
          "{\"signal\":\"paper\"}");
    }
    refuses("api/v1/signals/paper", "null", "{}", "{\"correlation\":\"\"}");
    for (String name : List.of("x".repeat(65), "a%20b", "%C3%A4", "a%2Cb")) {
      problem(root.post(instancePath + "/signals/" + name, "{}"), 404, "not-found");
      problem(root.post("api/v1/signals/" + name, "{\"correlation\":\"c\"}"), 404, "not-found");
    }
    assertThat(TenantRows.counted(TENANT)).isEqualTo(before);
  }

  @Test
  void a_routing_policy_has_to_be_said_well() {
    Map<String, Integer> before = TenantRows.counted(TENANT);
    String stage =
        "{\"rules\":[{\"name\":\"a\",\"stages\":[{\"approvers\":{\"users\":[\"u\"]}%s}]}]}";
    for (String body :
        List.of(
            "null",
            "[]",
            "7",
            "{}",
            "{\"rules\":[]}",
            "{\"rules\":{}}",
            "{\"rules\":[null]}",
            "{\"rules\":[7]}",
            "{\"rules\":[{\"name\":\"a\"}]}",
            "{\"rules\":[{\"name\":\"a\",\"autoApprove\":\"true\"}]}",
            "{\"rules\":[{\"name\":\"A b\",\"autoApprove\":true}]}",
            "{\"rules\":[{\"name\":\"a\",\"autoApprove\":true,\"when\":\"1 +\"}]}",
            "{\"rules\":[{\"name\":\"a\",\"autoApprove\":true,\"when\":\""
                + "(".repeat(4001)
                + "\"}]}",
            "{\"rules\":[{\"name\":\"a\",\"stages\":[]}]}",
            "{\"rules\":[{\"name\":\"a\",\"stages\":[null]}]}",
            "{\"otherwise\":{\"when\":\"true\",\"autoApprove\":true}}",
            stage.formatted(",\"when\":\"amount > 1\""),
            stage.formatted(",\"when\":7"),
            stage.formatted(",\"expires\":\"soon\""),
            stage.formatted(",\"policy\":\"MOST\""),
            stage.formatted(",\"policy\":{\"type\":\"QUORUM\"}"),
            stage.formatted(",\"steps\":1"))) {
      HttpResponse<String> answer = root.put("api/v1/routing-policies/bad", body);
      assertThat(refusal(answer).path("status").asInt()).as(told(answer)).isEqualTo(400);
    }
    for (String name : List.of("x".repeat(65), "a%20b", "A", "%C3%A4")) {
      problem(
          root.put("api/v1/routing-policies/" + name, stage.formatted("")),
          400,
          "invalid-parameter");
      problem(root.get("api/v1/routing-policies/" + name), 404, "not-found");
    }
    assertThat(TenantRows.counted(TENANT)).isEqualTo(before);
  }

  private static void refuses(String path, String... bodies) {
    for (String body : bodies) {
      HttpResponse<String> answer = send(path, body.getBytes());
      assertThat(refusal(answer).path("status").asInt())
          .as("%s with %.100s: %s".formatted(path, body, told(answer)))
          .isEqualTo(400);
    }
  }

  @Test
  void numbers_come_back_as_they_were_sent() {
    Scene.publishedWithId(root, "numbers");
    for (String number :
        List.of(
            "0",
            "-0",
            "1.10",
            "9007199254740993",
            "123456789012345678901234567890",
            "0.1000000000000000055511151231257827",
            "1E+2",
            "1e-300",
            "1e300",
            "-1e-300",
            "9".repeat(95) + "e200",
            "12345678.90")) {
      String body = "{\"workflow\":\"numbers\",\"input\":{\"n\":" + number + "}}";
      HttpResponse<String> made = send("api/v1/workflows/run", body.getBytes());
      JsonNode instance = json(made, 201);
      JsonNode read = json(root.get("api/v1/instances/" + instance.path("id").asText()), 200);
      json(root.post("api/v1/instances/" + instance.path("id").asText() + "/cancel", "{}"), 200);
      assertThat(read.path("input").path("n").decimalValue())
          .as(number)
          .isEqualByComparingTo(new java.math.BigDecimal(number));
    }
  }

  @Test
  void a_number_too_far_out_is_refused_or_stays_readable() {
    for (String number : List.of("1e400", "1e1000", "-1e-1000", "0.123456789e-990", "1e1001")) {
      ObjectNode body = Scene.request("Number", List.of("root"), List.of());
      String text =
          body.toString().replaceFirst("}$", ",\"subject\":{\"data\":{\"n\":" + number + "}}}");
      HttpResponse<String> answer = send("api/v1/approvals", text.getBytes());
      if (answer.statusCode() != 201) {
        refusal(answer);
      } else {
        String id = json(answer, 201).path("id").asText();
        json(root.get("api/v1/approvals/" + id), 200);
        json(root.get("api/v1/approvals/pending?limit=200"), 200);
        json(Scene.decide(root, id, "APPROVE"), 201);
      }
    }
  }

  @Test
  void what_is_as_deep_as_allowed_stays_readable() {
    for (int depth = 90; depth <= 101; depth++) {
      String deep = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);
      String key = Scene.fresh("deep");
      String output = "{\"output\":" + deep + "}";
      JsonNode instance =
          Scene.started(root, Scene.run(Scene.published(root, Scene.TASK_AND_APPROVAL)));
      String path = "api/v1/instances/" + instance.path("id").asText();
      String complete = path + "/steps/prepare/complete";
      HttpResponse<String> done = root.post(complete, output, "Idempotency-Key", key);
      if (done.statusCode() == 200) {
        json(root.get(path), 200);
        assertThat(root.post(complete, output, "Idempotency-Key", key).body())
            .isEqualTo(done.body());
        String approval = Scene.approvalOf(json(done, 200), "consent");
        problem(Scene.decide(root, approval, "APPROVE"), 403, "not-an-approver");
      } else {
        refusal(done);
      }
      String request =
          "{\"title\":\"T\",\"approvers\":{\"users\":[\"root\"]},\"subject\":{\"data\":"
              + deep
              + "}}";
      HttpResponse<String> asked =
          root.post("api/v1/approvals", request, "Idempotency-Key", key + 2);
      if (asked.statusCode() == 201) {
        String decide = "api/v1/approvals/" + json(asked, 201).path("id").asText() + "/decisions";
        String approve = "{\"decision\":\"APPROVE\"}";
        HttpResponse<String> decided = root.post(decide, approve, "Idempotency-Key", key + 3);
        json(decided, 201);
        assertThat(root.post(decide, approve, "Idempotency-Key", key + 3).body())
            .isEqualTo(decided.body());
      } else {
        refusal(asked);
      }
    }
    json(root.get("api/v1/instances?limit=200"), 200);
    json(root.get("api/v1/approvals?limit=200"), 200);
  }

  @Test
  void a_cursor_that_was_tampered_with_is_refused() {
    String id = complete.split("/")[3];
    String history = "api/v1/instances/" + id + "/history";
    String cursor = json(root.get(history + "?limit=1"), 200).path("next").asText();
    List<String> parts = Cursor.decode(cursor, 3);
    for (List<String> other :
        List.of(
            List.of(parts.get(0), "-1", parts.get(2)),
            List.of(parts.get(0), "1000", parts.get(2)),
            List.of("-5", "0", "1"),
            List.of(Long.toString(Long.MAX_VALUE), "0", Long.toString(Long.MIN_VALUE)),
            List.of("99999999999999999999", "0", "1"))) {
      HttpResponse<String> answer = root.get(history + "?cursor=" + Cursor.encode(other));
      if (answer.statusCode() != 200) {
        problem(answer, 400, "invalid-parameter");
      }
    }
    for (String sort : List.of("createdAt", "updatedAt", "name")) {
      for (String key :
          List.of(
              "+999999999-12-31 23:59:59+00",
              "-999999999-01-01 00:00:00+00",
              "infinity",
              "x",
              "2026-11-21 08:30:00+18:00",
              "")) {
        HttpResponse<String> answer =
            root.get(
                "api/v1/workflows?sort=" + sort + "&cursor=" + Cursor.encode(List.of(key, "x")));
        if (answer.statusCode() != 200) {
          problem(answer, 400, "invalid-parameter");
        }
      }
    }
    for (String after : List.of("-1", "x", "1.5", "99999999999999999999", "%20")) {
      problem(root.get("api/v1/journal?after=" + after), 400, "invalid-parameter");
      problem(root.get("api/v1/journal/verification?after=" + after), 400, "invalid-parameter");
    }
    problem(
        root.get("api/v1/journal/verification?after=" + Long.MAX_VALUE), 400, "invalid-parameter");
    json(root.get("api/v1/journal?after=" + Long.MAX_VALUE), 200);
  }

  @Test
  void a_search_for_anything_is_answered() {
    for (String q :
        List.of(
            "%27",
            "%26%7C%21",
            "%3A%2A",
            "a%3A%2A%20%26",
            "x".repeat(3000),
            "%F0%9F%98%80",
            "%CC%81",
            "%2B%2B",
            "a%20".repeat(100))) {
      json(root.get("api/v1/workflows?q=" + q), 200);
    }
    problem(root.get("api/v1/workflows?q=%00"), 400, "invalid-parameter");
  }

  private static HttpResponse<String> send(String path, byte[] body) {
    return Caller.send(
        root.request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body))
            .build());
  }
}
