package dev.assent.bench.run;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Signs JSON Web Tokens (RFC 7519, RS256) with a key made for this run. */
final class Tokens {
  static final String ISSUER = "https://benchmarks.invalid";
  static final String AUDIENCE = "assent";
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final Duration VALID = Duration.ofDays(1);

  private final KeyPair keys;

  Tokens() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2_048);
      keys = generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  String publicKeyPem() {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
            .encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** The value of the header {@code Authorization}. */
  String bearer(String tenant, String user, String role) {
    String head = URL.encodeToString("{\"alg\":\"RS256\",\"typ\":\"JWT\"}".getBytes(UTF_8));
    String claims =
        """
        {"iss":"%s","aud":"%s","exp":%d,"tenant":"%s","upn":"%s","groups":["%s"]}"""
            .formatted(
                ISSUER, AUDIENCE, Instant.now().plus(VALID).getEpochSecond(), tenant, user, role);
    String signed = head + "." + URL.encodeToString(claims.getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(US_ASCII));
      return "Bearer " + signed + "." + URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RS256", e);
    }
  }

  static String basic(String user, String password) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }
}
