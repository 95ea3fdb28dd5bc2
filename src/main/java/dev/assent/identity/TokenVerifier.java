package dev.assent.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a bearer token (RFC 7519, with the advice of RFC 8725): an allowed algorithm of a key
 * pair, a signature by one of our keys of the kind that the algorithm needs, issuer, audience,
 * expiry. What a header says about where to find a key is never followed. Thread-safe.
 */
final class TokenVerifier {
  /** What {@code assent.jwt.algorithms} may name: no {@code none}, no shared secrets. */
  static final Set<String> ALGORITHMS = Set.of("RS256", "RS512", "PS256", "ES256", "EdDSA");

  static final int MAX_CHARS = 16_384;
  static final Duration LEEWAY = Duration.ofSeconds(30);

  private static final int MAX_ROLES = 500;
  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  private final IdentityConfig.Tokens rules;
  private final TokenKeys keys;

  TokenVerifier(IdentityConfig.Tokens rules, TokenKeys keys) {
    this.rules = rules;
    this.keys = keys;
  }

  /**
   * @throws ProblemException UNAUTHENTICATED saying why, UNAVAILABLE when the keys cannot be read
   */
  VerifiedToken verify(String token, Instant now) {
    if (token.length() > MAX_CHARS) {
      throw refused("The token is longer than " + MAX_CHARS + " characters.");
    }
    try {
      SignedJWT jwt = SignedJWT.parse(token);
      checkSignature(jwt);
      return read(jwt.getJWTClaimsSet(), now);
    } catch (ParseException | IllegalArgumentException e) {
      throw refused("The token is not a signed JSON Web Token.");
    }
  }

  private void checkSignature(SignedJWT jwt) {
    JWSHeader header = jwt.getHeader();
    String algorithm = header.getAlgorithm().getName();
    if (!rules.algorithms().contains(algorithm)) {
      throw refused("The token's algorithm is not one of " + rules.algorithms() + ".");
    }
    if (header.getType() != null && !TYPES.contains(header.getType())) {
      throw refused("The token is of another type than JWT or at+jwt.");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw refused("The token has critical header parameters, which are not supported.");
    }
    List<TokenKey> candidates = keys.candidates(algorithm, header.getKeyID());
    if (candidates.isEmpty()) {
      throw refused("The token was signed with a key that is not known here.");
    }
    if (candidates.stream().noneMatch(key -> isSignedBy(key, jwt))) {
      throw refused("The token's signature is wrong.");
    }
  }

  private static boolean isSignedBy(TokenKey key, SignedJWT jwt) {
    JWSHeader header = jwt.getHeader();
    try {
      if (header.getAlgorithm().getName().equals("EdDSA")) {
        // nimbus-jose-jwt would need Tink for what the JDK has.
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key.key());
        signature.update(jwt.getSigningInput());
        return signature.verify(jwt.getSignature().decode());
      }
      return jwt.verify(new DefaultJWSVerifierFactory().createJWSVerifier(header, key.key()));
    } catch (JOSEException | GeneralSecurityException e) {
      return false;
    }
  }

  private VerifiedToken read(JWTClaimsSet claims, Instant now) throws ParseException {
    if (!rules.issuer().equals(claims.getIssuer())) {
      throw refused("The token is from another issuer.");
    }
    if (!claims.getAudience().contains(rules.audience())) {
      throw refused("The token is for another audience.");
    }
    if (claims.getExpirationTime() == null) {
      throw refused("The token does not say when it expires.");
    }
    Instant expires = claims.getExpirationTime().toInstant().plus(LEEWAY);
    if (!now.isBefore(expires)) {
      throw refused("The token has expired.");
    }
    if (claims.getNotBeforeTime() != null
        && now.isBefore(claims.getNotBeforeTime().toInstant().minus(LEEWAY))) {
      throw refused("The token is not valid yet.");
    }
    String tenant = claims.getStringClaim(rules.tenantClaim());
    if (tenant == null || !Names.isTenant(tenant)) {
      throw refused("The token names no tenant in its claim " + rules.tenantClaim() + ".");
    }
    return new VerifiedToken(tenant, user(claims), roles(claims), expires);
  }

  /** As MicroProfile JWT has it. */
  private static String user(JWTClaimsSet claims) throws ParseException {
    for (String claim : List.of("upn", "preferred_username", "sub")) {
      String user = claims.getStringClaim(claim);
      if (user != null) {
        if (user.isBlank()
            || user.length() > 128
            || user.codePoints().anyMatch(c -> Character.isISOControl(c) || isHalf(c))) {
          throw refused("The token's claim " + claim + " is not a user's name.");
        }
        return user;
      }
    }
    throw refused("The token names no user in upn, preferred_username or sub.");
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private Set<String> roles(JWTClaimsSet claims) {
    Object claim = claims.getClaim(rules.rolesClaim());
    Set<String> roles = new LinkedHashSet<>();
    if (claim instanceof String role) {
      roles.add(role);
    } else if (claim instanceof List<?> list) {
      for (@Nullable Object role : list.subList(0, Math.min(list.size(), MAX_ROLES))) {
        if (role instanceof String text) {
          roles.add(text);
        }
      }
    }
    return roles;
  }

  private static ProblemException refused(String why) {
    return new ProblemException(ProblemType.UNAUTHENTICATED, why);
  }
}
