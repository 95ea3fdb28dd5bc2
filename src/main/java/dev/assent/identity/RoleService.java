package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Changes the roles of the caller's tenant. */
@Stateless
public class RoleService {
  @Inject TenantRepository tenants;
  @Inject RoleRepository roles;
  @Inject AccountRepository accounts;
  @Inject IdentityChanges changes;
  @Inject Clock clock;

  /**
   * Creates the role or gives it other permissions.
   *
   * @return whether it is new
   * @throws ProblemException CONFLICT when the caller would lose the permission to manage
   */
  public boolean put(Caller caller, String name, Set<String> permissions) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    Role role = new Role(caller.tenant(), name, permissions);
    Instant now = clock.now();
    Optional<Role> before = roles.find(caller.tenant(), name);
    if (before.isEmpty()) {
      requireRoom(caller.tenant());
      roles.add(role);
      changes.role("ROLE_CREATED", role, caller.user(), now);
    } else if (!before.get().equals(role)) {
      roles.replace(role);
      requireStillManaging(caller, caller.roles());
      changes.role("ROLE_CHANGED", role, caller.user(), now);
    }
    return before.isEmpty();
  }

  /**
   * @throws ProblemException NOT_FOUND; CONFLICT when an account has the role or the caller would
   *     lose the permission to manage
   */
  public void remove(Caller caller, String name) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    Role role =
        roles
            .find(caller.tenant(), name)
            .orElseThrow(() -> ProblemException.notFound("role", name));
    accounts
        .anyWithRole(caller.tenant(), name)
        .ifPresent(
            user -> {
              throw new ProblemException(
                  ProblemType.CONFLICT,
                  "The role "
                      + name
                      + " cannot be removed while users have it, such as "
                      + user
                      + "; take it from them first.");
            });
    roles.remove(role);
    requireStillManaging(caller, caller.roles());
    changes.role("ROLE_REMOVED", role, caller.user(), clock.now());
  }

  /**
   * Nobody may saw off the branch he sits on: a tenant without a manager needs the database's
   * administrator.
   */
  public void requireStillManaging(Caller caller, Set<String> rolesThen) {
    Set<String> permissions = new HashSet<>();
    for (Role role : roles.all(caller.tenant())) {
      if (rolesThen.contains(role.name())) {
        permissions.addAll(role.permissions());
      }
    }
    if (!permissions.contains(Permissions.OPERATIONS_MANAGE)) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "This would take the permission "
              + Permissions.OPERATIONS_MANAGE
              + " from yourself; another user who has it may do so.");
    }
  }

  private void requireRoom(String tenant) {
    if (roles.all(tenant).size() >= RoleRepository.MAX_PER_TENANT) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "A tenant has at most " + RoleRepository.MAX_PER_TENANT + " roles.");
    }
  }
}
