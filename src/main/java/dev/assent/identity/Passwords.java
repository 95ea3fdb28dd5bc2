package dev.assent.identity;

import com.password4j.Argon2Function;
import com.password4j.BadParametersException;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import java.text.Normalizer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hashes passwords by Argon2id and compares them in constant time. A hash costs tens of
 * milliseconds of a core and 19 MiB on purpose, so only a few are made at once and the wait for one
 * is bounded. Thread-safe; holds no transaction while it works when its callers do not.
 */
@ApplicationScoped
class Passwords {
  static final int MIN_LENGTH = 8;
  static final int MAX_LENGTH = 200;

  private static final Logger LOG = Logger.getLogger(Passwords.class.getName());

  /** OWASP Password Storage Cheat Sheet, 2025: the first of its equivalent choices for Argon2id. */
  private static final Argon2Function PRESENT =
      Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID);

  private static final int SALT_BYTES = 16;

  private Semaphore free = new Semaphore(1);
  private Duration wait = Duration.ZERO;
  private String hashOfNobody = "";

  @PostConstruct
  void prepare() {
    IdentityConfig config = IdentityConfig.read();
    prepare(config.hashesAtOnce(), config.hashWait());
  }

  void prepare(int atOnce, Duration longestWait) {
    free = new Semaphore(atOnce, true);
    wait = longestWait;
    hashOfNobody = compute("nobody's password");
  }

  /**
   * A PHC string for a new password.
   *
   * @throws ProblemException UNAVAILABLE when too many are being hashed
   */
  public String hash(String password) {
    return inTurn(() -> compute(password));
  }

  /**
   * Whether the password is the one that was hashed; takes as long either way.
   *
   * @throws ProblemException UNAVAILABLE when too many are being hashed
   */
  public boolean matches(String password, String hash) {
    return inTurn(() -> compare(password, hash));
  }

  /**
   * Takes as long as comparing with an account's hash, so that the time does not tell who has an
   * account.
   */
  public void matchNobody(String password) {
    inTurn(() -> compare(password, hashOfNobody));
  }

  /** What {@link #matchNobody} computes with. */
  String hashOfNobody() {
    return hashOfNobody;
  }

  /** Whether a hash was made with weaker parameters than the present ones. */
  public boolean isOutdated(String hash) {
    try {
      Argon2Function then = Argon2Function.getInstanceFromHash(hash);
      return then.getMemory() < PRESENT.getMemory()
          || then.getIterations() < PRESENT.getIterations()
          || then.getOutputLength() < PRESENT.getOutputLength()
          || then.getVariant() != PRESENT.getVariant();
    } catch (BadParametersException e) {
      return false;
    }
  }

  static void requireStrong(String pointer, String password) {
    int length = password.codePointCount(0, password.length());
    if (length < MIN_LENGTH
        || length > MAX_LENGTH
        || password.codePoints().anyMatch(Character::isISOControl)) {
      throw ProblemException.invalidBody(
          pointer,
          "A password has "
              + MIN_LENGTH
              + " to "
              + MAX_LENGTH
              + " characters and no control characters.");
    }
  }

  private static String compute(String password) {
    return Password.hash(canonical(password)).addRandomSalt(SALT_BYTES).with(PRESENT).getResult();
  }

  private static boolean compare(String password, String hash) {
    try {
      return Password.check(canonical(password), hash)
          .with(Argon2Function.getInstanceFromHash(hash));
    } catch (BadParametersException e) {
      LOG.log(Level.WARNING, "a stored password hash is not of the expected form");
      return false;
    }
  }

  /** RFC 8265, OpaqueString: the same characters, however the caller's keyboard composes them. */
  private static String canonical(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  private <T> T inTurn(Supplier<T> work) {
    try {
      if (!free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        throw busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw busy();
    }
    try {
      return work.get();
    } finally {
      free.release();
    }
  }

  private static ProblemException busy() {
    return new ProblemException(
            ProblemType.UNAVAILABLE,
            "Too many passwords are being checked at the moment; try again shortly.")
        .withRetryAfter(Duration.ofSeconds(1));
  }
}
