package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationIT {
  private static final String ME = "api/v1/me";

  @ParameterizedTest
  @CsvSource({
    "employee, 3",
    "administration, 4",
    "budget-owner, 4",
    "supervisor, 4",
    "admin, 10",
    "demo/admin, 10"
  })
  void knows_the_demo_users(String user, int permissions) {
    String name = user.substring(user.indexOf('/') + 1);

    HttpResponse<String> answer = Caller.basic(user, name).get(ME);

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode me = Json.parse(answer.body());
    assertThat(me.path("tenant").asText()).isEqualTo("demo");
    assertThat(me.path("user").asText()).isEqualTo(name);
    assertThat(me.path("roles").path(0).asText()).isEqualTo(name);
    assertThat(me.path("permissions")).hasSize(permissions);
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/v1/me", "api/v1/users", "api/v1/roles", "api/v1/tenants"})
  void answers_401_to_anonymous_callers(String path) {
    unauthenticated(Caller.anonymous().get(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"api/v1/users", "api/v1/roles", "api/v1/tenants"})
  void answers_403_to_callers_without_the_permission(String path) {
    problem(Caller.named("employee").get(path), 403, "forbidden");
  }

  @ParameterizedTest
  @CsvSource({"admin, wrong", "nobody, nobody", "other/admin, admin", "a/b/c, x", "'', ''"})
  void answers_401_to_wrong_credentials(String user, String password) {
    unauthenticated(Caller.basic(user, password).get(ME));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic !!!",
        "Basic YTpi YTpi",
        "Basic YQ==",
        "Digest a=b",
        "nonsense",
        "Bearer"
      })
  void answers_401_to_a_malformed_header_even_where_no_credentials_are_needed(String header) {
    unauthenticated(Caller.anonymous().get(ME, "Authorization", header));
  }

  @Test
  void says_what_is_wrong_with_a_token() {
    HttpResponse<String> answer = Caller.bearer("x.y.z").get(ME);

    unauthenticated(answer);
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .anyMatch(value -> value.startsWith("Bearer") && value.contains("error=\"invalid_token\""));
  }

  @Test
  void throttles_guesses_but_not_the_user_at_work() {
    Caller supervisor = Caller.named("supervisor");
    assertThat(supervisor.get(ME).statusCode()).isEqualTo(200);

    HttpResponse<String> last = null;
    for (int i = 0; i < 11; i++) {
      last = Caller.basic("supervisor", "guess " + i).get(ME);
      assertThat(supervisor.get(ME).statusCode()).isEqualTo(200);
    }

    problem(last, 429, "too-many-requests");
    assertThat(last.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 60L);
  }

  @Test
  void lets_many_logins_of_one_user_in_at_once() {
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      answers.add(
          CompletableFuture.supplyAsync(() -> Caller.named("budget-owner").get(ME).statusCode()));
    }

    assertThat(answers.stream().map(CompletableFuture::join)).containsOnly(200);
  }

  private static void unauthenticated(HttpResponse<String> answer) {
    problem(answer, 401, "unauthenticated");
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .contains("Basic realm=\"assent\", charset=\"UTF-8\"")
        .anyMatch(value -> value.startsWith("Bearer realm=\"assent\""));
  }

  private static void problem(HttpResponse<String> answer, int status, String type) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = Json.parse(answer.body());
    assertThat(problem.path("type").asText()).isEqualTo("urn:assent:problem:" + type);
    assertThat(problem.path("requestId").asText())
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElseThrow());
  }
}
