package dev.assent.identity;

import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a user, as callers see it.
 *
 * @param revision what its ETag says too
 */
public record ProfileView(
    String user,
    @Nullable String manager,
    SortedSet<String> capabilities,
    Instant updatedAt,
    long revision) {}
