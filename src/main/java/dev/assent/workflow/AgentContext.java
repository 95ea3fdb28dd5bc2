package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that an agent tells, with those of the loop it is in before them. Counts what is
 * done with it, so that no document and no context takes for ever.
 */
final class AgentContext {
  /** Comparisons and turns within one request; a document of thousands of steps needs thousands. */
  static final long MAX_WORK = 2_000_000;

  private final ObjectNode told;
  private final Map<String, JsonNode> loop;
  private final long[] work;

  private AgentContext(ObjectNode told, Map<String, JsonNode> loop, long[] work) {
    this.told = told;
    this.loop = loop;
    this.work = work;
  }

  static AgentContext of(ObjectNode told) {
    return new AgentContext(told, Map.of(), new long[1]);
  }

  /** The same within a turn of a loop. */
  AgentContext with(Map<String, JsonNode> variables) {
    return new AgentContext(told, new HashMap<>(variables), work);
  }

  /**
   * Counts work.
   *
   * @throws TooCostlyException past {@link #MAX_WORK}
   */
  void spend(long steps) {
    work[0] += steps;
    if (work[0] > MAX_WORK) {
      throw new TooCostlyException();
    }
  }

  /** The value of a variable; {@code a.b} looks into an object when nothing has that very name. */
  @Nullable JsonNode find(String name) {
    JsonNode value = variable(name);
    if (value != null || name.indexOf('.') < 0) {
      return value;
    }
    String[] path = name.split("\\.", -1);
    value = variable(path[0]);
    for (int i = 1; i < path.length && value != null; i++) {
      value =
          value.isArray() && path[i].matches("[0-9]{1,6}")
              ? value.get(Integer.parseInt(path[i]))
              : value.get(path[i]);
    }
    return value;
  }

  /** A variable of the loop itself. */
  @Nullable JsonNode ofLoop(String name) {
    return loop.get(name);
  }

  private @Nullable JsonNode variable(String name) {
    JsonNode value = loop.get(name);
    return value == null ? told.get(name) : value;
  }
}
