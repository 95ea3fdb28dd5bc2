package dev.assent.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that can run.
 *
 * @param version the author's, unlike the number that publishing gives
 * @param contentHash the same for the same document in other writing, see {@link ContentHash}
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
    List<Finding> warnings) {
  public CompiledWorkflow {
    warnings = List.copyOf(warnings);
  }
}
