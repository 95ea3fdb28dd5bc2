package dev.assent.instance;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a {@code forEach}: its item, and what has become of the steps of its body in it.
 * Immutable.
 *
 * @param parent the scope in which the {@code forEach} runs
 * @param owner the node of the {@code forEach}
 * @param index of the item in the list
 * @param last the step completed last, whose output is the turn's
 */
record Scope(
    int id,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int parent,
    int owner,
    int index,
    JsonNode item,
    @Nullable String last,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, StepRecord> steps,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Integer> joins,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Integer> jumps,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<Integer, Each> each) {

  Scope {
    steps = Execution.orEmpty(steps);
    joins = Execution.orEmpty(joins);
    jumps = Execution.orEmpty(jumps);
    each = Execution.orEmpty(each);
  }

  /**
   * How far a {@code forEach} has come.
   *
   * @param started how many items have been begun
   * @param done how many of them have ended
   * @param results what came of each item, JSON null for those not done
   */
  record Each(List<JsonNode> items, int started, int done, List<JsonNode> results) {}
}
