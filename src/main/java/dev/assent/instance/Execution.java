package dev.assent.instance;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of an instance's execution, as it is kept in its row. Immutable.
 *
 * @param joins how many branches have arrived at a join, by its node
 * @param jumps how often a bounded jump was taken, by its counter
 * @param failure why the instance failed
 */
record Execution(
    List<Token> tokens,
    Map<String, StepRecord> steps,
    Map<Integer, Integer> joins,
    Map<Integer, Integer> jumps,
    @Nullable Failure failure) {

  /** Why an instance could not go on. */
  record Failure(String step, String detail) {}

  static final Execution EMPTY = new Execution(List.of(), Map.of(), Map.of(), Map.of(), null);
}
