package dev.assent.identity;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Login by name and password. In this order: what was verified lately is let in, which also keeps a
 * stranger who guesses from locking the user out; too many wrong passwords are refused unseen; the
 * rest costs a hash, the same for a user that does not exist. The same credentials arriving many
 * times at once are hashed once.
 */
@ApplicationScoped
class PasswordLogin {
  private static final Logger LOG = Logger.getLogger(PasswordLogin.class.getName());

  @Inject Directory directory;
  @Inject AccountRepository accounts;
  @Inject Passwords passwords;

  private final ConcurrentHashMap<ByteBuffer, CompletableFuture<Boolean>> underWay =
      new ConcurrentHashMap<>();
  private RememberedCredentials remembered = new RememberedCredentials(Duration.ZERO);
  private LoginThrottle throttle = new LoginThrottle(0, Ticker.systemTicker());
  private Optional<String> defaultTenant = Optional.empty();

  @PostConstruct
  void prepare() {
    IdentityConfig config = IdentityConfig.read();
    prepare(config.defaultTenant(), config.remember(), config.failures());
  }

  void prepare(Optional<String> tenant, Duration remember, int failures) {
    defaultTenant = tenant;
    remembered = new RememberedCredentials(remember);
    throttle = new LoginThrottle(failures, Ticker.systemTicker());
  }

  /**
   * The caller with these credentials.
   *
   * @throws ProblemException UNAUTHENTICATED, TOO_MANY_REQUESTS, UNAVAILABLE
   */
  public Caller login(BasicCredentials credentials) {
    String tenant =
        credentials
            .tenant()
            .or(() -> defaultTenant)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.UNAUTHENTICATED,
                        "The user-id names no tenant, and no default is set: send tenant/name."));
    AccountKey key = new AccountKey(tenant, credentials.user());
    Optional<Account> account = directory.account(key).filter(Account::active);
    ByteBuffer seal =
        remembered.seal(
            key.tenant(),
            key.user(),
            credentials.password(),
            account.map(Account::passwordHash).orElse(""));
    if (account.isPresent() && remembered.contains(seal)) {
      if (throttle.isSuspicious(key)) {
        // Somebody guesses. The user at work must not have to stand in line with him when the
        // memory has aged.
        remembered.add(seal);
      }
    } else if (!isRightOnce(key, account, credentials.password(), seal)) {
      throw wrong(key);
    }
    return account
        .flatMap(found -> directory.caller(found.tenant(), found.name(), found.roles()))
        .orElseThrow(() -> wrong(key));
  }

  private boolean isRightOnce(
      AccountKey key, Optional<Account> account, String password, ByteBuffer seal) {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    CompletableFuture<Boolean> other = underWay.putIfAbsent(seal, mine);
    if (other != null) {
      try {
        // Bounded: whoever has begun waits a bounded time for his turn, then works for some
        // milliseconds.
        return other.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof ProblemException problem ? problem : e;
      }
    }
    try {
      boolean right = isRight(key, account, password, seal);
      mine.complete(right);
      return right;
    } catch (RuntimeException | Error e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(seal, mine);
    }
  }

  private boolean isRight(
      AccountKey key, Optional<Account> account, String password, ByteBuffer seal) {
    throttle.begin(key);
    boolean checked = false;
    boolean right = false;
    try {
      if (account.isPresent()) {
        right = passwords.matches(password, account.get().passwordHash());
      } else {
        passwords.matchNobody(password);
      }
      checked = true;
    } finally {
      if (right || !checked) {
        throttle.takeBack(key);
      }
    }
    if (right) {
      remembered.add(seal);
      account.ifPresent(found -> strengthen(key, found, password));
    }
    return right;
  }

  /** Only at a login is the password at hand that a hash with grown parameters needs. */
  private void strengthen(AccountKey key, Account account, String password) {
    if (!passwords.isOutdated(account.passwordHash())) {
      return;
    }
    try {
      accounts.rehash(account, passwords.hash(password));
      directory.forget(key);
    } catch (RuntimeException e) {
      LOG.log(Level.INFO, "the password hash of " + account + " stays as it is for now", e);
    }
  }

  private static ProblemException wrong(AccountKey key) {
    FailedLogins.log("password", key.tenant(), key.user());
    return new ProblemException(
        ProblemType.UNAUTHENTICATED, "The tenant, user or password is wrong.");
  }
}
