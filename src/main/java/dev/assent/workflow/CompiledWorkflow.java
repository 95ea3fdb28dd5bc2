package dev.assent.workflow;

import dev.assent.platform.json.ContentHash;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document that can run, or one for agents.
 *
 * @param version the author's, unlike the number that publishing gives
 * @param contentHash the same for the same document in other writing, see {@link ContentHash}
 * @param agentDocument present in a document for agents, which is asked for its steps and not run:
 *     its graph is nothing but an end
 * @param warnings what the author should look at
 */
public record CompiledWorkflow(
    String id,
    String name,
    @Nullable String description,
    @Nullable String category,
    @Nullable String version,
    String contentHash,
    WorkflowGraph graph,
    InputSchema inputSchema,
    @Nullable AgentDocument agentDocument,
    List<Finding> warnings) {
  public CompiledWorkflow {
    warnings = List.copyOf(warnings);
  }

  static CompiledWorkflow of(AgentDocument document, String contentHash, List<Finding> warnings) {
    WorkflowGraph nothing =
        new WorkflowGraph(
            document.id(),
            document.name(),
            List.of(new Node.End(0, null, 0, Outcome.COMPLETED)),
            0,
            null,
            List.of(),
            Map.of(),
            null,
            null);
    return new CompiledWorkflow(
        document.id(),
        document.name(),
        document.description(),
        null,
        document.version(),
        contentHash,
        nothing,
        InputSchema.of(null),
        document,
        warnings);
  }
}
