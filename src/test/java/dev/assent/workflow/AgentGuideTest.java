package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentGuideTest {
  private static final String HEAD =
      """
      id: guide
      name: Guide
      description: A guide
      version: 1.0.0
      """;

  @Test
  void goes_from_the_first_step_to_the_last() {
    AgentDocument document =
        read(
            """
            preconditions: [Be ready]
            metaGuidance: [Be kind]
            steps:
              - {id: one, title: One, prompt: First}
              - {id: two, title: Two, prompt: Second, requireConfirmation: true}
            """);
    NextStepView first = next(document, "{}");
    assertThat(first.isComplete()).isFalse();
    assertThat(id(first)).isEqualTo("one");
    assertThat(first.start()).isNotNull();
    assertThat(first.start().preconditions()).containsExactly("Be ready");
    NextStepView second = next(document, "{}", "one");
    assertThat(id(second)).isEqualTo("two");
    assertThat(second.start()).isNull();
    assertThat(second.step().requireConfirmation()).isTrue();
    assertThat(next(document, "{}", "one", "two").isComplete()).isTrue();
    assertThat(next(document, "{}", "two", "one", "one").isComplete()).isTrue();
    assertThat(next(document, "{}", "one", "three").guidance()).contains("three");
  }

  @Test
  void skips_what_does_not_apply_now() {
    AgentDocument document =
        read(
            """
            steps:
              - {id: one, title: One, prompt: P, runCondition: {var: size, equals: large}}
              - {id: two, title: Two, prompt: P, requireConfirmation: {var: risk, gt: 3}}
              - {id: three, title: Three, prompt: P, requireConfirmation: human_approval}
            """);
    assertThat(id(next(document, "{}"))).isEqualTo("two");
    assertThat(id(next(document, "{\"size\":\"large\"}"))).isEqualTo("one");
    assertThat(next(document, "{\"risk\":4}").step().requireConfirmation()).isTrue();
    assertThat(next(document, "{\"risk\":3}").step().requireConfirmation()).isFalse();
    assertThat(next(document, "{}", "two").step().humanApproval()).isTrue();
    assertThat(id(next(document, "{\"size\":\"large\"}", "two", "three"))).isEqualTo("one");
  }

  @Test
  void turns_a_loop_as_often_as_it_counts() {
    AgentDocument document =
        read(
            """
            steps:
              - id: again
                type: loop
                title: Again
                loop: {type: for, count: tries, maxIterations: 5, iterationVar: attempt}
                body: work
              - {id: work, title: "Work {{attempt}}", prompt: "Try {{attempt}} of {{ tries }}, {{unknown}}"}
              - {id: end, title: End, prompt: P}
            """);
    NextStepView first = next(document, "{\"tries\":2}");
    assertThat(first.step().prompt()).isEqualTo("Try 1 of 2, {{unknown}}");
    assertThat(first.step().title()).isEqualTo("Work 1");
    assertThat(first.loop().iteration()).isEqualTo(1);
    assertThat(first.loop().iterations()).isEqualTo(2);
    assertThat(first.loop().variables()).containsOnlyKeys("attempt");
    assertThat(next(document, "{\"tries\":2}", "work").loop().iteration()).isEqualTo(2);
    assertThat(id(next(document, "{\"tries\":2}", "work", "work"))).isEqualTo("end");
    assertThat(next(document, "{\"tries\":2}", "work", "work", "end").isComplete()).isTrue();
    assertThat(next(document, "{\"tries\":900}").loop().iterations()).isEqualTo(5);
    assertThat(id(next(document, "{\"tries\":9}", "again"))).isEqualTo("end");
    NextStepView without = next(document, "{}");
    assertThat(id(without)).isEqualTo("end");
    assertThat(without.guidance()).contains("'tries' is no number");
  }

  @Test
  void gives_each_turn_its_item() {
    AgentDocument document =
        read(
            """
            steps:
              - id: each
                type: loop
                title: Each
                loop: {type: forEach, items: found.cities, maxIterations: 2, itemVar: city, indexVar: at}
                body:
                  - {id: look, title: Look, prompt: "{{at}}: {{city.name}} {{city}}"}
                  - {id: note, title: Note, prompt: P, runCondition: {var: city.big, equals: true}}
            """);
    String context =
        "{\"found\":{\"cities\":[{\"name\":\"A\"},{\"name\":\"B\",\"big\":true},{\"name\":\"C\"}]}}";
    assertThat(next(document, context).step().prompt()).isEqualTo("0: A {\"name\":\"A\"}");
    NextStepView second = next(document, context, "look");
    assertThat(second.step().prompt()).startsWith("1: B");
    assertThat(second.loop().variables()).containsOnlyKeys("currentIteration", "city", "at");
    assertThat(id(next(document, context, "look", "look"))).isEqualTo("note");
    assertThat(next(document, context, "look", "look", "note").isComplete()).isTrue();
    assertThat(next(document, "{}").guidance()).contains("'found.cities' is no list");
  }

  @Test
  void asks_the_condition_when_a_turn_begins() {
    AgentDocument document =
        read(
            """
            steps:
              - id: while-loop
                type: loop
                title: W
                loop: {type: while, maxIterations: 3, condition: {var: more, equals: true}}
                body:
                  - {id: wa-1, title: A, prompt: P}
                  - {id: wb-1, title: B, prompt: P}
              - id: until-loop
                type: loop
                title: U
                loop: {type: until, maxIterations: 3, condition: {var: good, equals: true}}
                body: [{id: ua-1, title: A, prompt: P}]
              - {id: end, title: End, prompt: P}
            """);
    String more = "{\"more\":true,\"good\":true}";
    String good = "{\"more\":false,\"good\":true}";
    assertThat(id(next(document, more))).isEqualTo("wa-1");
    assertThat(id(next(document, good))).isEqualTo("end");
    assertThat(id(next(document, good, "wa-1"))).as("a turn that was begun").isEqualTo("wb-1");
    assertThat(id(next(document, good, "wa-1", "wb-1"))).isEqualTo("end");
    NextStepView second = next(document, more, "wa-1", "wb-1");
    assertThat(id(second)).isEqualTo("wa-1");
    assertThat(second.loop().iteration()).isEqualTo(2);
    NextStepView over = next(document, more, "wa-1", "wb-1", "wa-1", "wb-1", "wa-1", "wb-1");
    assertThat(id(over)).isEqualTo("end");
    assertThat(over.guidance()).contains("3 turns");
    assertThat(id(next(document, "{}"))).isEqualTo("ua-1");
    assertThat(id(next(document, "{}", "ua-1", "ua-1"))).isEqualTo("ua-1");
    assertThat(id(next(document, "{}", "ua-1", "ua-1", "ua-1"))).isEqualTo("end");
    assertThat(next(document, more, "wa-1", "wb-1", "end").isComplete())
        .as("what is behind the loop was done")
        .isTrue();
  }

  @Test
  void counts_turns_by_conditions_on_the_turn() {
    AgentDocument document =
        read(
            """
            steps:
              - id: passes
                type: loop
                title: Passes
                loop: {type: for, count: 4, maxIterations: 4, iterationVar: depth}
                body:
                  - {id: discover, title: D, prompt: P, runCondition: {var: depth, equals: 1}}
                  - {id: analyse, title: A, prompt: "{{depth}}", runCondition: {var: depth, lt: 4}}
                  - {id: hunt, title: H, prompt: P, runCondition: {var: depth, equals: 4}}
            """);
    List<String> walked = new ArrayList<>();
    for (NextStepView view = next(document, "{}");
        !view.isComplete();
        view = AgentGuide.next(document, walked, Json.mapper().createObjectNode())) {
      walked.add(view.step().id());
      assertThat(walked.size()).isLessThan(10);
    }
    assertThat(walked).containsExactly("discover", "analyse", "analyse", "analyse", "hunt");
  }

  @Test
  void two_loops_may_do_the_same_step() {
    AgentDocument document =
        read(
            """
            steps:
              - {id: first, type: loop, title: F, loop: {type: for, count: 2, maxIterations: 9}, body: work}
              - {id: second, type: loop, title: S, loop: {type: for, count: 1, maxIterations: 9}, body: work}
              - {id: work, title: W, prompt: P}
            """);
    assertThat(next(document, "{}", "work").loop().id()).isEqualTo("first");
    assertThat(next(document, "{}", "work", "work").loop().id()).isEqualTo("second");
    assertThat(next(document, "{}", "work", "work", "work").isComplete()).isTrue();
  }

  @Test
  void a_loop_that_an_artifact_ends_is_ended_by_the_agent() {
    AgentDocument document =
        read(
            """
            steps:
              - id: talk
                type: loop
                title: Talk
                loop:
                  type: while
                  maxIterations: 9
                  conditionSource: {kind: artifact_contract, contractRef: wr.contracts.loop_control}
                body: [{id: say, title: Say, prompt: P}]
            """);
    assertThat(next(document, "{}", "say", "say").guidance()).contains("its id");
    assertThat(next(document, "{}", "say", "say", "talk").isComplete()).isTrue();
  }

  @Test
  void adds_blocks_and_fragments_to_the_prompt() {
    AgentDocument document =
        read(
            """
            steps:
              - id: one
                title: One
                promptBlocks:
                  verify: [All is well]
                  goal: [{kind: text, text: "Find "}, {kind: ref, refId: it}]
                  procedure: [Look, Think]
                  outputRequired: {answer: A text}
                promptFragments:
                  - {id: large, when: {var: size, equals: large}, text: "It is {{size}}."}
                  - {id: always, text: Go.}
            """);
    assertThat(next(document, "{\"size\":\"large\"}").step().prompt())
        .isEqualTo(
            """
            Goal: Find (see it)

            Procedure:
            - Look
            - Think

            Required output:
            - answer: A text

            Verify:
            - All is well

            It is large.

            Go.""");
    assertThat(next(document, "{}").step().prompt()).doesNotContain("It is");
  }

  @Test
  void tells_the_functions_that_a_step_uses() {
    AgentDocument document =
        read(
            """
            functionDefinitions:
              - {name: save, definition: Saves}
              - {name: load, definition: Loads}
              - {name: other, definition: Others}
            steps:
              - id: one
                title: One
                prompt: Call load(x)
                functionReferences: [save()]
                functionDefinitions: [{name: save, definition: Saves here}]
            """);
    assertThat(next(document, "{}").step().functionDefinitions())
        .extracting(f -> f.path("definition").asText())
        .containsExactly("Saves here", "Loads");
  }

  @Test
  void is_bounded_whatever_the_document() {
    StringBuilder loops = new StringBuilder("steps:\n");
    for (int i = 0; i < 1_000; i++) {
      loops.append(
          ("  - {id: loop-%d, type: loop, title: L, loop: {type: for, count: 1000, maxIterations:"
                  + " 1000}, body: [{id: in-%d, title: I, prompt: P, runCondition: {var: x}}]}\n")
              .formatted(i, i));
    }
    AgentDocument document = read(loops.toString());
    assertThatThrownBy(() -> next(document, "{}")).isInstanceOf(ProblemException.class);
  }

  @Test
  void keeps_an_answer_small_whatever_the_values() {
    StringBuilder prompt = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      prompt.append("{{x}}");
    }
    AgentDocument document = read("steps:\n  - {id: one, title: T, prompt: \"" + prompt + "\"}\n");
    ObjectNode context = Json.mapper().createObjectNode().put("x", "y".repeat(900_000));
    assertThat(AgentGuide.next(document, List.of(), context).step().prompt())
        .hasSizeLessThan(120_000);
  }

  @Test
  void says_what_is_wrong_with_a_document() {
    Map<String, String> wrong =
        Map.ofEntries(
            Map.entry("{id: on, title: T, prompt: P}", "3 to 64"),
            Map.entry("{id: ONE, title: T, prompt: P}", "must match"),
            Map.entry("{id: one, prompt: P}", "'title' is missing"),
            Map.entry("{id: one, title: T, prompt: P, agentRole: short}", "10 to 1024"),
            Map.entry("{id: one, title: T, prompt: P, guidence: [x]}", "did you mean 'guidance'"),
            Map.entry("{id: one, title: T, prompt: P, askForFiles: 1}", "true or false"),
            Map.entry(
                "{id: one, title: T, prompt: P, requireConfirmation: maybe}", "human_approval"),
            Map.entry("{id: one, title: T, prompt: P, runCondition: {var: x, is: 1}}", "'is'"),
            Map.entry("{id: one, title: T, prompt: P, runCondition: {var: x, gt: a}}", "a number"),
            Map.entry("{id: one, title: T, prompt: P, functionReferences: [x]}", "reference"),
            Map.entry("{id: one, title: T, prompt: P, outputContract: {}}", "'contractRef'"),
            Map.entry("{id: one, title: T, type: loop, body: two}", "'loop' is missing"),
            Map.entry(
                "{id: one, title: T, type: loop, loop: {type: for, maxIterations: 2}, body: x}",
                "'count' is missing"),
            Map.entry(
                "{id: one, title: T, type: loop, loop: {type: for, count: 1}, body: x}",
                "'maxIterations' is missing"),
            Map.entry(
                "{id: one, title: T, type: loop, loop: {type: for, count: 1, maxIterations: 2}, body: two}",
                "no step"),
            Map.entry(
                "{id: one, title: T, type: loop, loop: {type: for, count: 1, maxIterations: 2}, body: one}",
                "loop itself"),
            Map.entry(
                "{id: one, title: T, type: loop, loop: {type: loop, maxIterations: 2001}, body: []}",
                "'body' is empty"));
    wrong.forEach(
        (step, message) ->
            assertThat(AgentDocuments.errors(HEAD + "steps:\n  - " + step))
                .as(step)
                .anyMatch(error -> error.startsWith("6: ") && error.contains(message)));
    assertThat(
            AgentDocuments.errors(
                HEAD
                    + "steps:\n  - {id: one, title: T, prompt: P}\n  - {id: one, title: T, prompt: P}"))
        .containsExactly("7: the id 'one' is that of another step, in line 6");
  }

  private static AgentDocument read(String yaml) {
    return AgentDocuments.read(HEAD + yaml, DocumentFormat.YAML);
  }

  private static NextStepView next(AgentDocument document, String context, String... completed) {
    return AgentGuide.next(document, List.of(completed), (ObjectNode) Json.parse(context));
  }

  private static String id(NextStepView view) {
    return view.step() == null ? "" : view.step().id();
  }
}
