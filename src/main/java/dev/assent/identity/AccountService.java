package dev.assent.identity;

import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.ETags;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Changes the accounts of the caller's tenant. Passwords come hashed: a hash takes long, and no
 * connection is held for it.
 *
 * <p>After each change the account's remembered credentials are worth nothing any more on this
 * node, and nowhere once the directory of the others has aged.
 *
 * <p>What these methods answer must be of public types: on Payara a proxy outside of this package
 * hands it on.
 */
@Stateless
public class AccountService {
  @Inject TenantRepository tenants;
  @Inject RoleRepository roles;
  @Inject AccountRepository accounts;
  @Inject RoleService roleService;
  @Inject IdentityChanges changes;
  @Inject Clock clock;

  /**
   * @throws ProblemException ALREADY_EXISTS; INVALID_BODY for roles that do not exist
   */
  public AccountView open(Caller caller, String name, String passwordHash, Set<String> held) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    requireRoles(caller.tenant(), held);
    Account account = Account.opened(caller.tenant(), name, passwordHash, held, clock.now());
    if (!accounts.add(account)) {
      throw new ProblemException(
          ProblemType.ALREADY_EXISTS, "There is a user " + name + " already.");
    }
    changes.account("ACCOUNT_CREATED", account, caller.user(), account.createdAt());
    return account.view();
  }

  /**
   * Gives the account these roles and lets it log in.
   *
   * @throws ProblemException NOT_FOUND, PRECONDITION_REQUIRED, PRECONDITION_FAILED; INVALID_BODY
   *     for roles that do not exist; CONFLICT when the caller would lose the permission to manage
   */
  public AccountView activate(
      Caller caller, String name, @Nullable String ifMatch, Set<String> held) {
    Account before = locked(caller, name);
    ETags.require(ifMatch, before.revision());
    requireRoles(caller.tenant(), held);
    if (name.equals(caller.user())) {
      roleService.requireStillManaging(caller, held);
    }
    return changed("ACCOUNT_CHANGED", before.activated(held, clock.now()), caller);
  }

  /**
   * Gives the account these roles and refuses its logins from now on.
   *
   * @throws ProblemException as {@link #activate}
   */
  public AccountView deactivate(
      Caller caller, String name, @Nullable String ifMatch, Set<String> held) {
    Account before = locked(caller, name);
    ETags.require(ifMatch, before.revision());
    requireRoles(caller.tenant(), held);
    if (name.equals(caller.user())) {
      roleService.requireStillManaging(caller, Set.of());
    }
    return changed("ACCOUNT_DEACTIVATED", before.deactivated(held, clock.now()), caller);
  }

  /**
   * @throws ProblemException NOT_FOUND
   */
  public AccountView changePassword(Caller caller, String name, String passwordHash) {
    Account before = locked(caller, name);
    return changed("PASSWORD_CHANGED", before.withPasswordHash(passwordHash, clock.now()), caller);
  }

  /**
   * @throws ProblemException NOT_FOUND; CONFLICT when it is the caller's own
   */
  public void close(Caller caller, String name) {
    Account account = locked(caller, name);
    if (name.equals(caller.user())) {
      roleService.requireStillManaging(caller, Set.of());
    }
    accounts.remove(account);
    changes.account("ACCOUNT_REMOVED", account, caller.user(), clock.now());
  }

  private Account locked(Caller caller, String name) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    return accounts
        .find(caller.tenant(), name)
        .orElseThrow(() -> ProblemException.notFound("user", name));
  }

  private AccountView changed(String event, Account account, Caller caller) {
    Instant at = account.updatedAt();
    accounts.replace(account);
    changes.account(event, account, caller.user(), at);
    return account.view();
  }

  private void requireRoles(String tenant, Set<String> held) {
    Set<String> known =
        roles.all(tenant).stream().map(Role::name).collect(Collectors.toUnmodifiableSet());
    List<FieldError> errors = new ArrayList<>();
    for (String role : held) {
      if (!known.contains(role)) {
        errors.add(FieldError.at("/roles", "there is no role '" + Names.forLog(role) + "'"));
      }
    }
    if (!errors.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_BODY, "A user can only have roles that the tenant has.")
          .withErrors(errors);
    }
  }
}
