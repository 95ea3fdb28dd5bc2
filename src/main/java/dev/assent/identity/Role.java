package dev.assent.identity;

import java.util.Set;
import java.util.TreeSet;

/**
 * A set of permissions under a name, in one tenant.
 *
 * @param members other roles of the tenant: whoever has one of them has this one too
 */
record Role(String tenant, String name, Set<String> permissions, Set<String> members) {
  static final String ADMIN = "admin";
  static final int MAX_MEMBERS = 100;

  Role {
    permissions = Set.copyOf(permissions);
    members = Set.copyOf(members);
  }

  Role(String tenant, String name, Set<String> permissions) {
    this(tenant, name, permissions, Set.of());
  }

  /** The role that a new tenant begins with. */
  static Role admin(String tenant) {
    return new Role(tenant, ADMIN, Permissions.ALL);
  }

  RoleView view() {
    return new RoleView(name, new TreeSet<>(permissions), new TreeSet<>(members));
  }
}
