package dev.assent.identity;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/**
 * A user of one tenant who proves to be himself by a password. Immutable: each verb answers the
 * next revision.
 *
 * @param passwordHash PHC string; never leaves this package
 * @param active false refuses every login, by password and by token
 */
record Account(
    String tenant,
    String name,
    String passwordHash,
    Set<String> roles,
    boolean active,
    Instant createdAt,
    Instant updatedAt,
    long revision) {

  static final int MAX_ROLES = 100;

  Account {
    roles = Set.copyOf(roles);
  }

  static Account opened(
      String tenant, String name, String passwordHash, Set<String> roles, Instant at) {
    return new Account(tenant, name, passwordHash, roles, true, at, at, 1);
  }

  Account activated(Set<String> newRoles, Instant at) {
    return new Account(tenant, name, passwordHash, newRoles, true, createdAt, at, revision + 1);
  }

  Account deactivated(Set<String> newRoles, Instant at) {
    return new Account(tenant, name, passwordHash, newRoles, false, createdAt, at, revision + 1);
  }

  Account withPasswordHash(String newHash, Instant at) {
    return new Account(tenant, name, newHash, roles, active, createdAt, at, revision + 1);
  }

  AccountView view() {
    return new AccountView(name, new TreeSet<>(roles), active, createdAt, updatedAt, revision);
  }

  /** Without the hash: it ends up in logs. */
  @Override
  public String toString() {
    return tenant + "/" + name + " revision " + revision;
  }
}
