package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Documents of others, as they are. */
class AgentDocumentsTest {
  private static final List<String> CONTEXTS =
      List.of(
          "{}",
          "{\"pathComplexity\":\"Simple\",\"docComplexity\":\"Simple\",\"complexity\":\"Trivial\",\"taskScope\":\"small\"}",
          "{\"pathComplexity\":\"Epic\",\"docComplexity\":\"Complex\",\"complexity\":0.9,\"taskScope\":\"large\","
              + "\"userExpertise\":\"expert\",\"contextGatheringComplete\":true,\"automationLevel\":\"High\","
              + "\"qualityScore\":7,\"redFlagCount\":2,\"maxRetries\":3,\"screeningBatches\":[{\"id\":1},{\"id\":2}],"
              + "\"shortlist\":[{\"name\":\"Porto\"},{\"name\":\"Utrecht\"}]}");

  @BeforeEach
  void skip_without_them() {
    Assumptions.assumeTrue(
        AgentDocuments.present(),
        () -> AgentDocuments.DIRECTORY + " is missing; no documents of others were tried");
  }

  @Test
  void every_one_loads_as_it_is() {
    assertThat(AgentDocuments.valid()).hasSize(8);
    for (String name : AgentDocuments.valid()) {
      String text = AgentDocuments.text(name);
      WorkflowCompiler.Check check = WorkflowCompiler.check(text, DocumentFormat.JSON);
      assertThat(check.findings().stream().filter(f -> f.severity() == Finding.Severity.ERROR))
          .as(name)
          .isEmpty();
      assertThat(check.workflow()).as(name).isNotNull();
      assertThat(check.workflow().agentDocument()).as(name).isNotNull();
      assertThat(check.workflow().id()).isEqualTo(Json.parse(text).path("id").asText());
    }
  }

  @Test
  void the_wrong_one_is_refused_with_each_of_its_errors() {
    WorkflowCompiler.Check check =
        WorkflowCompiler.check(AgentDocuments.text("invalid-workflow.json"), DocumentFormat.JSON);
    assertThat(check.valid()).isFalse();
    assertThat(check.findings())
        .extracting(f -> f.pointer() + " " + f.line())
        .containsExactlyInAnyOrder(
            "/id 2",
            "/name 3",
            "/preconditions/1 8",
            "/clarificationPrompts/1 12",
            "/steps 14",
            "/metaGuidance/1 17",
            "/extraField 19");
    assertThat(check.findings()).allMatch(f -> f.severity() == Finding.Severity.ERROR);
  }

  @Test
  void each_is_walked_from_the_first_step_to_the_last() {
    for (String name : AgentDocuments.valid()) {
      AgentDocument document = AgentDocuments.read(AgentDocuments.text(name), DocumentFormat.JSON);
      for (String context : CONTEXTS) {
        List<String> walked = walked(name, document, (ObjectNode) Json.parse(context));
        assertThat(walked).as(name + " " + context).isNotEmpty();
        for (int i = 0; i < walked.size(); i++) {
          assertThat(
                  AgentGuide.next(document, walked.subList(0, i), (ObjectNode) Json.parse(context))
                      .step()
                      .id())
              .as("the same again")
              .isEqualTo(walked.get(i));
        }
      }
    }
  }

  @Test
  void loops_turn_as_their_documents_say() {
    ObjectNode context = (ObjectNode) Json.parse(CONTEXTS.get(2));
    assertThat(walked("simple-retry.json", context))
        .containsExactly(
            "prepare",
            "attempt-operation",
            "attempt-operation",
            "attempt-operation",
            "handle-result");
    assertThat(walked("mr-review-workflow.json", context))
        .containsSubsequence(
            "discover-module-patterns",
            "perform-analysis-pass",
            "perform-analysis-pass",
            "perform-analysis-pass",
            "perform-nit-hunt");
    List<String> relocation = walked("relocation-workflow-us.json", context);
    assertThat(relocation.stream().filter("phase-4a-screen-batch"::equals)).hasSize(2);
    assertThat(relocation.stream().filter("phase-5a-write-profile"::equals)).hasSize(2);
  }

  @Test
  void outputs_are_accepted_and_refused() {
    for (String name : AgentDocuments.valid()) {
      String text = AgentDocuments.text(name);
      AgentDocument document = AgentDocuments.read(text, DocumentFormat.JSON);
      ObjectNode context = (ObjectNode) Json.parse(CONTEXTS.get(2));
      for (JsonNode step : Json.parse(text).findParents("validationCriteria")) {
        String id = step.path("id").asText();
        StringBuilder good = new StringBuilder("long enough ".repeat(30));
        List<String> messages = new ArrayList<>();
        for (JsonNode rule : step.path("validationCriteria")) {
          good.append('\n').append(rule.path("value").asText());
          messages.add(rule.path("message").asText());
        }
        good.append(
            "\n401 /auth/login test design unit test accuracy customAreaMode: radius weightsCount: 7"
                + " weightsSumCheck: 100 pairwiseUsed: true intakeCompletenessCheck: ok"
                + " missingDataPolicy: neutral antiAnchoringGate: pass shortlistRangeCheck: ok"
                + " redFlagDecision: fyi coverageGate: pass");
        OutputCriteria.Result empty = AgentGuide.validate(document, id, "", context);
        assertThat(empty.valid()).as(name + " " + id).isFalse();
        assertThat(empty.issues()).as(name + " " + id).isNotEmpty();
        assertThat(messages).as(name + " " + id).containsAll(empty.issues());
        OutputCriteria.Result full = AgentGuide.validate(document, id, good.toString(), context);
        assertThat(full.issues()).as(name + " " + id + full.suggestions()).isEmpty();
      }
    }
  }

  @Test
  void requires_confirmation_as_the_context_says() {
    AgentDocument document =
        AgentDocuments.read(
            AgentDocuments.text("relocation-workflow-us.json"), DocumentFormat.JSON);
    String step = "requireConfirmation";
    List<Boolean> with = new ArrayList<>();
    for (int flags : new int[] {0, 2}) {
      ObjectNode context = Json.mapper().createObjectNode().put("redFlagCount", flags);
      List<String> done = new ArrayList<>();
      int asked = 0;
      for (NextStepView view = AgentGuide.next(document, done, context);
          !view.isComplete();
          view = AgentGuide.next(document, done, context)) {
        asked += view.step().requireConfirmation() ? 1 : 0;
        done.add(view.step().id());
      }
      with.add(asked > 0);
      if (flags == 2) {
        assertThat(asked).as(step).isPositive();
      }
    }
    assertThat(with).hasSize(2);
  }

  private static List<String> walked(String name, ObjectNode context) {
    return walked(
        name, AgentDocuments.read(AgentDocuments.text(name), DocumentFormat.JSON), context);
  }

  private static List<String> walked(String name, AgentDocument document, ObjectNode context) {
    List<String> walked = new ArrayList<>();
    for (NextStepView view = AgentGuide.next(document, walked, context);
        !view.isComplete();
        view = AgentGuide.next(document, walked, context)) {
      assertThat(view.step().prompt()).as(name).isNotBlank();
      walked.add(view.step().id());
      assertThat(walked).as(name).hasSizeLessThan(200);
    }
    return walked;
  }
}
