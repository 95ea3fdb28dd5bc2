package dev.assent.identity;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Two users of whom neither may decide on what the other has requested or decided. Immutable.
 *
 * @param one the lesser of the two names
 */
record SeparationPair(
    UUID id,
    String tenant,
    String one,
    String other,
    String reason,
    String createdBy,
    Instant createdAt) {

  SeparationPair {
    if (one.compareTo(other) >= 0) {
      throw new IllegalArgumentException(one + " and " + other + " are not in order");
    }
  }

  SeparationPairView view() {
    return new SeparationPairView(id, List.of(one, other), reason, createdBy, createdAt);
  }
}
