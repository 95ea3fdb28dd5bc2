package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.expression.Effort;
import dev.assent.platform.expression.Lookup;
import dev.assent.platform.expression.Seen;
import dev.assent.platform.json.Json;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What expressions see: {@code input}, {@code vars}, {@code steps} and {@code instance}, within a
 * body {@code index} and {@code item}, and behind a step its {@code output}.
 */
final class Variables {
  private static final JsonNode NOTHING = Json.mapper().createObjectNode();

  private final WorkflowGraph graph;
  private final Surroundings surroundings;
  private final SortedMap<Integer, Area> areas;
  private final Map<String, JsonNode> vars;
  private final Effort effort;
  private final Map<String, Object> instance;

  Variables(
      WorkflowGraph graph,
      Surroundings surroundings,
      SortedMap<Integer, Area> areas,
      Map<String, JsonNode> vars,
      Effort effort) {
    this.graph = graph;
    this.surroundings = surroundings;
    this.areas = areas;
    this.vars = vars;
    this.effort = effort;
    this.instance =
        Map.of(
            "id", surroundings.instanceId().toString(),
            "businessKey", text(surroundings.businessKey()),
            "startedBy", surroundings.startedBy(),
            "entityType", text(surroundings.entityType()),
            "entityId", text(surroundings.entityId()));
  }

  /** What is seen at {@code node}. */
  Map<String, Object> at(Area area, Node node) {
    Map<String, Object> seen = outside(area);
    Node owner = bodyOwner(node.region());
    if (owner == null) {
      return seen;
    }
    if (owner instanceof Node.Loop loop) {
      seen.put("index", (long) area.jumps.getOrDefault(loop.counter(), 1) - 1);
    } else {
      seen.put("index", (long) area.index);
    }
    if (area.owner >= 0) {
      seen.put("item", area.item);
    }
    return seen;
  }

  /** What is seen behind {@code node}, which has made {@code output}. */
  Map<String, Object> behind(Area area, Node node, @Nullable JsonNode output) {
    Map<String, Object> seen = at(area, node);
    seen.put("output", output == null ? NOTHING : output);
    return seen;
  }

  private Map<String, Object> outside(Area area) {
    Map<String, Object> seen = new Seen(effort);
    seen.put("input", surroundings.input());
    seen.put("vars", new Vars());
    seen.put("instance", instance);
    seen.put("steps", new Steps(area));
    return seen;
  }

  /** The variables. */
  private final class Vars implements Lookup {
    @Override
    public Set<String> names() {
      return vars.keySet();
    }

    @Override
    public @Nullable Object value(String name) {
      return vars.get(name);
    }
  }

  /** The steps as they are seen in an area. */
  private final class Steps implements Lookup {
    private final Area area;

    Steps(Area area) {
      this.area = area;
    }

    @Override
    public Set<String> names() {
      return graph.stepIds();
    }

    @Override
    public @Nullable Object value(String name) {
      return graph.stepIds().contains(name) ? seen(visible(area, name)) : null;
    }
  }

  private static Map<String, Object> seen(StepRecord step) {
    return Map.of(
        "status", step.status().name(),
        "visits", (long) step.visits(),
        "output", step.output() == null ? NOTHING : step.output(),
        "decision", text(step.decision()),
        "decidedBy", step.decidedBy(),
        "error", text(step.error()));
  }

  /** What is known of a step within {@code area} or around it. */
  StepRecord visible(Area area, String step) {
    for (Area a = area; a != null; a = areas.get(a.parent)) {
      StepRecord record = a.steps.get(step);
      if (record != null) {
        return record;
      }
    }
    return StepRecord.UNREACHED;
  }

  /** The innermost loop around a region. */
  private @Nullable Node bodyOwner(int region) {
    for (int r = region; r > 0; r = graph.regionParents()[r]) {
      Node holder = graph.holder(r);
      if (holder instanceof Node.Loop || holder instanceof Node.ForEach) {
        return holder;
      }
    }
    return null;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
