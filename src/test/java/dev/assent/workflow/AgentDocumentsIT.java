package dev.assent.workflow;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Documents for agents over REST. */
class AgentDocumentsIT {
  private static final String GUIDE =
      """
      id: team_a.guide_1
      name: Guide
      description: A guide
      version: 1.0.0
      steps:
        - id: each
          type: loop
          title: Each
          loop: {type: forEach, items: cities, maxIterations: 9, itemVar: city}
          body:
            - id: look
              title: Look
              prompt: Look at {{city}}
              validationCriteria:
                - {type: contains, value: seen, message: Say what was seen}
                - {type: regex, pattern: "^(?!.*TODO)", message: Leave nothing to do}
        - {id: end-it, title: End, prompt: P, requireConfirmation: human_approval}
      """;
  private static Caller root;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(Scene.fresh("guides"));
    json(Scene.draft(root, GUIDE), 201);
  }

  @Test
  void a_draft_leads_and_a_version_that_was_published_does_so_for_ever() {
    String path = "api/v1/workflows/team_a.guide_1";
    ObjectNode body = Json.mapper().createObjectNode();
    body.putObject("context").putArray("cities").add("Porto").add("Utrecht");
    JsonNode first = json(root.post(path + "/next", body.toString()), 200);
    assertThat(first.has("version")).isFalse();
    assertThat(first.path("isComplete").asBoolean()).isFalse();
    assertThat(first.at("/step/prompt").asText()).isEqualTo("Look at Porto");
    assertThat(first.at("/loop/variables/currentIndex").asInt()).isZero();

    json(root.post(path + "/publish", ""), 200);
    String changed = GUIDE.replace("Look at {{city}}", "Go to {{city}}");
    json(root.put(path, changed, "Content-Type", "application/yaml", "If-Match", "*"), 200);
    json(root.post(path + "/publish", ""), 200);
    body.putArray("completedSteps").add("look");
    JsonNode second = json(root.post(path + "/next", body.toString()), 200);
    assertThat(second.path("version").asInt()).isEqualTo(2);
    assertThat(second.at("/step/prompt").asText()).isEqualTo("Go to Utrecht");
    body.put("version", 1);
    assertThat(json(root.post(path + "/next", body.toString()), 200).at("/step/prompt").asText())
        .isEqualTo("Look at Utrecht");
    body.putArray("completedSteps").add("look").add("look");
    JsonNode last = json(root.post(path + "/next", body.toString()), 200);
    assertThat(last.at("/step/humanApproval").asBoolean()).isTrue();
    body.put("version", 7);
    problem(root.post(path + "/next", body.toString()), 404, "not-found");

    JsonNode wrong = json(validate(path, "look", "TODO"), 200);
    assertThat(wrong.path("valid").asBoolean()).isFalse();
    assertThat(wrong.at("/issues/0").asText()).isEqualTo("Say what was seen");
    assertThat(wrong.at("/issues/1").asText()).isEqualTo("Leave nothing to do");
    assertThat(json(validate(path, "look", "all seen"), 200).path("valid").asBoolean()).isTrue();
    assertThat(json(validate(path, "end-it", ""), 200).path("valid").asBoolean()).isTrue();
    problem(validate(path, "nowhere", ""), 404, "not-found");

    problem(
        root.post("api/v1/workflows/run", Scene.run("team_a.guide_1").toString()),
        409,
        "invalid-state");
    assertThat(json(root.get(path), 200).at("/document/steps/0/loop/items").asText())
        .isEqualTo("cities");
    assertThat(root.get("api/v1/workflows?q=guide").body()).contains("team_a.guide_1");
  }

  @Test
  void what_is_no_document_for_agents_leads_nowhere() {
    String id = Scene.published(root, Scene.TASK_AND_APPROVAL);
    problem(root.post("api/v1/workflows/" + id + "/next", "{}"), 409, "invalid-state");
    problem(root.post("api/v1/workflows/nothing/next", "{}"), 404, "not-found");
    problem(root.post("api/v1/workflows/a.b.c/next", "{}"), 404, "not-found");
    for (String body :
        List.of(
            "[]",
            "{\"completedSteps\":7}",
            "{\"completedSteps\":[null]}",
            "{\"completedSteps\":[\"" + "x".repeat(65) + "\"]}",
            "{\"context\":[]}",
            "{\"step\":1}")) {
      assertThat(
              refusal(root.post("api/v1/workflows/" + id + "/next", body)).path("status").asInt())
          .as(body)
          .isEqualTo(400);
    }
    problem(root.post("api/v1/workflows/" + id + "/steps/abc/validate", "{}"), 400, "invalid-body");
  }

  @Test
  void documents_of_others_are_stored_published_and_walked() {
    Assumptions.assumeTrue(
        AgentDocuments.present(),
        () -> AgentDocuments.DIRECTORY + " is missing; no documents of others were tried");
    for (String name : AgentDocuments.valid()) {
      String text = AgentDocuments.text(name);
      String path = "api/v1/workflows/" + Json.parse(text).path("id").asText();
      json(root.post("api/v1/workflows", text), 201);
      json(root.post(path + "/publish", ""), 200);
      assertThat(json(root.get(path + "/versions/1"), 200).path("document"))
          .as(name)
          .isEqualTo(Json.parse(text));
      ObjectNode body = Json.mapper().createObjectNode();
      body.putObject("context").put("maxRetries", 2).putArray("shortlist").add("Porto");
      ArrayNode completed = body.putArray("completedSteps");
      JsonNode view = json(root.post(path + "/next", body.toString()), 200);
      while (!view.path("isComplete").asBoolean()) {
        String step = view.at("/step/id").asText();
        JsonNode check = json(validate(path, step, ""), 200);
        if (!view.at("/step/hasValidation").asBoolean()) {
          assertThat(check.path("valid").asBoolean()).as(name + " " + step).isTrue();
        }
        completed.add(step);
        assertThat(completed.size()).as(name).isLessThan(100);
        view = json(root.post(path + "/next", body.toString()), 200);
      }
      assertThat(completed.size()).as(name).isPositive();
    }
    JsonNode wrong =
        problem(
            root.post("api/v1/workflows", AgentDocuments.text("invalid-workflow.json")),
            422,
            "invalid-document");
    assertThat(wrong.path("errors").size()).isEqualTo(7);
  }

  private static java.net.http.HttpResponse<String> validate(
      String path, String step, String output) {
    return root.post(
        path + "/steps/" + step + "/validate",
        Json.mapper().createObjectNode().put("output", output).toString());
  }
}
