package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Steps whose work a job does, and what follows when it fails. */
class WorkTest {
  private static Story call(String how) {
    return Story.of(
        """
        - id: c
          type: call
          bean: x
          input: { n: "input.n", one: 1 }
          %s
        - {id: last, type: task}
        """
            .formatted(how),
        "{\"n\": 5}");
  }

  private static Effect.StartWork asked(Story story) {
    return story.last().effects().stream()
        .filter(Effect.StartWork.class::isInstance)
        .map(Effect.StartWork.class::cast)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void asks_with_its_request_and_goes_on_with_the_answer() {
    Story story = call("");
    assertThat(asked(story).request().path("input")).hasToString("{\"n\":5,\"one\":1}");
    assertThat(asked(story).token()).isEqualTo(story.token("c").id());
    assertThat(asked(story).cacheKey()).isNull();
    assertThat(story.token("c").jobs()).isEqualTo(1);
    story.finish("c", "{\"m\": 1}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("c").output()).hasToString("{\"m\":1}");
    assertThat(story.wanted()).as("its job is gone already").isEmpty();
  }

  @Test
  void tells_under_which_key_an_answer_may_be_kept() {
    assertThat(
            asked(call("cache: { key: \"'k' + string(input.n)\", timeToLive: PT1H }")).cacheKey())
        .isEqualTo("\"k5\"");
  }

  @Test
  void makes_its_output_of_what_result_says() {
    Story story = call("result: \"output.body.m + 1\"").finish("c", "{\"body\": {\"m\": 1}}");
    assertThat(story.step("c").output()).hasToString("2");
  }

  @Test
  void fails_when_the_result_cannot_be_made() {
    Story story = call("result: \"output.m\"").finish("c", "{}");
    assertThat(story.wanted()).contains("incident at c").contains("'m' is missing");
    assertThat(story.step("c").output()).isNull();
  }

  @Test
  void refuses_an_answer_that_does_not_fit() {
    String schema = "output: { type: object, required: [m] }";
    Story story = call(schema).finish("c", "{\"n\": 1}");
    assertThat(story.wanted()).contains("incident at c: the answer is not what the step expects");
    assertThat(call(schema).finish("c", "{\"m\": 1}").waiting()).containsExactly("last");
    Story quiet = call(schema + "\n  required: false").finish("c", "{\"n\": 1}");
    assertThat(quiet.waiting()).containsExactly("last");
    assertThat(quiet.step("c").error()).contains("the answer is not what the step expects");
  }

  @Test
  void refuses_an_answer_that_is_too_large() {
    Story story = call("").finish("c", "\"" + "x".repeat(Bounds.MAX_OUTPUT_BYTES) + "\"");
    assertThat(story.wanted()).contains("incident at c: the output would be 262146 bytes");
  }

  @Test
  void becomes_an_incident_when_it_fails() {
    Story story = call("").fail("c");
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.wanted()).isEqualTo("incident at c: it is broken");
    assertThat(story.step("c").status()).isEqualTo(StepState.ACTIVE);
    assertThat(story.token("c").jobs()).isZero();
  }

  @Test
  void fails_the_instance_when_it_is_required() {
    for (String how : new String[] {"required: true", "onFailure: fail"}) {
      Story story = call(how).fail("c");
      assertThat(story.state()).isEqualTo(InstanceState.FAILED);
      assertThat(story.execution().failure()).isEqualTo(new Execution.Failure("c", "it is broken"));
      assertThat(story.told())
          .startsWith("STEP_FAILED c {\"detail\":\"it is broken\"}\nINSTANCE_FAILED");
    }
  }

  @Test
  void lets_the_instance_go_on_when_it_is_not_required() {
    Story story = call("required: false\n  set: { v: \"output\" }").fail("c");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("c").status()).isEqualTo(StepState.FAILED);
    assertThat(story.step("c").error()).isEqualTo("it is broken");
    assertThat(story.execution().vars()).as("it has made nothing").isEmpty();
    assertThat(story.told())
        .isEqualTo("STEP_FAILED c {\"detail\":\"it is broken\"}\nSTEP_ACTIVATED last");
  }

  @Test
  void is_tried_again_under_the_same_id() {
    Story story = call("").fail("c");
    UUID first = story.token("c").id();
    story.retry("c");
    assertThat(story.token("c").id()).as("the receiver's idempotency key").isEqualTo(first);
    assertThat(asked(story).token()).isEqualTo(first);
    assertThat(story.wanted()).startsWith("incident RETRIED\ndo c");
    assertThat(story.step("c").visits()).as("it has been active all the time").isEqualTo(1);
    assertThat(story.finish("c", "1").waiting()).containsExactly("last");
  }

  @Test
  void has_a_new_id_each_time_it_is_come_to() {
    Story story =
        Story.of(
            """
            - {id: c, type: call, bean: x}
            - {id: a, type: approval, approvers: {roles: [r]}, onReject: {goto: c}}
            """);
    UUID first = story.token("c").id();
    story.finish("c", "1").reject("a", "u");
    assertThat(story.token("c").id()).isNotEqualTo(first);
  }

  @Test
  void starts_another_child_when_it_is_tried_again() {
    Story story = Story.of("- {id: s, type: subworkflow, workflow: other}\n").fail("s");
    UUID first = story.token("s").id();
    assertThat(story.retry("s").token("s").id()).isNotEqualTo(first);
    assertThat(story.wanted())
        .as("the first may have been taken up again")
        .startsWith("incident RETRIED\nCancelChild\ndo s");
  }

  @Test
  void hears_of_a_child_that_failed_and_was_taken_up_again() {
    Story story = Story.of("- {id: s, type: subworkflow, workflow: other}\n").fail("s");
    UUID first = story.token("s").id();
    story.fail("s");
    assertThat(story.token("s").id()).isEqualTo(first);
    assertThat(story.wanted()).isEqualTo("incident RETRIED\nincident at s: it is broken");
    story.finish("s", "{\"n\": 1}");
    assertThat(story.wanted()).isEqualTo("incident RETRIED");
    assertThat(story.step("s").output()).hasToString("{\"n\":1}");
    assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void can_be_skipped() {
    Story story = call("").fail("c").skip("c");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("c").status()).isEqualTo(StepState.SKIPPED);
    assertThat(story.wanted()).isEqualTo("incident SKIPPED");
  }

  @Test
  void can_be_failed_by_a_person() {
    Story story = call("").fail("c").giveUp("c");
    assertThat(story.state()).isEqualTo(InstanceState.FAILED);
    assertThat(story.wanted()).isEqualTo("incident FAILED");
    assertThat(story.step("c").error()).isEqualTo("it is broken");
  }

  @Test
  void keeps_its_output_when_what_follows_cannot_be_computed() {
    Story story =
        Story.of(
            """
            - {id: c, type: call, bean: x, set: {v: "output.m"}}
            - {id: last, type: task}
            """);
    story.finish("c", "{\"n\": 1}");
    assertThat(story.wanted()).contains("incident at c").contains("'m' is missing");
    assertThat(story.step("c").output()).hasToString("{\"n\":1}");
    story.retry("c");
    assertThat(story.wanted()).as("the work is not done again").doesNotContain("do c");
    assertThat(story.wanted()).contains("incident at c");
    assertThat(story.skip("c").waiting()).containsExactly("last");
  }

  @Test
  void does_not_ask_when_its_request_cannot_be_made() {
    Story story = Story.of("- {id: c, type: call, bean: x, input: {n: \"input.none\"}}\n");
    assertThat(story.wanted()).startsWith("incident at c").contains("'none' is missing");
    assertThat(story.wanted()).doesNotContain("do c");
  }

  @Test
  void takes_one_incident_of_several_branches_at_a_time() {
    Story story =
        Story.of(
            """
            - id: p
              type: parallel
              branches:
                - steps: [{id: a, type: call, bean: x}]
                - steps: [{id: b, type: call, bean: x}]
            - {id: last, type: task}
            """);
    story.fail("a").fail("b").skip("b");
    assertThat(story.waiting()).containsExactly("a");
    assertThat(story.retry("a").finish("a", "1").waiting()).containsExactly("last");
  }
}
