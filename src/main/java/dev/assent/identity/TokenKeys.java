package dev.assent.identity;

import com.nimbusds.jose.jwk.JWKSet;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys whose signatures count: one from the configuration, or a JSON Web Key Set from a file or
 * over HTTP.
 *
 * <p>A set is read again when it has aged, and sooner when a token names a key that it does not
 * have; each at most once in a while, by one thread, with everybody else going on with the old set.
 * When it cannot be read the old one stays good for an hour. Reading is bounded in time and size
 * and follows no redirect. Thread-safe; to be asked outside of transactions.
 */
final class TokenKeys {
  static final int MAX_SET_BYTES = 262_144;

  private static final Logger LOG = Logger.getLogger(TokenKeys.class.getName());
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(3);
  private static final long FRESH_NANOS = Duration.ofMinutes(5).toNanos();
  private static final long USABLE_NANOS = Duration.ofHours(1).toNanos();
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  /** Where a set comes from. */
  interface Source {
    String read() throws IOException;
  }

  private record Known(List<TokenKey> keys, long at) {}

  private final @Nullable Source source;
  private final LongSupplier nanoTime;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Known known;
  private volatile long attemptedAt;
  private volatile boolean attempted;

  private TokenKeys(@Nullable Source source, @Nullable Known known, LongSupplier nanoTime) {
    this.source = source;
    this.known = known;
    this.nanoTime = nanoTime;
  }

  static TokenKeys configured(IdentityConfig.Tokens tokens, LongSupplier nanoTime) {
    if (tokens.publicKey().isPresent()) {
      return fixed(List.of(TokenKey.ofPem(pem(tokens.publicKey().get()))));
    }
    String address = tokens.jwks().orElseThrow();
    String lower = address.toLowerCase(Locale.ROOT);
    return lower.startsWith("http://") || lower.startsWith("https://")
        ? from(() -> fetch(URI.create(address)), nanoTime)
        : from(() -> readFile(path(address)), nanoTime);
  }

  static TokenKeys fixed(List<TokenKey> keys) {
    return new TokenKeys(null, new Known(keys, 0), () -> 0);
  }

  static TokenKeys from(Source source, LongSupplier nanoTime) {
    return new TokenKeys(source, null, nanoTime);
  }

  /**
   * The keys that may have signed a token with this header; usually one.
   *
   * @throws ProblemException UNAVAILABLE when no set could be read yet, or none for an hour
   */
  List<TokenKey> candidates(String algorithm, @Nullable String keyId) {
    Known now = known;
    if (now == null || isOlder(now, FRESH_NANOS)) {
      now = refreshed(now);
    }
    List<TokenKey> fitting = fitting(now, algorithm, keyId);
    if (fitting.isEmpty() && source != null && keyId != null && !knows(now, keyId)) {
      fitting = fitting(refreshed(now), algorithm, keyId);
    }
    return fitting;
  }

  private static List<TokenKey> fitting(Known known, String algorithm, @Nullable String keyId) {
    return known.keys().stream().filter(key -> key.fits(algorithm, keyId)).limit(10).toList();
  }

  private static boolean knows(Known known, String keyId) {
    return known.keys().stream().anyMatch(key -> keyId.equals(key.id()));
  }

  private boolean isOlder(Known what, long nanos) {
    return source != null && nanoTime.getAsLong() - what.at() > nanos;
  }

  /** The set after reading it again, unless somebody is at it or has just been; then as it is. */
  private Known refreshed(@Nullable Known old) {
    Source from = source;
    if (from == null) {
      return usable(old);
    }
    if (old == null) {
      reading.lock();
    } else if (!reading.tryLock()) {
      return usable(old);
    }
    try {
      Known now = known;
      boolean justTried = attempted && nanoTime.getAsLong() - attemptedAt < PAUSE_NANOS;
      if (!justTried) {
        attempted = true;
        attemptedAt = nanoTime.getAsLong();
        now = new Known(parse(from.read()), nanoTime.getAsLong());
        known = now;
      }
      return usable(now);
    } catch (IOException | ParseException e) {
      LOG.log(Level.WARNING, "the keys for bearer tokens (assent.jwt.jwks) cannot be read", e);
      return usable(old);
    } finally {
      reading.unlock();
    }
  }

  private Known usable(@Nullable Known old) {
    if (old == null || isOlder(old, USABLE_NANOS)) {
      throw new ProblemException(
              ProblemType.UNAVAILABLE,
              "Bearer tokens cannot be verified at the moment: the issuer's keys cannot be read.")
          .withRetryAfter(Duration.ofNanos(PAUSE_NANOS));
    }
    return old;
  }

  private static List<TokenKey> parse(String set) throws ParseException {
    return JWKSet.parse(set).getKeys().stream()
        .map(TokenKey::of)
        .flatMap(java.util.Optional::stream)
        .limit(100)
        .toList();
  }

  private static String pem(String textOrPath) {
    if (textOrPath.contains("-----BEGIN")) {
      return textOrPath;
    }
    try {
      return readFile(path(textOrPath));
    } catch (IOException e) {
      throw new IllegalStateException(
          "assent.jwt.public-key is neither PEM text nor a file that can be read: " + textOrPath,
          e);
    }
  }

  private static Path path(String address) {
    return address.startsWith("file:") ? Path.of(URI.create(address)) : Path.of(address);
  }

  private static String readFile(Path file) throws IOException {
    if (Files.size(file) > MAX_SET_BYTES) {
      throw new IOException(file + " is larger than " + MAX_SET_BYTES + " bytes");
    }
    return Files.readString(file);
  }

  private static String fetch(URI address) throws IOException {
    HttpURLConnection http = (HttpURLConnection) address.toURL().openConnection();
    http.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
    http.setReadTimeout((int) READ_TIMEOUT.toMillis());
    http.setInstanceFollowRedirects(false);
    http.setRequestProperty("Accept", "application/jwk-set+json, application/json");
    try {
      if (http.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException(address + " answered with status " + http.getResponseCode());
      }
      return readBounded(http);
    } finally {
      http.disconnect();
    }
  }

  /** Bounded in all, not only from byte to byte: a server may send one a second. */
  private static String readBounded(HttpURLConnection http) throws IOException {
    long end = System.nanoTime() + READ_TIMEOUT.toNanos();
    byte[] text = new byte[MAX_SET_BYTES + 1];
    int length = 0;
    try (var in = http.getInputStream()) {
      for (int n = 0; n >= 0 && length < text.length; length += Math.max(n, 0)) {
        if (System.nanoTime() > end) {
          throw new IOException("the key set takes too long to arrive");
        }
        n = in.read(text, length, text.length - length);
      }
    }
    if (length > MAX_SET_BYTES) {
      throw new IOException("the key set is larger than " + MAX_SET_BYTES + " bytes");
    }
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }
}
