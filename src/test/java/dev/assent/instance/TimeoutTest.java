package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What follows when a step is not done within its time. */
class TimeoutTest {
  private static final Map<String, String> STEPS =
      Map.of(
          "type: task", "",
          "type: approval, approvers: {roles: [r]}", "cancel 2\n",
          "type: consensus, method: simple, options: [{id: a}, {id: b}], participants: \"['u']\"",
              "cancel ballot 2\n",
          "type: call, bean: x", "CancelJobs\n",
          "type: subworkflow, workflow: other", "CancelJobs\nCancelChild\n",
          "type: wait, signal: go, correlation: \"'k'\"", "Unsubscribe\n");

  private static Story late(String step, String how) {
    return Story.of(
            """
            - {id: before, type: task}
            - {id: s, %s, timeout: PT1H%s}
            - {id: after, type: task}
            """
                .formatted(step, how))
        .complete("before");
  }

  @Test
  void is_timed_from_when_the_step_is_begun() {
    STEPS.forEach((step, left) -> assertThat(late(step, "").wanted()).contains("time s PT1H"));
  }

  @Test
  void takes_the_timer_away_when_the_step_is_done() {
    assertThat(late("type: task", "").complete("s").wanted()).isEqualTo("CancelJobs");
    assertThat(late("type: approval, approvers: {roles: [r]}", "").approve("s", "u").wanted())
        .isEqualTo("CancelJobs");
    assertThat(late("type: call, bean: x", "").finish("s", "1").wanted()).isEqualTo("CancelJobs");
    assertThat(late("type: wait, signal: go", "").signal("go", "1").wanted())
        .isEqualTo("CancelJobs");
  }

  @Test
  void takes_the_timer_away_when_the_step_has_failed() {
    assertThat(late("type: call, bean: x", "").fail("s").wanted())
        .isEqualTo("CancelJobs\nincident at s: it is broken");
  }

  @Test
  void goes_where_on_timeout_says() {
    STEPS.forEach(
        (step, left) -> {
          Story story = late(step, ", onTimeout: {goto: before}").fire("s");
          assertThat(story.waiting()).as(step).containsExactly("before");
          assertThat(story.wanted() + "\n").as(step).isEqualTo(left.isEmpty() ? "\n" : left);
          assertThat(story.step("s").status()).isEqualTo(StepState.FAILED);
          assertThat(story.step("s").error()).isEqualTo("was not done within PT1H");
          assertThat(story.told())
              .isEqualTo(
                  """
                  STEP_FAILED s {"detail":"was not done within PT1H"}
                  GOTO s {"target":"before"}
                  STEP_ACTIVATED before""");
        });
  }

  @Test
  void is_a_failure_without_on_timeout() {
    STEPS.forEach(
        (step, left) -> {
          Story story = late(step, "").fire("s");
          assertThat(story.waiting()).containsExactly("s");
          assertThat(story.wanted())
              .as(step)
              .isEqualTo(left + "incident at s: was not done within PT1H");
          assertThat(late(step, ", onFailure: fail").fire("s").state())
              .isEqualTo(InstanceState.FAILED);
          assertThat(late(step, ", onFailure: continue").fire("s").waiting())
              .containsExactly("after");
        });
  }

  @Test
  void begins_anew_when_the_step_is_tried_again() {
    STEPS.forEach(
        (step, left) -> {
          Story story = late(step, "").fire("s").retry("s");
          assertThat(story.wanted()).as(step).contains("incident RETRIED").contains("time s PT1H");
          assertThat(story.waiting()).containsExactly("s");
        });
  }

  @Test
  void is_a_failure_when_its_way_was_taken_too_often() {
    Story story = late("type: task", ", onTimeout: {goto: before, atMost: 2}");
    for (String step : List.of("before", "before")) {
      story.fire("s").complete(step);
    }
    assertThat(story.fire("s").wanted()).isEqualTo("incident at s: was not done within PT1H");
  }
}
