package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.Set;

/**
 * Who sent the request: a user of one tenant, with the roles the tenant knows and the permissions
 * that follow from them.
 *
 * @param tenant slug of the tenant; every query filters on it
 */
public record Caller(String tenant, String user, Set<String> roles, Set<String> permissions) {

  public Caller {
    roles = Set.copyOf(roles);
    permissions = Set.copyOf(permissions);
  }

  /** Who acts when a time has come or a job has ended. */
  public static final String SYSTEM = "system";

  /** The server itself, in a tenant. */
  public static Caller system(String tenant) {
    return new Caller(tenant, SYSTEM, Set.of(), Set.of());
  }

  public boolean may(String permission) {
    return permissions.contains(permission);
  }

  /**
   * @throws ProblemException FORBIDDEN, when the caller lacks the permission
   */
  public void require(String permission) {
    if (!may(permission)) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "This needs the permission " + permission + ", which none of the caller's roles has.");
    }
  }
}
