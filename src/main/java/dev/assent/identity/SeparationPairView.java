package dev.assent.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A separation pair as callers see it.
 *
 * @param users the two, by name
 */
public record SeparationPairView(
    UUID id, List<String> users, String reason, String createdBy, Instant createdAt) {}
