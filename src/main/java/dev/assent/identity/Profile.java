package dev.assent.identity;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a user besides the account, which he need not have. Immutable.
 *
 * @param manager a user of the tenant; null for nobody
 */
record Profile(
    String tenant,
    String user,
    @Nullable String manager,
    Set<String> capabilities,
    Instant updatedAt,
    long revision) {

  static final int MAX_CAPABILITIES = 50;

  /** From a user to the topmost manager there are at most so many steps. */
  static final int MAX_MANAGERS = 20;

  Profile {
    capabilities = Set.copyOf(capabilities);
  }

  static Profile made(
      String tenant, String user, @Nullable String manager, Set<String> capabilities, Instant at) {
    return new Profile(tenant, user, manager, capabilities, at, 1);
  }

  Profile changed(@Nullable String newManager, Set<String> newCapabilities, Instant at) {
    return new Profile(tenant, user, newManager, newCapabilities, at, revision + 1);
  }

  ProfileView view() {
    return new ProfileView(user, manager, new TreeSet<>(capabilities), updatedAt, revision);
  }
}
