package dev.assent.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A routing policy as it is answered.
 *
 * @param version the newest, which chooses
 * @param document what that says; absent in lists
 * @param archivedAt since when it chooses for no new request
 */
public record RoutingPolicyView(
    String name,
    @Nullable String description,
    int version,
    @Nullable RoutingDocument document,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant archivedAt,
    long revision) {

  static RoutingPolicyView of(RoutingPolicy policy, @Nullable RoutingDocument document) {
    return new RoutingPolicyView(
        policy.name(),
        policy.description(),
        policy.version(),
        document,
        policy.createdBy(),
        policy.createdAt(),
        policy.updatedAt(),
        policy.archivedAt(),
        policy.revision());
  }
}
