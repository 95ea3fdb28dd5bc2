package dev.assent.identity;

import java.time.Instant;

/** An organisation whose data nobody else's callers ever meet. */
record Tenant(String id, String name, Instant createdAt) {
  static Tenant named(String id, String name, Instant at) {
    return new Tenant(id, name, at);
  }
}
