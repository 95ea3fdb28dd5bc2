package dev.assent.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of an instance's execution, as it is kept in its row. Immutable.
 *
 * @param joins how many branches have arrived at a join, by its node
 * @param jumps how often a bounded jump was taken, and which turn a loop is in, by its counter
 * @param failure why the instance fails
 * @param vars the variables
 * @param each how far the {@code forEach} steps outside of any scope have come, by node
 * @param scopes the turns of {@code forEach} steps that are open
 * @param scopeCount how many scopes there ever were
 * @param held whether the instance is suspended: nothing is entered, paths are parked
 * @param parked where paths go on when the instance is resumed
 * @param signals signals that nothing waited for yet
 * @param undo what has to be done, the last one first, when the instance fails or is cancelled
 * @param ending how it ends when its compensations are done
 * @param output what the instance has made
 */
record Execution(
    List<Token> tokens,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, StepRecord> steps,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Integer> joins,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Integer> jumps,
    @Nullable Failure failure,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, JsonNode> vars,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Scope.Each> each,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Scope> scopes,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int scopeCount,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean held,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Position> parked,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Signal> signals,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Undo> undo,
    @Nullable InstanceState ending,
    @Nullable JsonNode output) {

  static final Execution EMPTY =
      new Execution(
          List.of(), Map.of(), Map.of(), Map.of(), null, Map.of(), Map.of(), List.of(), 0, false,
          List.of(), List.of(), List.of(), null, null);

  Execution {
    tokens = orEmpty(tokens);
    steps = orEmpty(steps);
    joins = orEmpty(joins);
    jumps = orEmpty(jumps);
    vars = orEmpty(vars);
    each = orEmpty(each);
    scopes = orEmpty(scopes);
    parked = orEmpty(parked);
    signals = orEmpty(signals);
    undo = orEmpty(undo);
  }

  /** Why an instance could not go on. */
  record Failure(String step, String detail) {}

  /** A signal that came before anything waited for it. */
  record Signal(String name, @Nullable String correlation, @Nullable JsonNode payload) {}

  /**
   * How to undo a step that is done.
   *
   * @param node of the compensation
   * @param request computed when the step was done
   */
  record Undo(int node, JsonNode request) {}

  static <K, V> Map<K, V> orEmpty(@Nullable Map<K, V> map) {
    return map == null ? Map.of() : map;
  }

  static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
