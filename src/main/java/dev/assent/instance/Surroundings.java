package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the engine may know besides the execution; passed in, so that it stays a pure function.
 *
 * @param ids new ids for tokens
 */
record Surroundings(
    UUID instanceId,
    @Nullable String businessKey,
    @Nullable String entityType,
    @Nullable String entityId,
    String startedBy,
    JsonNode input,
    Instant now,
    Supplier<UUID> ids) {}
