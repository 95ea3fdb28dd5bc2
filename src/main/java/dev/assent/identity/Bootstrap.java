package dev.assent.identity;

import dev.assent.platform.time.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Logger;

/**
 * What the tables hold before anybody can log in: demo data, or the first tenant and its
 * administrator.
 *
 * <p>Safe when several nodes start at once and when run again: whatever is there already stays as
 * it is. Settings that do not go together fail the deployment here, not the first request.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@TransactionManagement(TransactionManagementType.BEAN)
public class Bootstrap {
  private static final Logger LOG = Logger.getLogger(Bootstrap.class.getName());

  private static final Set<String> APPROVER =
      Set.of(
          Permissions.WORKFLOW_READ,
          Permissions.WORKFLOW_RUN,
          Permissions.APPROVAL_DECIDE,
          Permissions.APPROVAL_REQUEST);

  /** Each is a role and a user who has it, with the name as password. */
  private static final Map<String, Set<String>> DEMO_ROLES =
      Map.of(
          Role.ADMIN,
          Permissions.ALL,
          "employee",
          Set.of(Permissions.WORKFLOW_READ, Permissions.WORKFLOW_RUN, Permissions.APPROVAL_REQUEST),
          "administration",
          APPROVER,
          "budget-owner",
          APPROVER,
          "supervisor",
          APPROVER);

  @Inject TenantService tenants;
  @Inject TenantRepository stored;
  @Inject AccountRepository accounts;
  @Inject Passwords passwords;
  @Inject TokenLogin tokens;
  @Inject Clock clock;

  @PostConstruct
  void start() {
    IdentityConfig config = IdentityConfig.read();
    LOG.info(
        tokens.isConfigured()
            ? "logins by password and by bearer token"
            : "logins by password; bearer tokens are refused until assent.jwt.* says whose to trust");
    if (config.demo()) {
      requireLoopback(BindAddress.known(config.bindAddress()));
      openDemo();
    } else if (config.firstTenant().isPresent()) {
      openFirst(config.firstTenant().get());
    } else if (stored.isEmpty()) {
      LOG.warning(
          "Nobody can log in by password yet: there is no tenant. Start once with"
              + " assent.bootstrap.tenant, assent.bootstrap.user and assent.bootstrap.password set"
              + " (in the environment: ASSENT_BOOTSTRAP_TENANT, …).");
    }
  }

  /** Everybody knows the demo's passwords, so nobody else may reach it. */
  static void requireLoopback(Set<String> addresses) {
    if (addresses.isEmpty()) {
      throw new IllegalStateException(
          "assent.demo=true, but it cannot be found out where this server listens. Demo data, whose"
              + " passwords everybody knows, is only for a loopback address: bind the server to"
              + " 127.0.0.1 and say so by assent.bind.address=127.0.0.1, or leave out assent.demo.");
    }
    List<String> open = addresses.stream().filter(a -> !BindAddress.isLoopback(a)).toList();
    if (!open.isEmpty()) {
      throw new IllegalStateException(
          "assent.demo=true, but this server listens on "
              + open
              + ". Demo data, whose passwords everybody knows, is only for a loopback address: bind"
              + " the server to 127.0.0.1, or leave out assent.demo.");
    }
  }

  private void openDemo() {
    Instant now = clock.now();
    tenants.openUnlessThere(
        Tenant.named(IdentityConfig.DEMO_TENANT, "Demo", now), roles(), TenantService.SYSTEM);
    for (String name : DEMO_ROLES.keySet()) {
      if (accounts.find(IdentityConfig.DEMO_TENANT, name).isEmpty()) {
        tenants.addAccountUnlessThere(
            Account.opened(
                IdentityConfig.DEMO_TENANT, name, passwords.hash(name), Set.of(name), now),
            TenantService.SYSTEM);
      }
    }
    LOG.warning("demo data: everybody who reaches this server can log in to the tenant demo");
  }

  private static List<Role> roles() {
    return DEMO_ROLES.entrySet().stream()
        .map(role -> new Role(IdentityConfig.DEMO_TENANT, role.getKey(), role.getValue()))
        .toList();
  }

  private void openFirst(IdentityConfig.FirstTenant first) {
    if (!stored.isEmpty()) {
      return;
    }
    requireUsable(first);
    Instant now = clock.now();
    Tenant tenant = Tenant.named(first.tenant(), first.tenant(), now);
    Account admin =
        Account.opened(
            first.tenant(),
            first.user(),
            passwords.hash(first.password()),
            Set.of(Role.ADMIN),
            now);
    if (tenants.openFirst(tenant, admin)) {
      LOG.info(() -> "opened the first tenant and its administrator: " + first);
    }
  }

  private static void requireUsable(IdentityConfig.FirstTenant first) {
    try {
      Names.requireTenant("assent.bootstrap.tenant", first.tenant());
      Names.requireUser("assent.bootstrap.user", first.user());
      Passwords.requireStrong("assent.bootstrap.password", first.password());
    } catch (dev.assent.platform.problem.ProblemException e) {
      throw new IllegalStateException(
          e.errors().stream()
              .map(error -> error.pointer() + ": " + error.detail())
              .toList()
              .toString(),
          e);
    }
  }
}
