package dev.assent.approval;

import java.time.Instant;

/**
 * What a routing policy said from a time on; it never changes.
 *
 * @param number 1 for the first
 * @param contentHash of the document, whatever its form
 */
record RoutingPolicyVersion(
    String tenant,
    String name,
    int number,
    RoutingDocument document,
    String contentHash,
    String createdBy,
    Instant createdAt) {}
