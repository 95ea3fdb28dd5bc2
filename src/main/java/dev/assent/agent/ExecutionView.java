package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has answered.
 *
 * @param output JSON as the agent sent it, or its text as a string; absent when it sent nothing
 */
public record ExecutionView(
    UUID id, String agent, @Nullable JsonNode output, long durationMillis) {}
