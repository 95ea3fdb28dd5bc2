package dev.assent.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A policy that chooses routes, by its name.
 *
 * @param version the newest, which chooses
 * @param archivedAt since when it chooses for no new request; null while it does
 */
record RoutingPolicy(
    String tenant,
    String name,
    @Nullable String description,
    int version,
    String createdBy,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant archivedAt,
    long revision) {

  /** With its first version. */
  static RoutingPolicy made(
      String tenant, String name, @Nullable String description, String by, Instant at) {
    return new RoutingPolicy(tenant, name, description, 1, by, at, at, null, 1);
  }

  /** With its next version; one that was archived chooses again. */
  RoutingPolicy changed(@Nullable String says, Instant at) {
    return new RoutingPolicy(
        tenant, name, says, version + 1, createdBy, createdAt, at, null, revision + 1);
  }

  /** Chooses for no new request from now on. */
  RoutingPolicy archived(Instant at) {
    return new RoutingPolicy(
        tenant, name, description, version, createdBy, createdAt, at, at, revision + 1);
  }

  boolean isArchived() {
    return archivedAt != null;
  }
}
