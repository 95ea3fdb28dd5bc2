package dev.assent.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Credentials that were verified a short while ago, so that Basic on every request does not cost a
 * password hash each time.
 *
 * <p>What is kept is an HMAC-SHA-256 under a random key that lives only in this process, over
 * tenant, user, password and the account's stored hash: never the password, and nothing that still
 * fits once the password is changed or the account made anew. Thread-safe.
 */
final class RememberedCredentials {
  private static final int MAX_ENTRIES = 10_000;

  private final SecretKeySpec key;
  private final Cache<ByteBuffer, Boolean> known;

  RememberedCredentials(Duration age) {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    key = new SecretKeySpec(random, "HmacSHA256");
    known = Caffeine.newBuilder().maximumSize(MAX_ENTRIES).expireAfterWrite(age).build();
  }

  /**
   * Stands for these credentials towards an account with this stored hash; says nothing about them.
   */
  ByteBuffer seal(String tenant, String user, String password, String storedHash) {
    ByteArrayOutputStream text = new ByteArrayOutputStream(256);
    for (String part : new String[] {tenant, user, password, storedHash}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      // The length first: "ab"+"c" and "a"+"bc" must differ.
      text.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
      text.writeBytes(bytes);
    }
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return ByteBuffer.wrap(mac.doFinal(text.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }

  boolean contains(ByteBuffer seal) {
    return known.getIfPresent(seal) != null;
  }

  void add(ByteBuffer seal) {
    known.put(seal, true);
  }
}
