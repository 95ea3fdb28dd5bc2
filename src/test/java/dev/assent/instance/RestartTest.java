package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Instances that begin again at a step. */
class RestartTest {
  private static final String STEPS =
      """
      - { id: first, type: task }
      - id: p
        type: parallel
        branches:
          - steps: [{ id: a, type: approval, approvers: { roles: [r] } }]
          - steps: [{ id: c, type: call, bean: x, required: true }]
      - { id: last, type: task }
      """;

  @Test
  void leaves_everything_that_is_open() {
    Story story = Story.of(STEPS).complete("first", "{\"n\": 1}");
    long request = story.token("a").id().getLeastSignificantBits();
    story.restart("first");
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.waiting()).containsExactly("first");
    assertThat(story.wanted()).isEqualTo("cancel " + request + "\nCancelJobs");
    assertThat(story.told())
        .isEqualTo(
            """
            STEP_CANCELLED a
            STEP_CANCELLED c
            STEP_CANCELLED p
            RESTARTED first
            STEP_ACTIVATED first""");
    assertThat(story.step("first").visits()).isEqualTo(2);
    assertThat(story.step("first").output()).as("of before").hasToString("{\"n\":1}");
    story.complete("first").approve("a", "u").finish("c", "1");
    assertThat(story.waiting()).containsExactly("last");
  }

  @Test
  void takes_up_an_instance_that_has_failed() {
    Story story = Story.of(STEPS).complete("first").fail("c");
    assertThat(story.state()).isEqualTo(InstanceState.FAILED);
    story.restart("p");
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.execution().failure()).isNull();
    assertThat(story.waiting()).containsExactly("a", "c");
    assertThat(story.told())
        .isEqualTo(
            """
            INSTANCE_REOPENED {"step":"c","detail":"it is broken"}
            RESTARTED p
            STEP_ACTIVATED p
            STEP_ACTIVATED a
            STEP_ACTIVATED c"""
                .replace(" {\"step\":\"c\",\"detail\":\"it is broken\"}", ""));
    assertThat(story.approve("a", "u").finish("c", "1").complete("last").state())
        .isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void waits_for_a_suspended_instance_to_be_resumed() {
    Story story = Story.of(STEPS).complete("first").suspend().restart("last");
    assertThat(story.state()).isEqualTo(InstanceState.SUSPENDED);
    assertThat(story.waiting()).isEmpty();
    assertThat(story.resume().waiting()).containsExactly("last");
  }

  @Test
  void closes_incidents() {
    Story story = Story.of("- {id: c, type: call, bean: x}\n- {id: t, type: task}\n").fail("c");
    story.restart("t");
    assertThat(story.wanted()).isEqualTo("incident CANCELLED");
    assertThat(story.waiting()).containsExactly("t");
  }

  @Test
  void begins_turns_anew() {
    Story story =
        Story.of(
            """
            - id: each
              type: forEach
              items: "['a', 'b']"
              steps: [{id: t, type: task, assignee: "item"}]
            """);
    story.complete("t").restart("each");
    assertThat(story.only().assignee()).isEqualTo("a");
    assertThat(story.execution().scopes()).hasSize(1);
    assertThat(story.complete("t").complete("t").state()).isEqualTo(InstanceState.COMPLETED);
  }
}
