package dev.assent.identity;

import java.time.Instant;
import java.util.SortedSet;

/**
 * An account as callers see it: never with its hash.
 *
 * @param revision what its ETag says too
 */
public record AccountView(
    String name,
    SortedSet<String> roles,
    boolean active,
    Instant createdAt,
    Instant updatedAt,
    long revision) {}
