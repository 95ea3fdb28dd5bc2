package dev.assent.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Accounts and roles as authentication sees them: kept for some seconds, so that an ordinary
 * request costs no statement.
 *
 * <p>A change made on this node is seen at once: the entry goes after the commit and before its
 * caller is answered, and a load that is under way then is dropped with it. A change made on
 * another node is seen when the entry has aged. Thread-safe.
 */
@ApplicationScoped
public class Directory {
  private static final int MAX_ACCOUNTS = 10_000;
  private static final int MAX_TENANTS = 1_000;

  @Inject AccountRepository accounts;
  @Inject RoleRepository roles;
  @Inject TenantRepository tenants;

  private Cache<AccountKey, Optional<Account>> accountCache = cache(MAX_ACCOUNTS, Duration.ZERO);
  private Cache<String, Optional<RoleGraph>> roleCache = cache(MAX_TENANTS, Duration.ZERO);

  @PostConstruct
  void prepare() {
    prepare(IdentityConfig.read().directoryAge());
  }

  void prepare(Duration age) {
    accountCache = cache(MAX_ACCOUNTS, age);
    roleCache = cache(MAX_TENANTS, age);
  }

  Optional<Account> account(AccountKey key) {
    if (!Names.isTenant(key.tenant()) || !Names.isUser(key.user())) {
      return Optional.empty();
    }
    return cached(accountCache, key, () -> accounts.find(key.tenant(), key.user()));
  }

  /**
   * The caller that a user is to whom these roles were given: with the roles that contain them too;
   * roles that the tenant does not know count for nothing. Empty when there is no such tenant.
   */
  Optional<Caller> caller(String tenant, String user, Set<String> named) {
    if (!Names.isTenant(tenant)) {
      return Optional.empty();
    }
    return cached(roleCache, tenant, () -> rolesOf(tenant))
        .map(
            known -> {
              Set<String> held = known.held(named);
              return new Caller(tenant, user, held, known.permissions(held));
            });
  }

  /**
   * The caller that the user of an active account is, with what its roles give. Empty when there is
   * none, as for users who bring their roles in a token.
   */
  public Optional<Caller> callerOf(String tenant, String user) {
    return account(new AccountKey(tenant, user))
        .filter(Account::active)
        .flatMap(account -> caller(tenant, user, account.roles()));
  }

  /** The names of the tenant's roles; none when there is no such tenant. */
  public Set<String> roles(String tenant) {
    return Names.isTenant(tenant)
        ? cached(roleCache, tenant, () -> rolesOf(tenant)).map(RoleGraph::names).orElse(Set.of())
        : Set.of();
  }

  /** Forgets what a change has made untrue; for changes of other nodes, whoever hears of them. */
  public void forget(IdentityChanged change) {
    switch (change.subject()) {
      case ACCOUNT -> forget(new AccountKey(change.tenant(), change.subjectId()));
      case ROLE, TENANT -> roleCache.invalidate(change.tenant());
      case PROFILE, ABSENCE, SEPARATION_PAIR -> {} // not kept
    }
  }

  void forget(AccountKey key) {
    accountCache.invalidate(key);
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) IdentityChanged change) {
    forget(change);
  }

  private Optional<RoleGraph> rolesOf(String tenant) {
    if (tenants.find(tenant).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new RoleGraph(roles.all(tenant)));
  }

  /**
   * Unlike a put after a miss, the cache's own loading cannot keep a value that was invalidated
   * while it was read.
   */
  private static <K, V> V cached(Cache<K, V> cache, K key, Supplier<V> load) {
    V found = cache.get(key, k -> load.get());
    return found == null ? load.get() : found;
  }

  private static <K, V> Cache<K, V> cache(int size, Duration age) {
    return Caffeine.newBuilder()
        .maximumSize(size)
        .initialCapacity(size)
        .expireAfterWrite(age)
        .build();
  }
}
