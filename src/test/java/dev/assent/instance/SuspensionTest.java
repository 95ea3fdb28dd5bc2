package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Instances that are held, and let go again. */
class SuspensionTest {
  @Test
  void does_not_enter_anything() {
    Story story = Story.of("- {id: c, type: call, bean: x}\n- {id: t, type: task}\n").suspend();
    assertThat(story.state()).isEqualTo(InstanceState.SUSPENDED);
    assertThat(story.wanted()).isEqualTo("HoldJobs");
    assertThat(story.told()).isEqualTo("INSTANCE_SUSPENDED");

    story.finish("c", "{\"n\": 1}");
    assertThat(story.state()).isEqualTo(InstanceState.SUSPENDED);
    assertThat(story.told()).isEqualTo("STEP_COMPLETED c {\"output\":{\"n\":1}}");
    assertThat(story.waiting()).isEmpty();
    assertThat(story.step("t")).isEqualTo(StepRecord.UNREACHED);

    story.resume();
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.wanted()).isEqualTo("ReleaseJobs");
    assertThat(story.told()).isEqualTo("INSTANCE_RESUMED\nSTEP_ACTIVATED t");
    assertThat(story.waiting()).containsExactly("t");
  }

  @Test
  void keeps_what_waits_where_it_is() {
    Story story = Story.of("- {id: t, type: task}\n");
    Token before = story.token("t");
    assertThat(story.suspend().token("t")).isEqualTo(before);
    assertThat(story.resume().token("t")).isEqualTo(before);
    assertThat(story.told()).isEqualTo("INSTANCE_RESUMED");
    assertThat(story.complete("t").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void does_not_end_the_instance_by_the_last_answer() {
    Story story = Story.of("- {id: c, type: call, bean: x}\n").suspend().finish("c", "1");
    assertThat(story.state()).isEqualTo(InstanceState.SUSPENDED);
    assertThat(story.resume().state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void keeps_a_failure_as_an_incident() {
    Story story = Story.of("- {id: c, type: call, bean: x}\n").suspend().fail("c");
    assertThat(story.wanted()).isEqualTo("incident at c: it is broken");
    assertThat(story.resume().waiting()).containsExactly("c");
  }

  @Test
  void holds_branches_in_front_of_where_they_meet() {
    Story story = Story.of(branches("join: all")).suspend();
    story.finish("a", "1").finish("b", "2");
    assertThat(story.step("p").status()).isEqualTo(StepState.ACTIVE);
    assertThat(story.resume().waiting()).containsExactly("c");
    assertThat(story.finish("c", "3").waiting()).containsExactly("last");
  }

  @Test
  void goes_on_once_when_more_branches_are_done_than_are_waited_for() {
    Story story = Story.of(branches("join: any")).suspend();
    story.finish("a", "1").finish("b", "2").resume();
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("c").status()).isEqualTo(StepState.CANCELLED);
    assertThat(story.step("p").status()).isEqualTo(StepState.COMPLETED);
    assertThat(story.execution().joins()).isEmpty();
    assertThat(story.complete("last").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void forgets_branches_that_are_done_when_another_leads_out() {
    Story story =
        Story.of(
            """
            - id: p
              type: parallel
              join: 2
              branches:
                - steps: [{id: a, type: call, bean: x}]
                - steps: [{id: t, type: task, timeout: PT1H, onTimeout: {goto: last}}]
                - steps: [{id: c, type: call, bean: x}]
            - {id: last, type: task}
            """);
    story.suspend().finish("a", "1").fire("t");
    assertThat(story.step("p").status()).isEqualTo(StepState.CANCELLED);
    assertThat(story.execution().parked()).hasSize(1);
    story.resume();
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.execution().joins()).isEmpty();
  }

  private static String branches(String join) {
    return """
    - id: p
      type: parallel
      %s
      branches:
        - steps: [{id: a, type: call, bean: x}]
        - steps: [{id: b, type: call, bean: x}]
        - steps: [{id: c, type: call, bean: x}]
    - {id: last, type: task}
    """
        .formatted(join);
  }

  @Test
  void takes_signals_and_timers() {
    Story story =
        Story.of(
            """
            - {id: w, type: wait, duration: PT1H}
            - {id: s, type: wait, signal: go}
            - {id: t, type: task}
            """);
    story.suspend().fire("w").signal("go", "{\"n\": 1}");
    assertThat(story.waiting()).isEmpty();
    story.resume();
    assertThat(story.waiting()).as("the signal was kept").containsExactly("t");
  }

  @Test
  void parks_turns() {
    Story story =
        Story.of(
            """
            - id: each
              type: forEach
              items: "[1, 2, 3]"
              parallel: 2
              steps: [{id: c, type: call, bean: x}]
            - {id: last, type: task}
            """);
    story.suspend().finish("c", "1").finish("c", "2");
    assertThat(story.execution().scopes()).hasSize(2);
    story.resume();
    assertThat(story.waiting()).containsExactly("c");
    assertThat(story.finish("c", "3").waiting()).containsExactly("last");
    assertThat(story.step("each").output()).hasToString("[1,2,3]");
  }

  @Test
  void can_be_cancelled() {
    Story story = Story.of(branches("join: all")).suspend().finish("a", "1").cancel();
    assertThat(story.state()).isEqualTo(InstanceState.CANCELLED);
    assertThat(story.told())
        .isEqualTo(
            """
            INSTANCE_RESUMED
            STEP_CANCELLED b
            STEP_CANCELLED c
            STEP_CANCELLED p
            INSTANCE_CANCELLED""");
    assertThat(story.wanted()).isEqualTo("ReleaseJobs\nCancelJobs\nCancelJobs");
    assertThat(story.execution().parked()).isEmpty();
    assertThat(story.execution().held()).isFalse();
  }

  @Test
  void holds_compensations() {
    Story story =
        Story.of(
            """
            - id: a
              type: call
              bean: x
              compensate: {type: call, bean: y, input: 1}
            - id: b
              type: call
              bean: x
              compensate: {type: call, bean: y, input: 2}
            - {id: t, type: task}
            """);
    story.finish("a", "1").finish("b", "2").cancel().suspend();
    story.finish("1");
    assertThat(story.state()).isEqualTo(InstanceState.SUSPENDED);
    assertThat(story.waiting()).isEmpty();
    story.resume();
    assertThat(story.waiting()).hasSize(1);
    assertThat(story.wanted()).contains("do ").contains("\"input\":1");
    assertThat(story.finish("1").state()).isEqualTo(InstanceState.CANCELLED);
  }
}
