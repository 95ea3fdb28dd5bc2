package dev.assent.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.testing.StateTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OperationStateTest {
  private static final StateTable<OperationState> TABLE =
      new StateTable<>(OperationState.class, OperationState::successors);
  private static final Instant NOW = Instant.parse("2026-11-21T08:30:00Z");
  private static final Instant LATER = NOW.plusSeconds(1);
  private static final UUID RUN = new UUID(7, 7);
  private static final UUID OTHER_RUN = new UUID(8, 8);

  @Test
  void has_exactly_these_transitions() {
    assertThat(TABLE.text())
        .isEqualTo(
            """
            PENDING -> RUNNING, PAUSED, COMPLETED, CANCELLED
            RUNNING -> PAUSED, COMPLETED, CANCELLED
            PAUSED -> RUNNING, COMPLETED, CANCELLED
            COMPLETED ->
            CANCELLED ->""");
  }

  @Test
  void knows_the_same_states_and_actions_as_the_table_of_the_database() {
    TABLE.requireSameAsColumn("V0012__bulk_operations.sql", "bulk_operations", "status");
    new StateTable<>(OperationAction.class, a -> Set.of())
        .requireSameAsColumn("V0012__bulk_operations.sql", "bulk_operations", "action");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    Map<OperationState, Supplier<BulkOperation>> beginnings = new LinkedHashMap<>();
    beginnings.put(OperationState.PENDING, () -> operation(2));
    beginnings.put(OperationState.RUNNING, () -> after(BulkOperation::begin));
    beginnings.put(OperationState.PAUSED, () -> after(BulkOperation::pause));
    beginnings.put(OperationState.COMPLETED, () -> after((o, now) -> o.note(1, 1, now)));
    beginnings.put(OperationState.CANCELLED, () -> after(BulkOperation::cancel));
    Map<OperationState, Consumer<BulkOperation>> verbs = new LinkedHashMap<>();
    verbs.put(OperationState.PAUSED, o -> o.pause(LATER));
    verbs.put(OperationState.CANCELLED, o -> o.cancel(LATER));
    beginnings.forEach(
        (from, beginning) -> {
          assertThat(beginning.get().state()).isEqualTo(from);
          verbs.forEach((to, verb) -> take(beginning.get(), to, verb));
          take(
              beginning.get(),
              OperationState.RUNNING,
              o -> {
                if (from == OperationState.PAUSED) {
                  o.resume(OTHER_RUN, LATER);
                } else {
                  o.begin(LATER);
                }
              });
          if (!from.successors().isEmpty()) {
            take(beginning.get(), OperationState.COMPLETED, o -> o.note(2, 0, LATER));
          }
        });
    assertThatThrownBy(() -> operation(2).resume(OTHER_RUN, LATER))
        .hasMessageContaining("is PENDING and cannot become RUNNING");
    TABLE.requireAllTaken();
  }

  private static void take(
      BulkOperation operation, OperationState to, Consumer<BulkOperation> verb) {
    OperationState from = operation.state();
    if (TABLE.allows(from, to)) {
      verb.accept(operation);
      TABLE.took(from, operation.state());
      assertThat(operation.state()).isEqualTo(to);
      assertThat(operation.updatedAt()).isEqualTo(LATER);
      assertThat(operation.endedAt()).isEqualTo(to.successors().isEmpty() ? LATER : null);
    } else {
      assertThatThrownBy(() -> verb.accept(operation))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining(from + " and cannot become " + to)
          .extracting(e -> ((ProblemException) e).type())
          .isEqualTo(ProblemType.INVALID_STATE);
      assertThat(operation.state()).isEqualTo(from);
    }
  }

  @Test
  void is_complete_at_once_when_there_is_nothing_to_do() {
    assertThat(operation(0).state()).isEqualTo(OperationState.COMPLETED);
    BulkOperation dry = new BulkOperation(order(5, true), RUN);
    assertThat(dry.state()).isEqualTo(OperationState.COMPLETED);
    assertThat(dry.isAtWork(RUN)).isFalse();
  }

  @Test
  void is_at_work_for_the_present_run_only() {
    BulkOperation operation = operation(2);
    assertThat(operation.isAtWork(RUN)).isTrue();
    operation.begin(NOW);
    assertThat(operation.isAtWork(RUN)).isTrue();
    assertThat(operation.isAtWork(OTHER_RUN)).isFalse();
    operation.pause(NOW);
    assertThat(operation.isAtWork(RUN)).isFalse();
    operation.resume(OTHER_RUN, NOW);
    assertThat(operation.isAtWork(RUN)).isFalse();
    assertThat(operation.isAtWork(OTHER_RUN)).isTrue();
  }

  @Test
  void notes_what_was_under_way_when_it_was_cancelled() {
    BulkOperation operation = operation(2);
    operation.begin(NOW);
    operation.cancel(NOW);
    operation.note(1, 1, LATER);
    assertThat(operation.state()).isEqualTo(OperationState.CANCELLED);
    assertThat(operation.done()).isEqualTo(2);
    assertThat(operation.endedAt()).isEqualTo(NOW);
  }

  private interface Verb {
    void on(BulkOperation operation, Instant now);
  }

  private static BulkOperation after(Verb verb) {
    BulkOperation operation = operation(2);
    verb.on(operation, NOW);
    return operation;
  }

  private static BulkOperation operation(int total) {
    return new BulkOperation(order(total, false), RUN);
  }

  private static BulkOperation.Order order(int total, boolean dryRun) {
    return new BulkOperation.Order(
        new UUID(1, 1),
        new Caller("demo", "rita", Set.of(), Set.of()),
        OperationAction.CANCEL,
        new OperationFilter("w", null, null, null, null, null, null, null, null, null, null, null),
        OperationParameters.NONE,
        dryRun,
        total,
        NOW);
  }
}
