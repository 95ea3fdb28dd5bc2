package dev.assent.instance;

import dev.assent.workflow.StepType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where an instance waits. At most one in each region of the graph.
 *
 * @param id of this activation of the step; an approval step's request has the same id
 * @param node index in the graph
 * @param assignee the user whose task it is, if it is a task with one
 */
record Token(
    UUID id, int node, String step, StepType type, Instant since, @Nullable String assignee) {}
