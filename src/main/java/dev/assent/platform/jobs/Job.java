package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * A job as its executor gets it.
 *
 * @param tokenId the same for every attempt: the idempotency key at the receiver
 * @param attempt 1 for the first; an attempt that a lost node began counts
 * @param deadline when the attempt is given up, by this node's clock
 */
public record Job(
    UUID id,
    String tenant,
    String kind,
    UUID instanceId,
    UUID tokenId,
    int attempt,
    JsonNode payload,
    Instant deadline) {}
