package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.identity.AuthorizationHeader.Scheme;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationHeaderTest {

  @ParameterizedTest
  @CsvSource({
    "Basic YTpi, BASIC, YTpi",
    "basic  YTpi, BASIC, YTpi",
    "BEARER a.b.c, BEARER, a.b.c",
    "Bearer, BEARER, ''"
  })
  void knows_two_schemes_in_any_case(String header, Scheme scheme, String credentials) {
    assertThat(AuthorizationHeader.parse(header))
        .isEqualTo(new AuthorizationHeader(scheme, credentials));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Digest x",
        "Basic\tYTpi",
        "Bearer a b",
        "Bearer a\u0000b",
        "Basic ü",
        "YTpi"
      })
  void refuses_everything_else(String header) {
    assertThatThrownBy(() -> AuthorizationHeader.parse(header))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.UNAUTHENTICATED));
  }
}
