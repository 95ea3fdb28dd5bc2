package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final Set<String> ALL = TokenVerifier.ALGORITHMS;

  private static RSAKey rsa;
  private static RSAKey strange;

  @BeforeAll
  static void keys() throws Exception {
    rsa = new RSAKeyGenerator(2048).keyID("one").generate();
    strange = new RSAKeyGenerator(2048).keyID("one").generate();
  }

  @Test
  void takes_a_token_that_is_signed_and_meant_for_us() throws Exception {
    VerifiedToken token = verifier(rsa).verify(signed(claims().build()), NOW);

    assertThat(token)
        .isEqualTo(
            new VerifiedToken(
                "demo",
                "kim",
                Set.of("supervisor", "employee"),
                NOW.plusSeconds(60).plus(TokenVerifier.LEEWAY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "RS512", "PS256"})
  void takes_each_rsa_algorithm_that_is_configured_and_no_other(String algorithm) throws Exception {
    String token = sign(header(algorithm), claims().build(), new RSASSASigner(rsa));

    assertThat(verifier(Set.of(algorithm), rsa).verify(token, NOW).user()).isEqualTo("kim");
    refused(verifier(Set.of("ES256"), rsa), token, "algorithm");
  }

  @Test
  void takes_es256_and_eddsa() throws Exception {
    var ec = new ECKeyGenerator(Curve.P_256).keyID("one").generate();
    String token = sign(header("ES256"), claims().build(), new ECDSASigner(ec));
    assertThat(verifier(ec).verify(token, NOW).user()).isEqualTo("kim");

    var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] encoded = pair.getPublic().getEncoded();
    byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    var okp = new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID("one").build();
    assertThat(TokenKey.of(okp).orElseThrow().key()).isEqualTo(pair.getPublic());

    var unsigned = new SignedJWT(header("EdDSA"), claims().build());
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    signature.update(unsigned.getSigningInput());
    String input = new String(unsigned.getSigningInput(), StandardCharsets.US_ASCII);
    String edToken = input + "." + Base64URL.encode(signature.sign());
    assertThat(verifier(okp).verify(edToken, NOW).user()).isEqualTo("kim");
    refused(verifier(okp), input + "." + Base64URL.encode(new byte[64]), "signature");
  }

  @Test
  void takes_a_key_in_pem() throws Exception {
    String pem = pem(rsa.toPublicKey());

    var verifier = new TokenVerifier(rules(ALL), TokenKeys.fixed(List.of(TokenKey.ofPem(pem))));

    assertThat(verifier.verify(signed(claims().build()), NOW).tenant()).isEqualTo("demo");
    assertThat(TokenKey.ofPem(pem.replace("\n", "\\n")).key()).isEqualTo(rsa.toPublicKey());
  }

  @Test
  void refuses_a_weak_or_private_or_unreadable_key() throws Exception {
    var weak = KeyPairGenerator.getInstance("RSA");
    weak.initialize(1024);

    String weakPem = pem(weak.generateKeyPair().getPublic());
    assertThatThrownBy(() -> TokenKey.ofPem(weakPem)).hasMessageContaining("2048");
    assertThatThrownBy(() -> TokenKey.ofPem("-----BEGIN PRIVATE KEY-----\nAAAA"))
        .hasMessageContaining("BEGIN PUBLIC KEY");
    assertThatThrownBy(() -> TokenKey.ofPem("-----BEGIN PUBLIC KEY-----\nAAAA\n"))
        .hasMessageContaining("no RSA, EC or Ed25519");
  }

  @Test
  void refuses_a_token_without_signature() {
    refused(verifier(rsa), new PlainJWT(claims().build()).serialize(), "not a signed");
  }

  @Test
  void refuses_a_signature_that_uses_the_public_key_as_a_secret() throws Exception {
    for (byte[] secret :
        List.of(
            rsa.toPublicKey().getEncoded(),
            pem(rsa.toPublicKey()).getBytes(StandardCharsets.UTF_8))) {
      refused(
          verifier(rsa),
          sign(header("HS256"), claims().build(), new MACSigner(secret)),
          "algorithm");
    }
    assertThat(ALL).noneMatch(algorithm -> algorithm.startsWith("HS") || algorithm.equals("none"));
  }

  @Test
  void refuses_a_wrong_signature() throws Exception {
    refused(verifier(strange), signed(claims().build()), "signature");
    String token = signed(claims().build());
    String other = signed(claims().claim("tenant", "other").build());
    String swapped =
        other.substring(0, other.lastIndexOf('.')) + token.substring(token.lastIndexOf('.'));
    refused(verifier(rsa), swapped, "signature");
  }

  @Test
  void refuses_a_key_that_the_token_brings_along() throws Exception {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.RS256).jwk(strange.toPublicJWK()).keyID("one").build();

    refused(verifier(rsa), sign(header, claims().build(), new RSASSASigner(strange)), "signature");
  }

  @Test
  void refuses_an_unknown_key_an_unknown_type_and_critical_parameters() throws Exception {
    var unknown = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("two").build();
    refused(verifier(rsa), sign(unknown, claims().build(), new RSASSASigner(rsa)), "not known");

    var type =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("one")
            .type(new JOSEObjectType("logout+jwt"))
            .build();
    refused(verifier(rsa), sign(type, claims().build(), new RSASSASigner(rsa)), "type");

    var critical =
        new JWSHeader.Builder(JWSAlgorithm.RS256)
            .keyID("one")
            .criticalParams(Set.of("x"))
            .customParam("x", 1)
            .build();
    refused(verifier(rsa), sign(critical, claims().build(), new RSASSASigner(rsa)), "critical");
  }

  @Test
  void refuses_a_token_that_is_over_or_has_not_begun_but_for_half_a_minute() throws Exception {
    taken(c -> c.expirationTime(Date.from(NOW.minusSeconds(29))));
    refused(c -> c.expirationTime(Date.from(NOW.minusSeconds(30))), "expired");
    taken(c -> c.notBeforeTime(Date.from(NOW.plusSeconds(30))));
    refused(c -> c.notBeforeTime(Date.from(NOW.plusSeconds(31))), "not valid yet");
    refused(c -> c.expirationTime(null), "when it expires");
  }

  @Test
  void refuses_another_issuer_and_another_audience() throws Exception {
    refused(c -> c.issuer("https://elsewhere"), "issuer");
    refused(c -> c.issuer(null), "issuer");
    refused(c -> c.audience("other"), "audience");
    refused(c -> c.audience((String) null), "audience");
    taken(c -> c.audience(List.of("other", "assent")));
  }

  @Test
  void refuses_a_token_that_names_no_tenant_or_no_user() throws Exception {
    refused(c -> c.claim("tenant", null), "tenant");
    refused(c -> c.claim("tenant", "A/b"), "tenant");
    refused(c -> c.claim("tenant", 7), "not a signed");
    refused(c -> c.subject(null), "names no user");
    refused(c -> c.subject("a\nb"), "not a user's name");
    refused(c -> c.subject("x".repeat(129)), "not a user's name");
  }

  @Test
  void names_the_user_by_the_first_of_three_claims() throws Exception {
    assertThat(user(c -> c.claim("preferred_username", "p"))).isEqualTo("p");
    assertThat(user(c -> c.claim("preferred_username", "p").claim("upn", "u"))).isEqualTo("u");
  }

  @Test
  void takes_roles_from_a_list_or_a_text_and_ignores_the_rest() throws Exception {
    assertThat(roles(c -> c.claim("groups", "one"))).containsExactly("one");
    assertThat(roles(c -> c.claim("groups", List.of("one", 2, Map.of())))).containsExactly("one");
    assertThat(roles(c -> c.claim("groups", 5))).isEmpty();
    assertThat(roles(c -> c.claim("groups", null))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "e30.e30.e30", "eyJhbGciOjF9.e30.AA", "ü"})
  void refuses_garbage(String token) {
    refused(verifier(rsa), token, "not a signed");
  }

  @Test
  void refuses_what_is_too_long_or_too_deep() {
    refused(verifier(rsa), "e".repeat(TokenVerifier.MAX_CHARS + 1), "longer");
    String deep = Base64URL.encode("{\"a\":" + "[".repeat(9_000)).toString();
    refused(verifier(rsa), deep + ".e30.AA", "not a signed");
  }

  @Test
  void reads_the_key_set_again_for_an_unknown_key_but_not_each_time() throws Exception {
    AtomicLong time = new AtomicLong();
    AtomicInteger reads = new AtomicInteger();
    RSAKey next = new RSAKeyGenerator(2048).keyID("next").generate();
    var keys =
        TokenKeys.from(
            () -> set(reads.incrementAndGet() == 1 ? List.of(rsa) : List.of(rsa, next)), time::get);

    assertThat(keys.candidates("RS256", "one")).hasSize(1);
    assertThat(keys.candidates("RS256", "next")).isEmpty();
    assertThat(reads).hasValue(1);
    time.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(keys.candidates("RS256", "next")).hasSize(1);
    for (int i = 0; i < 100; i++) {
      assertThat(keys.candidates("RS256", "unknown" + i)).isEmpty();
    }
    assertThat(reads).hasValue(2);
  }

  @Test
  void goes_on_with_the_old_keys_while_the_set_cannot_be_read_but_not_for_ever() throws Exception {
    AtomicLong time = new AtomicLong();
    AtomicInteger reads = new AtomicInteger();
    var keys =
        TokenKeys.from(
            () -> {
              if (reads.incrementAndGet() > 1) {
                throw new IOException("down");
              }
              return set(List.of(rsa));
            },
            time::get);

    assertThat(keys.candidates("RS256", "one")).hasSize(1);
    time.addAndGet(Duration.ofMinutes(50).toNanos());
    assertThat(keys.candidates("RS256", "one")).hasSize(1);
    assertThat(reads).hasValue(2);
    time.addAndGet(Duration.ofMinutes(11).toNanos());
    assertThatThrownBy(() -> keys.candidates("RS256", "one"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE));
  }

  @Test
  void ignores_keys_of_a_set_that_are_not_for_signatures() throws Exception {
    var encryption =
        new RSAKey.Builder(rsa.toRSAPublicKey())
            .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
            .build();
    var secret =
        new com.nimbusds.jose.jwk.OctetSequenceKey.Builder(new byte[32]).keyID("s").build();

    assertThat(TokenKey.of(encryption)).isEmpty();
    assertThat(TokenKey.of(secret)).isEmpty();
    assertThat(TokenKey.of(new ECKeyGenerator(Curve.P_384).generate())).isEmpty();
  }

  private static String set(List<? extends JWK> keys) {
    return new JWKSet(List.copyOf(keys)).toString(true);
  }

  private static IdentityConfig.Tokens rules(Set<String> algorithms) {
    return new IdentityConfig.Tokens(
        "https://idp",
        "assent",
        Optional.empty(),
        Optional.empty(),
        algorithms,
        "tenant",
        "groups");
  }

  private static TokenVerifier verifier(JWK key) {
    return verifier(ALL, key);
  }

  private static TokenVerifier verifier(Set<String> algorithms, JWK key) {
    return new TokenVerifier(
        rules(algorithms), TokenKeys.fixed(List.of(TokenKey.of(key).orElseThrow())));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://idp")
        .audience("assent")
        .subject("kim")
        .expirationTime(Date.from(NOW.plusSeconds(60)))
        .claim("tenant", "demo")
        .claim("groups", List.of("supervisor", "employee"));
  }

  private static JWSHeader header(String algorithm) {
    return new JWSHeader.Builder(JWSAlgorithm.parse(algorithm)).keyID("one").build();
  }

  private static String signed(JWTClaimsSet claims) throws Exception {
    return sign(header("RS256"), claims, new RSASSASigner(rsa));
  }

  private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws Exception {
    var jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private static VerifiedToken taken(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    return verifier(rsa).verify(signed(change.apply(claims()).build()), NOW);
  }

  private static String user(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    return taken(change).user();
  }

  private static Set<String> roles(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
    return taken(change).roles();
  }

  private static void refused(UnaryOperator<JWTClaimsSet.Builder> change, String why)
      throws Exception {
    refused(verifier(rsa), signed(change.apply(claims()).build()), why);
  }

  private static void refused(TokenVerifier verifier, String token, String why) {
    assertThatThrownBy(() -> verifier.verify(token, NOW))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.UNAUTHENTICATED);
              assertThat(e.detail()).contains(why);
            });
  }
}
