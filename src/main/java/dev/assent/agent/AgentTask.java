package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is asked to do, as it is sent to its endpoint.
 *
 * @param prompt what to do
 * @param input what to do it with
 * @param idempotencyKey the same when the same is asked again
 */
public record AgentTask(@Nullable String prompt, @Nullable JsonNode input, String idempotencyKey) {}
