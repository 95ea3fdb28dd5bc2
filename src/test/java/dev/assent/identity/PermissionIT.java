package dev.assent.identity;

import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.Caller;
import dev.assent.testing.Endpoint;
import dev.assent.testing.Scene;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation refuses those who do not say who they are, and those who may not. */
class PermissionIT {
  private static final String TENANT = Scene.fresh("permissions");
  private static Caller root;
  private static final Map<Set<String>, Caller> without = new HashMap<>();

  static List<Endpoint> endpoints() {
    return Endpoint.all();
  }

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
  }

  @Test
  void every_operation_says_who_may_call_it() {
    assertThat(endpoints()).hasSizeGreaterThan(25);
    assertThat(endpoints())
        .allMatch(e -> e.open() != !e.permissions().isEmpty(), "either permissions or open");
    assertThat(endpoints().stream().filter(Endpoint::open).map(Endpoint::toString))
        .containsExactly("GET api/v1/me");
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void refuses_anonymous_callers(Endpoint endpoint) {
    HttpResponse<String> answer = call(Caller.anonymous(), endpoint);

    problem(answer, 401, "unauthenticated");
    assertThat(answer.headers().allValues("WWW-Authenticate"))
        .anyMatch(value -> value.startsWith("Basic"))
        .anyMatch(value -> value.startsWith("Bearer"));
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void refuses_callers_who_have_every_permission_but_those(Endpoint endpoint) {
    if (!endpoint.open()) {
      problem(call(allBut(endpoint.permissions()), endpoint), 403, "forbidden");
    }
  }

  @ParameterizedTest
  @MethodSource("endpoints")
  void refuses_callers_without_any_role(Endpoint endpoint) {
    if (!endpoint.open()) {
      problem(call(allBut(Permissions.ALL), endpoint), 403, "forbidden");
    }
  }

  private static Caller allBut(Set<String> permissions) {
    return without.computeIfAbsent(
        permissions,
        p -> {
          List<String> others = new ArrayList<>(Permissions.ALL);
          others.removeAll(p);
          String name = Scene.fresh("u");
          List<String> roles = new ArrayList<>();
          if (!others.isEmpty()) {
            Scene.role(root, name, others);
            roles.add(name);
          }
          return Scene.user(root, TENANT, name, roles);
        });
  }

  private static HttpResponse<String> call(Caller caller, Endpoint endpoint) {
    String path = endpoint.path().replaceAll("\\{number}", "1").replaceAll("\\{[^}]+}", "abc");
    boolean body = Set.of("POST", "PUT", "PATCH").contains(endpoint.method());
    return Caller.send(
        caller
            .request(path)
            .header("Content-Type", endpoint.mediaType())
            .method(
                endpoint.method(), body ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
            .build());
  }
}
