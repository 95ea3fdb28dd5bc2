package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;

/** Opens tenants. */
@Stateless
public class TenantService {
  /** Who acts when nobody has logged in yet. */
  static final String SYSTEM = "system";

  @Inject TenantRepository tenants;
  @Inject RoleRepository roles;
  @Inject AccountRepository accounts;
  @Inject IdentityChanges changes;

  /**
   * A tenant with its role {@code admin} and the account that has it.
   *
   * @throws ProblemException ALREADY_EXISTS
   */
  public void open(Tenant tenant, Account admin, String actor) {
    if (!addTenant(tenant, actor)) {
      throw new ProblemException(
          ProblemType.ALREADY_EXISTS, "There is a tenant " + tenant.id() + " already.");
    }
    addRole(Role.admin(tenant.id()), tenant, actor);
    addAccountUnlessThere(admin, actor);
  }

  /** False when there is any tenant, or another node has just been opening this one. */
  public boolean openFirst(Tenant tenant, Account admin) {
    if (!tenants.isEmpty() || !addTenant(tenant, SYSTEM)) {
      return false;
    }
    addRole(Role.admin(tenant.id()), tenant, SYSTEM);
    addAccountUnlessThere(admin, SYSTEM);
    return true;
  }

  public void openUnlessThere(Tenant tenant, List<Role> its, String actor) {
    addTenant(tenant, actor);
    its.forEach(role -> addRole(role, tenant, actor));
  }

  public void addAccountUnlessThere(Account account, String actor) {
    if (accounts.add(account)) {
      changes.account("ACCOUNT_CREATED", account, actor, account.createdAt());
    }
  }

  private boolean addTenant(Tenant tenant, String actor) {
    if (!tenants.add(tenant)) {
      return false;
    }
    changes.tenant("TENANT_CREATED", tenant, actor, tenant.createdAt());
    return true;
  }

  private void addRole(Role role, Tenant tenant, String actor) {
    if (roles.add(role)) {
      changes.role("ROLE_CREATED", role, actor, tenant.createdAt());
    }
  }
}
