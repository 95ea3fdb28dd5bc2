package dev.assent.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.assent.launch.ServerProcess;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.TestServer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Bearer on a node of its own that trusts a key set; {@link TokenVerifierTest} has every token that
 * is refused.
 */
class BearerIT {
  private static RSAKey key;
  private static ServerProcess server;

  @BeforeAll
  static void start() throws Exception {
    key = new RSAKeyGenerator(2048).keyID("one").generate();
    Path directory = Files.createDirectories(Path.of("target", "test-server-bearer"));
    Path set = Files.writeString(directory.resolve("jwks.json"), new JWKSet(key).toString(true));
    server =
        TestServer.start(
            TestServer.setup(directory)
                .withProperty("assent.jwt.issuer", "https://idp")
                .withProperty("assent.jwt.audience", "assent")
                .withProperty("assent.jwt.jwks", set.toAbsolutePath().toString()));
    server.awaitReady(Duration.ofMinutes(3));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.stop();
    }
  }

  @Test
  void a_token_s_groups_are_the_tenant_s_roles() throws Exception {
    HttpResponse<String> answer = me(claims -> claims);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).path("roles").toString()).isEqualTo("[\"supervisor\"]");
    assertThat(Json.parse(answer.body()).path("permissions")).hasSize(4);
  }

  @Test
  void a_token_s_permissions_are_the_container_s_groups() throws Exception {
    assertThat(get("api/v1/users", claims -> claims).statusCode()).isEqualTo(403);
    assertThat(get("api/v1/users", claims -> claims.claim("groups", "admin")).statusCode())
        .isEqualTo(200);
  }

  @Test
  void a_token_that_has_expired_or_names_no_tenant_of_ours_is_refused_with_the_reason()
      throws Exception {
    refused(
        me(claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(60)))), "expired");
    refused(me(claims -> claims.claim("tenant", "no-such-tenant")), "tenant");
    refused(me(claims -> claims.claim("tenant", null)), "tenant");
    refused(me(claims -> claims.issuer("https://elsewhere")), "issuer");
  }

  @Test
  void a_token_that_is_meant_for_somebody_else_is_refused() throws Exception {
    refused(me(claims -> claims.audience("another")), "audience");
    refused(me(claims -> claims.audience((String) null)), "audience");
  }

  @Test
  void a_token_that_our_issuer_has_not_signed_is_refused() throws Exception {
    RSAKey strange = new RSAKeyGenerator(2048).keyID("one").generate();
    String genuine = signed(claims().build(), key);
    String other = signed(claims().claim("groups", "admin").build(), key);

    refused(sent("api/v1/me", signed(claims().build(), strange)), "signature");
    refused(sent("api/v1/me", bodyOf(other) + signatureOf(genuine)), "signature");
    refused(sent("api/v1/me", bodyOf(genuine)), "not a signed");
  }

  @Test
  void a_token_with_the_algorithm_none_is_refused() throws Exception {
    String plain = new PlainJWT(claims().build()).serialize();

    assertThat(new String(Base64.getUrlDecoder().decode(plain.split("\\.")[0]), UTF_8))
        .contains("\"alg\":\"none\"");
    refused(sent("api/v1/me", plain), "not a signed");
    refused(sent("api/v1/me", plain + signatureOf(signed(claims().build(), key))), "not a signed");
  }

  /** With the dot at the end. */
  private static String bodyOf(String token) {
    return token.substring(0, token.lastIndexOf('.') + 1);
  }

  private static String signatureOf(String token) {
    return token.substring(token.lastIndexOf('.') + 1);
  }

  private static void refused(HttpResponse<String> answer, String why) {
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(Json.parse(answer.body()).path("detail").asText()).contains(why);
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .anyMatch(value -> value.contains("error=\"invalid_token\""));
  }

  private static HttpResponse<String> me(UnaryOperator<JWTClaimsSet.Builder> change)
      throws Exception {
    return get("api/v1/me", change);
  }

  private static HttpResponse<String> get(String path, UnaryOperator<JWTClaimsSet.Builder> change)
      throws Exception {
    return sent(path, signed(change.apply(claims()).build(), key));
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://idp")
        .audience("assent")
        .subject("kim")
        .expirationTime(Date.from(Instant.now().plusSeconds(60)))
        .claim("tenant", "demo")
        .claim("groups", List.of("supervisor", "no-role-here"));
  }

  private static String signed(JWTClaimsSet claims, RSAKey signer) throws JOSEException {
    var jwt = new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").build(), claims);
    jwt.sign(new RSASSASigner(signer));
    return jwt.serialize();
  }

  private static HttpResponse<String> sent(String path, String token) {
    URI uri = server.url().resolve(path);
    return Caller.send(
        HttpRequest.newBuilder(uri)
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(30))
            .build());
  }
}
