package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.journal.JournalEvent;
import dev.assent.testing.StateTable;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepStateTest {
  private static final StateTable<StepState> TABLE =
      new StateTable<>(StepState.class, StepState::successors);

  /** The step b runs, is skipped or fails as the plan says for each visit of a. */
  private static final String PLANNED =
      "{id: b, type: task, assignee: \"'x'\", when: \"input.plan[steps.a.visits - 1] == 'run'\"}\n";

  /** Comes to b anew after it was completed or skipped. */
  private static final String AGAIN =
      "- {id: a, type: task}\n- "
          + PLANNED
          + "- {id: c, type: approval, approvers: {roles: [r]}, onReject: {goto: a}}\n";

  /** Comes to b anew after it was left by a goto out of the other branch. */
  private static final String CANCELLED =
      """
      - {id: a, type: task}
      - id: both
        type: parallel
        branches:
          - steps: [%s]
          - steps: [{id: c, type: approval, approvers: {roles: [r]}, onReject: {goto: a}}]
      """
          .formatted(PLANNED.strip());

  @Test
  void has_exactly_these_transitions() {
    assertThat(TABLE.text())
        .isEqualTo(
            """
            PENDING -> ACTIVE, SKIPPED
            ACTIVE -> COMPLETED, FAILED, SKIPPED, CANCELLED
            COMPLETED -> ACTIVE, SKIPPED
            FAILED -> ACTIVE, SKIPPED
            SKIPPED -> ACTIVE, SKIPPED
            CANCELLED -> ACTIVE, SKIPPED""");
  }

  @Test
  void takes_every_transition_of_the_table() {
    for (String first : List.of("'run'", "'skip'")) {
      for (String second : List.of("'run'", "'skip'", "null")) {
        Story again = planned(AGAIN, first, second).complete("a");
        if (again.waiting().contains("b")) {
          again.complete("b");
        }
        note(again.reject("c", "u").complete("a"));
      }
    }
    for (String second : List.of("'run'", "'skip'", "null")) {
      note(planned(CANCELLED, "'run'", second).complete("a").reject("c", "u").complete("a"));
    }
    note(planned(AGAIN, "null", "null").complete("a").skip("b"));
    for (String second : List.of("'run'", "'skip'")) {
      Story failing =
          planned(AGAIN.replace("type: task,", "type: task, required: false,"), "null", second);
      note(failing.complete("a").reject("c", "u"));
      Story timed =
          planned(
              AGAIN.replace("assignee: \"'x'\"", "timeout: PT1H, required: false"),
              "'run'",
              second);
      note(timed.complete("a").fire("b").reject("c", "u").complete("a"));
    }
    TABLE.requireAllTaken();
  }

  private static Story planned(String steps, String first, String second) {
    String plan = "[" + first + (second.equals("null") ? "" : ", " + second) + "]";
    return Story.of(
        steps, "{\"plan\": " + (first.equals("null") ? "[]" : plan.replace('\'', '"')) + "}");
  }

  private static void note(Story story) {
    for (JournalEvent event : story.events()) {
      if (event.step() != null && event.from() != null && event.to() != null) {
        TABLE.took(StepState.valueOf(event.from()), StepState.valueOf(event.to()));
      }
    }
  }

  @Test
  void refuses_every_other_transition() {
    for (StepState from : StepState.values()) {
      StepRecord record = new StepRecord(from, 1, null, null, List.of(), null);
      for (StepState to : StepState.values()) {
        if (TABLE.allows(from, to)) {
          StepRecord next = record.to("x", to);
          assertThat(next.status()).isEqualTo(to);
          assertThat(next.visits()).isEqualTo(to == StepState.ACTIVE ? 2 : 1);
        } else {
          assertThatThrownBy(() -> record.to("x", to))
              .isInstanceOf(IllegalStateException.class)
              .hasMessage("step x is " + from + " and cannot become " + to);
        }
      }
    }
  }
}
