package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How branches meet when not all of them are waited for. */
class JoinTest {
  private static Story race(String join) {
    return Story.of(
        """
        - id: p
          type: parallel
          join: %s
          branches:
            - steps: [{id: t, type: task}, {id: u, type: task}]
            - steps: [{id: a, type: approval, approvers: {roles: [r]}}]
            - steps: [{id: c, type: call, bean: x, timeout: PT1H}]
            - steps: [{id: s, type: subworkflow, workflow: other}]
            - steps: [{id: w, type: wait, signal: go, correlation: "'7'"}]
            - steps: [{id: i, type: task, assignee: "input.nobody"}]
        - {id: last, type: approval, approvers: {roles: [r]}, onReject: {goto: p}}
        """
            .formatted(join));
  }

  @Test
  void any_cancels_everything_that_is_open_in_the_others() {
    Story story = race("any").complete("t");
    assertThat(story.waiting()).hasSize(6);
    long request = story.token("a").id().getLeastSignificantBits();
    story.complete("u");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.wanted().lines())
        .containsExactly(
            "cancel " + request,
            "CancelJobs",
            "CancelChild",
            "CancelJobs",
            "Unsubscribe",
            "incident CANCELLED",
            "open last for [] not {}");
    assertThat(story.told())
        .startsWith("STEP_COMPLETED u\nSTEP_CANCELLED a\nSTEP_CANCELLED c")
        .contains("STEP_CANCELLED i\nSTEP_COMPLETED p\nSTEP_ACTIVATED last");
    assertThat(story.execution().joins()).isEmpty();
  }

  @Test
  void a_number_waits_for_so_many() {
    Story story = race("3").approve("a", "u").finish("s", "{}");
    assertThat(story.waiting()).containsExactlyInAnyOrder("t", "c", "w", "i");
    story.signal("go", "7", "{}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("a").status()).isEqualTo(StepState.COMPLETED);
    assertThat(story.step("t").status()).isEqualTo(StepState.CANCELLED);
  }

  @Test
  void can_be_come_to_again() {
    Story story = race("2").approve("a", "u").finish("c", "1").reject("last", "u");
    assertThat(story.waiting()).hasSize(6);
    assertThat(story.approve("a", "u").waiting()).as("the first of two").hasSize(5);
    assertThat(story.finish("c", "1").waiting()).containsExactly("last");
  }

  @Test
  void any_begins_no_branch_when_an_earlier_one_is_done_at_once() {
    Story story =
        Story.of(
            """
            - id: p
              type: parallel
              join: any
              branches:
                - steps: [{id: a, type: approval, approvers: {roles: [r]}}]
                - steps: [{id: skipped, type: task, when: "false"}]
                - steps: [{id: never, type: task}]
            - {id: last, type: task}
            """);
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("never")).isEqualTo(StepRecord.UNREACHED);
    assertThat(story.step("a").status()).isEqualTo(StepState.CANCELLED);
  }

  @Test
  void any_cancels_inner_branches_turns_and_loops() {
    Story story =
        Story.of(
            """
            - id: p
              type: parallel
              join: any
              branches:
                - steps:
                    - id: each
                      type: forEach
                      items: "[1, 2]"
                      parallel: 2
                      steps:
                        - id: inner
                          type: parallel
                          branches: [{steps: [{id: a, type: task}]}, {steps: [{id: b, type: task}]}]
                - steps:
                    - {id: again, type: loop, times: "2", steps: [{id: c, type: task}]}
                - steps: [{id: d, type: task}]
            - {id: last, type: task}
            """);
    story.complete("a").complete("d");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.execution().scopes()).isEmpty();
    assertThat(story.execution().each()).isEmpty();
    assertThat(story.execution().joins()).isEmpty();
    assertThat(story.step("each").status()).isEqualTo(StepState.CANCELLED);
    assertThat(story.step("again").status()).isEqualTo(StepState.CANCELLED);
  }
}
