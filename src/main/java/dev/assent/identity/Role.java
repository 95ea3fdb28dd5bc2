package dev.assent.identity;

import java.util.Set;
import java.util.TreeSet;

/** A set of permissions under a name, in one tenant. */
record Role(String tenant, String name, Set<String> permissions) {
  static final String ADMIN = "admin";

  Role {
    permissions = Set.copyOf(permissions);
  }

  /** The role that a new tenant begins with. */
  static Role admin(String tenant) {
    return new Role(tenant, ADMIN, Permissions.ALL);
  }

  RoleView view() {
    return new RoleView(name, new TreeSet<>(permissions));
  }
}
