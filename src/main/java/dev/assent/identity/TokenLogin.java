package dev.assent.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Optional;

/**
 * Login by bearer token. The user need not have an account; one that is inactive refuses him all
 * the same. A token that was verified is remembered by its SHA-256 for a short while, never past
 * its expiry.
 */
@ApplicationScoped
class TokenLogin {
  private static final int MAX_ENTRIES = 10_000;

  @Inject Directory directory;
  @Inject Clock clock;

  private Optional<TokenVerifier> verifier = Optional.empty();
  private Cache<ByteBuffer, VerifiedToken> verified = Caffeine.newBuilder().build();

  /**
   * @throws IllegalStateException when the configuration is not consistent; asked for at start-up
   */
  @PostConstruct
  void prepare() {
    IdentityConfig config = IdentityConfig.read();
    verifier =
        config
            .tokens()
            .map(rules -> new TokenVerifier(rules, TokenKeys.configured(rules, clock::nanoTime)));
    verified =
        Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(config.remember()).build();
  }

  /** Whether there are keys to verify tokens with. */
  public boolean isConfigured() {
    return verifier.isPresent();
  }

  /**
   * The caller a token names.
   *
   * @throws ProblemException UNAUTHENTICATED saying why, UNAVAILABLE when the keys cannot be read
   */
  public Caller login(String token) {
    TokenVerifier by =
        verifier.orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNAUTHENTICATED,
                    "This server takes no bearer tokens: none of its settings says whose to trust."));
    Instant now = clock.now();
    ByteBuffer digest = digest(token);
    VerifiedToken who = verified.getIfPresent(digest);
    if (who == null || !now.isBefore(who.expiresAt())) {
      who = by.verify(token, now);
      verified.put(digest, who);
    }
    boolean inactive =
        directory
            .account(new AccountKey(who.tenant(), who.user()))
            .filter(account -> !account.active())
            .isPresent();
    Optional<Caller> caller =
        inactive ? Optional.empty() : directory.caller(who.tenant(), who.user(), who.roles());
    if (caller.isEmpty()) {
      FailedLogins.log("token", who.tenant(), who.user());
    }
    return caller.orElseThrow(
        () ->
            new ProblemException(
                ProblemType.UNAUTHENTICATED,
                "The token's tenant is not known here, or its user's account is not active."));
  }

  private static ByteBuffer digest(String token) {
    try {
      return ByteBuffer.wrap(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
