package dev.assent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.f4b6a3.uuid.UuidCreator;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The POM leaves out what the libraries are thought not to need: each library's main path runs here
 * without it.
 */
class BundledLibrariesTest {

  @Test
  void cel_compiles_and_evaluates_a_condition() throws Exception {
    var compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("input", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .setResultType(SimpleType.BOOL)
            .build();
    var condition =
        compiler
            .compile(
                "input.amount > 500 && input.tags.exists(t, t.matches('tr.*'))"
                    + " && duration('90m') > duration('1h')"
                    + " && string(timestamp('2026-01-01T00:00:00Z')).startsWith('2026')")
            .getAst();

    var program = CelRuntimeFactory.standardCelRuntimeBuilder().build().createProgram(condition);

    var input = Map.of("amount", 700L, "tags", java.util.List.of("travel"));
    assertThat(program.eval(Map.of("input", input))).isEqualTo(true);
  }

  @Test
  void json_schema_2020_12_names_the_place_of_an_error() throws Exception {
    var schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                """
                {"type":"object","required":["name"],
                 "properties":{"at":{"type":"string","format":"date-time"},
                               "name":{"type":"string","pattern":"^[a-z]+$"}}}""");

    var errors = schema.validate(new ObjectMapper().readTree("{\"name\":\"A1\"}"));

    assertThat(errors).singleElement().extracting("instanceLocation").hasToString("$.name");
  }

  @Test
  void argon2id_verifies_its_own_hash() {
    var function = Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID);

    var hash = Password.hash("secret").addRandomSalt(16).with(function).getResult();

    assertThat(hash).startsWith("$argon2id$");
    assertThat(Password.check("secret", hash).with(function)).isTrue();
    assertThat(Password.check("other", hash).with(function)).isFalse();
  }

  @Test
  void a_token_is_signed_and_verified() throws Exception {
    var secret = new byte[32];
    var token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256), new JWTClaimsSet.Builder().subject("ann").build());
    token.sign(new MACSigner(secret));

    var read = SignedJWT.parse(token.serialize());

    assertThat(read.verify(new MACVerifier(secret))).isTrue();
    assertThat(read.getJWTClaimsSet().getSubject()).isEqualTo("ann");
  }

  @Test
  void time_ordered_uuids_are_of_version_7() {
    assertThat(UuidCreator.getTimeOrderedEpoch().version()).isEqualTo(7);
  }
}
