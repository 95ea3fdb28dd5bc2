package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.StepInfo;
import dev.assent.workflow.WorkflowGraph;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What expressions see: {@code input}, {@code steps} and {@code instance}. */
final class Variables {
  private static final JsonNode NOTHING = Json.mapper().createObjectNode();

  private Variables() {}

  static Map<String, Object> of(
      WorkflowGraph graph, Surroundings surroundings, Map<String, StepRecord> steps) {
    Map<String, Object> variables = new HashMap<>();
    variables.put("input", surroundings.input());
    variables.put("steps", steps(graph, steps));
    variables.put(
        "instance",
        Map.of(
            "id", surroundings.instanceId().toString(),
            "businessKey", text(surroundings.businessKey()),
            "startedBy", surroundings.startedBy(),
            "entityType", text(surroundings.entityType()),
            "entityId", text(surroundings.entityId())));
    return variables;
  }

  private static Map<String, Object> steps(WorkflowGraph graph, Map<String, StepRecord> steps) {
    Map<String, Object> all = new HashMap<>();
    for (StepInfo info : graph.steps()) {
      StepRecord step = steps.getOrDefault(info.id(), StepRecord.UNREACHED);
      all.put(
          info.id(),
          Map.of(
              "status", step.status().name(),
              "visits", (long) step.visits(),
              "output", step.output() == null ? NOTHING : step.output(),
              "decision", text(step.decision()),
              "decidedBy", step.decidedBy()));
    }
    return all;
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }
}
