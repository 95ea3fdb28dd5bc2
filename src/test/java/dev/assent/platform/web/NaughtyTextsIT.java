package dev.assent.platform.web;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.refusal;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.BadInput;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TenantRows;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Texts that are hard to handle: what is stored comes back the same, the rest is refused. */
class NaughtyTextsIT {
  private static final String TENANT = Scene.fresh("naughty");
  private static Caller root;
  private static String workflow;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    workflow = Scene.published(root, Scene.TASK_AND_APPROVAL);
  }

  @Test
  void as_words_of_a_request_and_of_its_decision() {
    AtomicInteger stored = new AtomicInteger();
    int before = TenantRows.counted(TENANT).get("approval_requests");
    each(
        text -> {
          boolean titled = !text.isBlank() && text.length() <= 500;
          ObjectNode body = Scene.request(titled ? text : "Title", List.of("root"), List.of());
          body.put("description", text);
          ObjectNode subject = body.putObject("subject").put("type", text).put("id", text);
          subject.putObject("data").put("x", text);
          JsonNode made = made(root.post("api/v1/approvals", body.toString()), stored);
          if (made == null) {
            return;
          }
          JsonNode read = json(root.get("api/v1/approvals/" + id(made)), 200);
          assertThat(read).isEqualTo(made);
          assertThat(read.path("title")).isEqualTo(body.path("title"));
          assertThat(read.path("description").asText()).isEqualTo(text);
          assertThat(read.path("subject")).isEqualTo(body.path("subject"));
          decides(id(made), text);
        });
    assertThat(TenantRows.counted(TENANT).get("approval_requests") - before)
        .as("what was refused was not stored")
        .isEqualTo(stored.get());
  }

  private static void decides(String approval, String text) {
    ObjectNode decision = object().put("decision", "APPROVE").put("rationale", text);
    HttpResponse<String> answer =
        root.post("api/v1/approvals/" + approval + "/decisions", decision.toString());
    if (answer.statusCode() == 201) {
      assertThat(json(answer, 201).path("rationale").asText()).isEqualTo(text);
      JsonNode history = json(root.get("api/v1/approvals/" + approval + "/history"), 200);
      assertThat(history.path("items").path(1).path("data").path("rationale").asText())
          .isEqualTo(text);
    } else {
      refusal(answer);
      JsonNode read = json(root.get("api/v1/approvals/" + approval), 200);
      assertThat(read.path("status").asText()).isEqualTo("PENDING");
    }
  }

  @Test
  void as_keys_and_input_of_an_instance() {
    AtomicInteger stored = new AtomicInteger();
    int before = TenantRows.counted(TENANT).get("workflow_instances");
    each(
        text -> {
          ObjectNode body = Scene.run(workflow);
          body.put("businessKey", text).put("entityType", text).put("entityId", text);
          ((ObjectNode) body.path("input")).put("value", text).put(text, 1);
          JsonNode made = made(root.post("api/v1/workflows/run", body.toString()), stored);
          if (made == null) {
            return;
          }
          JsonNode read = json(root.get("api/v1/instances/" + id(made)), 200);
          assertThat(read).isEqualTo(made);
          assertThat(read.path("businessKey").asText()).isEqualTo(text);
          assertThat(read.path("entityId").asText()).isEqualTo(text);
          assertThat(read.path("input")).isEqualTo(body.path("input"));
          String found =
              "api/v1/instances?businessKey=%s&entityType=%s&entityId=%s"
                  .formatted(encoded(text), encoded(text), encoded(text));
          assertThat(Lists.texts(Lists.all(root, found, 2), "id")).containsExactly(id(made));
          ObjectNode output = object();
          output.putObject("output").put("value", text);
          JsonNode done =
              json(
                  root.post(
                      "api/v1/instances/" + id(made) + "/steps/prepare/complete",
                      output.toString()),
                  200);
          assertThat(done.path("steps").path("prepare").path("output").path("value").asText())
              .isEqualTo(text);
        });
    assertThat(TenantRows.counted(TENANT).get("workflow_instances") - before)
        .as("what was refused was not stored")
        .isEqualTo(stored.get());
  }

  @Test
  void as_the_name_of_a_workflow() {
    each(
        text -> {
          ObjectNode document = object();
          String id = Scene.fresh("naughty");
          document.put("id", id).put("name", text).put("description", text).put("category", text);
          document
              .putArray("steps")
              .addObject()
              .put("id", "a")
              .put("type", "task")
              .put("name", text);
          HttpResponse<String> answer = root.post("api/v1/workflows", document.toString());
          if (answer.statusCode() == 201) {
            JsonNode read = json(root.get("api/v1/workflows/" + id), 200);
            assertThat(read.path("name").asText()).isEqualTo(text);
            assertThat(read.path("document")).isEqualTo(document);
            assertThat(
                    Lists.texts(
                        Lists.all(root, "api/v1/workflows?category=" + encoded(text), 200), "id"))
                .contains(id);
          } else {
            refusal(answer);
            refusal(root.get("api/v1/workflows/" + id));
          }
        });
  }

  @Test
  void as_ids_and_filters() {
    each(
        text -> {
          if (!text.isEmpty()) {
            for (String path :
                List.of(
                    "api/v1/instances/",
                    "api/v1/incidents/",
                    "api/v1/workflows/",
                    "api/v1/users/")) {
              HttpResponse<String> answer = root.get(path + encoded(text));
              assertThat(answer.statusCode()).as(told(answer)).isIn(400, 404);
              refused(answer, text);
            }
          }
          for (String filter :
              List.of(
                  "workflows?q=",
                  "workflows?cursor=",
                  "instances?cursor=",
                  "incidents?cursor=",
                  "incidents?step=",
                  "approvals?approver=",
                  "approvals?category=",
                  "approvals/pending?q=",
                  "approvals/pending?sort=due&cursor=",
                  "approvals/pending?sort=priority&cursor=",
                  "approvals/statistics?stage=",
                  "approvals/statistics?from=")) {
            HttpResponse<String> answer = root.get("api/v1/" + filter + encoded(text));
            if (answer.statusCode() != 200) {
              refused(answer, text);
            }
          }
        });
  }

  @Test
  void as_variables_signals_and_reasons() {
    String id =
        json(root.post("api/v1/workflows/run", Scene.run(workflow).toString()), 201)
            .path("id")
            .asText();
    String path = "api/v1/instances/" + id;
    each(
        text -> {
          ObjectNode signal = object().put("correlation", text);
          signal.putObject("payload").put(text, text);
          HttpResponse<String> nobodyWaits = root.post("api/v1/signals/paper", signal.toString());
          refusal(nobodyWaits);
          assertThat(nobodyWaits.statusCode()).as(told(nobodyWaits)).isIn(400, 404);
          String mine = id(Scene.started(root, Scene.run(workflow)));
          ObjectNode done = object();
          done.putObject("variables").put("said", text).put(text, text);
          HttpResponse<String> answer =
              root.post("api/v1/instances/" + mine + "/steps/prepare/complete", done.toString());
          if (answer.statusCode() == 200) {
            JsonNode read = json(root.get("api/v1/instances/" + mine), 200);
            assertThat(read).isEqualTo(json(answer, 200));
            assertThat(read.path("variables").path("said").asText()).isEqualTo(text);
          } else {
            refusal(answer);
          }
          ObjectNode reason = object().put("reason", text);
          HttpResponse<String> cancelled =
              root.post("api/v1/instances/" + mine + "/cancel", reason.toString());
          if (cancelled.statusCode() != 200) {
            refusal(cancelled);
          }
          refusal(root.post(path + "/restart", object().put("step", text).toString()));
          ObjectNode migration = object().put("version", 1).put("dryRun", true);
          migration.putObject("steps").put(text, text);
          HttpResponse<String> dry = root.post(path + "/migrate", migration.toString());
          if (dry.statusCode() == 200) {
            assertThat(json(dry, 200).path("possible").asBoolean()).isFalse();
          } else {
            refusal(dry);
          }
        });
  }

  @Test
  void as_an_idempotency_key() {
    String body = Scene.request("Keyed", List.of("root"), List.of()).toString();
    each(
        text -> {
          try {
            HttpResponse<String> first =
                root.post("api/v1/approvals", body, "Idempotency-Key", text);
            if (first.statusCode() == 201) {
              assertThat(root.post("api/v1/approvals", body, "Idempotency-Key", text).body())
                  .isEqualTo(first.body());
            } else {
              refused(first, text);
            }
          } catch (IllegalArgumentException notInAHeader) {
            // the client refuses it already
          }
        });
  }

  /** Refuses; what the server itself refuses before any application has no body. */
  private static void refused(HttpResponse<String> answer, String text) {
    boolean beforeUs =
        text.length() > 4000
            || text.contains("\\")
            || text.contains("\u0000")
            || text.contains("/")
            || text.contains("%00");
    if (beforeUs && answer.body().isEmpty()) {
      assertThat(answer.statusCode()).as(told(answer)).isBetween(400, 499);
    } else {
      refusal(answer);
    }
  }

  private static void each(Consumer<String> attempt) {
    BadInput.texts().parallelStream()
        .forEach(
            text -> {
              try {
                attempt.accept(text);
              } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with the text <%.200s>".formatted(text), e);
              }
            });
  }

  private static JsonNode made(HttpResponse<String> answer, AtomicInteger stored) {
    if (answer.statusCode() == 201) {
      stored.incrementAndGet();
      return json(answer, 201);
    }
    refusal(answer);
    return null;
  }

  private static ObjectNode object() {
    return Json.mapper().createObjectNode();
  }

  private static String id(JsonNode made) {
    return made.path("id").asText();
  }

  /** Every byte that is no letter or digit as %XX; half surrogates as what they would be. */
  private static String encoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z';
      encoded.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return encoded.toString();
  }
}
