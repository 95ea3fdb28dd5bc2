package dev.assent.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version of a routing policy as it is answered.
 *
 * @param document absent in lists
 */
public record RoutingPolicyVersionView(
    String name,
    int version,
    String contentHash,
    String createdBy,
    Instant createdAt,
    @Nullable RoutingDocument document) {

  static RoutingPolicyVersionView of(
      RoutingPolicyVersion version, @Nullable RoutingDocument document) {
    return new RoutingPolicyVersionView(
        version.name(),
        version.number(),
        version.contentHash(),
        version.createdBy(),
        version.createdAt(),
        document);
  }
}
