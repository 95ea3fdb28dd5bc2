package dev.assent.identity;

import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Changes the roles of the caller's tenant. */
@Stateless
public class RoleService {
  @Inject TenantRepository tenants;
  @Inject RoleRepository roles;
  @Inject AccountRepository accounts;
  @Inject IdentityChanges changes;
  @Inject Clock clock;

  /**
   * Creates the role or gives it other permissions and members.
   *
   * @return whether it is new
   * @throws ProblemException INVALID_BODY for members that do not exist; CONFLICT when the role
   *     would contain itself or be nested too deeply, or the caller would lose the permission to
   *     manage
   */
  public boolean put(Caller caller, String name, Set<String> permissions, Set<String> members) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    Role role = new Role(caller.tenant(), name, permissions, members);
    RoleGraph before = graph(caller.tenant());
    requireOthers(before, role);
    RoleGraph after = before.with(role);
    after.requireSound(name);
    Instant now = clock.now();
    Optional<Role> replaced = roles.find(caller.tenant(), name);
    if (replaced.isEmpty()) {
      requireRoom(before);
      roles.add(role);
      changes.role("ROLE_CREATED", role, caller.user(), now);
    } else if (!replaced.get().equals(role)) {
      roles.replace(role);
      requireStillManaging(after, given(caller, before));
      changes.role("ROLE_CHANGED", role, caller.user(), now);
    }
    return replaced.isEmpty();
  }

  /**
   * @throws ProblemException NOT_FOUND; CONFLICT when an account has the role, another role has it
   *     as a member, or the caller would lose the permission to manage
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
    RoleGraph before = graph(caller.tenant());
    before
        .container(name)
        .ifPresent(
            container -> {
              throw new ProblemException(
                  ProblemType.CONFLICT,
                  "The role "
                      + name
                      + " cannot be removed while the role "
                      + container
                      + " has it as a member; take it from there first.");
            });
    roles.remove(role);
    requireStillManaging(graph(caller.tenant()), given(caller, before));
    changes.role("ROLE_REMOVED", role, caller.user(), clock.now());
  }

  /**
   * Nobody may saw off the branch he sits on: a tenant without a manager needs the database's
   * administrator.
   *
   * @param given the roles that the caller will have been given then
   */
  public void requireStillManaging(Caller caller, Set<String> given) {
    requireStillManaging(graph(caller.tenant()), given);
  }

  private static void requireStillManaging(RoleGraph graph, Set<String> given) {
    if (!graph.permissions(graph.held(given)).contains(Permissions.OPERATIONS_MANAGE)) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "This would take the permission "
              + Permissions.OPERATIONS_MANAGE
              + " from yourself; another user who has it may do so.");
    }
  }

  /**
   * The caller's roles without those that follow from others. What a token gives is not known any
   * more: of its roles those count that follow from none.
   */
  private Set<String> given(Caller caller, RoleGraph graph) {
    Set<String> given = new HashSet<>(graph.surelyGiven(caller.roles()));
    accounts
        .find(caller.tenant(), caller.user())
        .ifPresent(account -> given.addAll(account.roles()));
    given.retainAll(caller.roles());
    return given;
  }

  private RoleGraph graph(String tenant) {
    return new RoleGraph(roles.all(tenant));
  }

  private static void requireOthers(RoleGraph graph, Role role) {
    List<FieldError> errors = new ArrayList<>();
    for (String member : new TreeSet<>(role.members())) {
      if (member.equals(role.name()) || !graph.names().contains(member)) {
        errors.add(
            FieldError.at("/members", "there is no other role '" + Names.forLog(member) + "'"));
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_BODY, "The members of a role are other roles of the tenant.")
          .withErrors(errors);
    }
  }

  private static void requireRoom(RoleGraph graph) {
    if (graph.names().size() >= RoleRepository.MAX_PER_TENANT) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "A tenant has at most " + RoleRepository.MAX_PER_TENANT + " roles.");
    }
  }
}
