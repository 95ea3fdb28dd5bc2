package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.json.Json;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Variables, and what an instance yields. */
class VariablesTest {
  private static Story story(String head, String steps, String input) {
    return Story.document("id: sum\nname: Sum\n" + head + "steps:\n" + steps.indent(2), input)
        .tell(new EngineCommand.Start());
  }

  @Test
  void have_first_values_of_the_input() {
    Story story =
        story(
            "variables: { a: \"input.n + 1\", b: \"'x'\" }\n",
            "- {id: t, type: task}\n",
            "{\"n\": 1}");
    assertThat(story.execution().vars()).hasToString("{a=2, b=\"x\"}");
  }

  @Test
  void fail_the_instance_when_a_first_value_cannot_be_computed() {
    Story story = story("variables: { a: \"input.n\" }\n", "- {id: t, type: task}\n", "{}");
    assertThat(story.state()).isEqualTo(InstanceState.FAILED);
    assertThat(Objects.requireNonNull(story.execution().failure()).detail())
        .contains("'n' is missing");
    assertThat(story.execution().vars()).isEmpty();
  }

  @Test
  void are_set_together_by_a_step_that_is_done() {
    Story story =
        story(
            "variables: { a: \"1\", b: \"2\" }\n",
            """
            - {id: t, type: task, set: {a: "vars.b", b: "vars.a", c: "output.n"}}
            - {id: x, type: task, when: "vars.a == 2 && vars.b == 1 && vars.c == 7"}
            """,
            "{}");
    assertThat(story.complete("t", "{\"n\": 7}").waiting()).containsExactly("x");
  }

  @Test
  void are_all_as_they_were_when_one_cannot_be_computed() {
    Story story =
        story(
            "variables: { a: \"1\" }\n",
            "- {id: t, type: task, set: {a: \"2\", b: \"output.n\"}}\n- {id: last, type: task}\n",
            "{}");
    story.complete("t", "{}");
    assertThat(story.wanted()).contains("incident at t").contains("'n' is missing");
    assertThat(story.execution().vars()).hasToString("{a=1}");
    assertThat(story.step("t").decidedBy()).as("it is done").containsExactly("tom");
    assertThat(story.retry("t").waiting()).as("not asked again").containsExactly("t");
    assertThat(Objects.requireNonNull(story.only().incident()).leaving()).isTrue();
  }

  @Test
  void are_set_by_who_completes_a_task() {
    Story story = Story.of("- {id: t, type: task}\n- {id: u, type: task}\n");
    story.tell(
        new EngineCommand.CompleteTask(
            story.only().id(),
            "tom",
            null,
            List.of(new EngineCommand.Assigned("a", Json.parse("{\"n\": 1}")))));
    assertThat(story.execution().vars()).hasToString("{a={\"n\":1}}");
    assertThat(story.waiting()).containsExactly("u");
  }

  @Test
  void must_not_become_too_large() {
    Story story =
        Story.of(
            """
            - {id: t, type: task, set: {a: "output.text"}}
            - {id: u, type: task, set: {b: "output.text"}}
            """);
    String most = "{\"text\": \"" + "x".repeat(200_000) + "\"}";
    story.complete("t", most).complete("u", most);
    assertThat(story.wanted()).contains("incident at u: the variables would be 400");
    assertThat(story.execution().vars()).containsOnlyKeys("a");
    assertThat(story.skip("u").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void make_the_result() {
    Story story =
        story(
            "variables: { a: \"1\" }\nresult: { a: \"vars.a\", n: \"steps.t.output.n\", fixed: 3 }\n",
            "- {id: t, type: task, set: {a: \"vars.a + 1\"}}\n",
            "{}");
    story.complete("t", "{\"n\": 5}");
    assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
    assertThat(story.execution().output()).hasToString("{\"a\":2,\"n\":5,\"fixed\":3}");
  }

  @Test
  void make_no_result_of_an_instance_that_is_cancelled_or_rejected() {
    String steps = "- {id: t, type: approval, approvers: {roles: [r]}}\n";
    assertThat(story("result: { n: 1 }\n", steps, "{}").cancel().execution().output()).isNull();
    assertThat(story("result: { n: 1 }\n", steps, "{}").reject("t", "u").execution().output())
        .isNull();
  }

  @Test
  void fail_the_instance_when_the_result_is_not_what_was_promised() {
    String head = "output: { type: object, required: [n] }\nresult: { m: 1 }\n";
    Story story = story(head, "- {id: t, type: task}\n", "{}").complete("t");
    assertThat(story.state()).isEqualTo(InstanceState.FAILED);
    assertThat(Objects.requireNonNull(story.execution().failure()).detail())
        .contains("the result is not what the workflow promises");
    assertThat(story.execution().output()).isNull();
  }

  @Test
  void fail_the_instance_when_the_result_cannot_be_made_and_undo_what_was_done() {
    Story story =
        story(
            "result: { n: \"steps.c.output.n\" }\n",
            "- {id: c, type: call, bean: x, compensate: {type: call, bean: y}}\n",
            "{}");
    story.finish("c", "{}");
    assertThat(story.waiting()).containsExactly("c.compensate");
    assertThat(story.finish("{}").state()).isEqualTo(InstanceState.FAILED);
    assertThat(Objects.requireNonNull(story.execution().failure()).step()).isEqualTo("result");
  }
}
