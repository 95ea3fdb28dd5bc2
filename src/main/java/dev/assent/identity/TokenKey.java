package dev.assent.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A public key that may have signed a token.
 *
 * @param id {@code kid}, null when the key has none
 * @param algorithm the only one the key is for, null when its owner does not say
 */
record TokenKey(@Nullable String id, @Nullable String algorithm, PublicKey key) {
  private static final int MIN_RSA_BITS = 2048;

  /** A {@code PUBLIC KEY} in PEM. */
  static TokenKey ofPem(String pem) {
    if (!pem.contains("-----BEGIN PUBLIC KEY-----")) {
      throw new IllegalStateException(
          "assent.jwt.public-key must be PEM with '-----BEGIN PUBLIC KEY-----' (X.509"
              + " SubjectPublicKeyInfo).");
    }
    String base64 =
        pem.replace("\\n", "\n").replaceAll("-----(BEGIN|END) PUBLIC KEY-----", "").strip();
    byte[] der = Base64.getMimeDecoder().decode(base64);
    for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
      try {
        PublicKey key =
            KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
        return new TokenKey(null, null, strong(key));
      } catch (GeneralSecurityException e) {
        // of another kind, or of none
      }
    }
    throw new IllegalStateException(
        "assent.jwt.public-key holds no RSA, EC or Ed25519 public key that can be read.");
  }

  /**
   * Empty for keys that are not for checking a signature, or too weak: a set may hold others' keys
   * too.
   */
  static Optional<TokenKey> of(JWK jwk) {
    if (jwk.getKeyUse() != null && !KeyUse.SIGNATURE.equals(jwk.getKeyUse())) {
      return Optional.empty();
    }
    try {
      PublicKey key;
      if (jwk instanceof RSAKey rsa) {
        key = strong(rsa.toPublicKey());
      } else if (jwk instanceof ECKey ec && Curve.P_256.equals(ec.getCurve())) {
        key = ec.toPublicKey();
      } else if (jwk instanceof OctetKeyPair okp && Curve.Ed25519.equals(okp.getCurve())) {
        key = ed25519(okp.getDecodedX());
      } else {
        return Optional.empty();
      }
      String algorithm = jwk.getAlgorithm() == null ? null : jwk.getAlgorithm().getName();
      return Optional.of(new TokenKey(jwk.getKeyID(), algorithm, key));
    } catch (JOSEException | GeneralSecurityException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** The kind of key must fit the algorithm: an attacker chooses what the token's header says. */
  boolean fits(String tokenAlgorithm, @Nullable String tokenKeyId) {
    if (tokenKeyId != null && id != null && !tokenKeyId.equals(id)) {
      return false;
    }
    if (algorithm != null && !algorithm.equals(tokenAlgorithm)) {
      return false;
    }
    return switch (tokenAlgorithm) {
      case "RS256", "RS512", "PS256" -> key instanceof RSAPublicKey;
      case "ES256" ->
          key instanceof ECPublicKey ec
              && Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()));
      case "EdDSA" -> key instanceof EdECPublicKey;
      default -> false;
    };
  }

  private static PublicKey strong(PublicKey key) {
    if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
      throw new IllegalStateException(
          "An RSA key for tokens needs at least " + MIN_RSA_BITS + " bits.");
    }
    return key;
  }

  /** RFC 8032, 5.1.2: little-endian y, the last bit is x's sign. */
  private static PublicKey ed25519(byte[] littleEndian) throws GeneralSecurityException {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    boolean odd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(
            new EdECPublicKeySpec(
                NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
  }
}
