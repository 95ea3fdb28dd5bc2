package dev.assent.identity;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.Together;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Profiles and separation pairs, over REST. */
class PeopleAdministrationIT {
  private static final String TENANT = Scene.fresh("people");
  private static final String PAIRS = "api/v1/separation-pairs";
  private static Caller root;
  private static Caller other;
  private static Caller decider;
  private static Caller reader;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    other = Scene.tenant(Scene.fresh("people"));
    Scene.role(root, "decider", List.of(Permissions.APPROVAL_DECIDE));
    Scene.role(root, "reader", List.of(Permissions.WORKFLOW_READ, Permissions.OPERATIONS_READ));
    decider = Scene.user(root, TENANT, "decider", List.of("decider"));
    reader = Scene.user(root, TENANT, "reader", List.of("reader"));
  }

  @Test
  void a_profile_s_life() {
    String path = profile("decider");
    String body = "{\"manager\":\"boss\",\"capabilities\":[\"german\",\"contracts\"]}";
    problem(decider.get(path), 404, "not-found");
    problem(root.put(path, body, "If-Match", "\"1\""), 412, "precondition-failed");
    HttpResponse<String> created = root.put(path, body);
    JsonNode profile = json(created, 201);
    assertThat(created.headers().firstValue("Location").orElseThrow()).endsWith(path);
    assertThat(profile.path("user").asText()).isEqualTo("decider");
    assertThat(profile.path("manager").asText()).isEqualTo("boss");
    assertThat(profile.path("capabilities").toString()).isEqualTo("[\"contracts\",\"german\"]");
    HttpResponse<String> read = decider.get(path);
    assertThat(json(read, 200)).isEqualTo(profile);
    assertThat(json(reader.get(path), 200)).isEqualTo(profile);
    assertThat(etag(read)).isEqualTo(etag(created));

    String nobody = "{\"manager\":null,\"capabilities\":[]}";
    problem(root.put(path, nobody), 428, "precondition-required");
    HttpResponse<String> changed = root.put(path, nobody, "If-Match", etag(read));
    assertThat(json(changed, 200).has("manager")).isFalse();
    assertThat(etag(changed)).isNotEqualTo(etag(read));
    problem(root.put(path, nobody, "If-Match", etag(read)), 412, "precondition-failed");
    problem(other.get(path), 404, "not-found");
    problem(other.delete(path), 404, "not-found");
    assertThat(root.delete(path).statusCode()).isEqualTo(204);
    problem(root.delete(path), 404, "not-found");
    assertThat(PeopleJournal.events(TENANT, "PROFILE", "decider"))
        .containsExactly("PROFILE_CREATED", "PROFILE_CHANGED", "PROFILE_REMOVED");
    assertThat(PeopleJournal.of(TENANT, "PROFILE", "decider").get(0).data().path("manager"))
        .isEqualTo(profile.path("manager"));
  }

  @Test
  void profiles_are_read_by_readers_and_written_by_managers() {
    String body = "{\"capabilities\":[]}";
    json(root.put(profile("someone"), body), 201);
    problem(decider.get(profile("someone")), 403, "forbidden");
    problem(decider.put(profile("decider"), body), 403, "forbidden");
    problem(reader.put(profile("reader"), body), 403, "forbidden");
    problem(reader.delete(profile("someone")), 403, "forbidden");
  }

  @Test
  void refuses_what_is_no_profile() {
    profileRefused("/capabilities", "{}");
    profileRefused("/capabilities/0", "{\"capabilities\":[null]}");
    profileRefused("/capabilities/1", "{\"capabilities\":[\"a\",\"Not Small\"]}");
    profileRefused("/capabilities", "{\"capabilities\":[" + "\"a\",".repeat(50) + "\"a\"]}");
    profileRefused("/manager", "{\"manager\":\"a b\",\"capabilities\":[]}");
    profileRefused("/manager", "{\"manager\":\"wrong\",\"capabilities\":[]}");
    profileRefused("/boss", "{\"boss\":\"a\",\"capabilities\":[]}");
    problem(root.put(profile("a%20b"), "{\"capabilities\":[]}"), 400, "invalid-parameter");
    problem(root.get(profile("wrong")), 404, "not-found");
  }

  @Test
  void nobody_is_his_own_manager_through_others() throws Exception {
    managed("m1", "m2");
    managed("m2", "m3");
    JsonNode circle = problem(root.put(profile("m3"), manager("m1")), 409, "conflict");
    assertThat(circle.path("detail").asText()).contains("m1 cannot be the manager of m3");
    managed("m3", "m4");

    for (int i = 0; i < 19; i++) {
      managed("n" + (i + 1), "n" + i);
    }
    managed("n20", "n19");
    problem(root.put(profile("n21"), manager("n20")), 409, "conflict");
    try (Together together = new Together()) {
      for (int race = 0; race < 30; race++) {
        String one = "one-" + race;
        String two = "two-" + race;
        List<HttpResponse<String>> answers =
            together.run(
                List.of(
                    () -> root.put(profile(one), manager(two)),
                    () -> root.put(profile(two), manager(one))));
        assertThat(answers)
            .extracting(HttpResponse::statusCode)
            .containsExactlyInAnyOrder(201, 409);
      }
    }
  }

  @Test
  void a_separation_pair_s_life() {
    String body = "{\"users\":[\"bob\",\"ann\"],\"reason\":\"married\"}";
    HttpResponse<String> added = root.post(PAIRS, body, "Idempotency-Key", "pair-1");
    JsonNode pair = json(added, 201);
    String path = PAIRS + "/" + pair.path("id").asText();
    assertThat(added.headers().firstValue("Location").orElseThrow()).endsWith(path);
    assertThat(pair.path("users").toString()).isEqualTo("[\"ann\",\"bob\"]");
    assertThat(pair.path("createdBy").asText()).isEqualTo("root");
    assertThat(json(root.post(PAIRS, body, "Idempotency-Key", "pair-1"), 201)).isEqualTo(pair);
    problem(
        root.post(PAIRS, body.replace("bob", "cid"), "Idempotency-Key", "pair-1"),
        422,
        "idempotency-key-reused");
    problem(root.post(PAIRS, body), 409, "already-exists");
    problem(
        root.post(PAIRS, "{\"users\":[\"ann\",\"bob\"],\"reason\":\"again\"}"),
        409,
        "already-exists");
    assertThat(json(reader.get(path), 200)).isEqualTo(pair);

    problem(reader.post(PAIRS, body.replace("bob", "dan")), 403, "forbidden");
    problem(reader.delete(path), 403, "forbidden");
    problem(decider.get(path), 403, "forbidden");
    problem(other.get(path), 404, "not-found");
    problem(other.delete(path), 404, "not-found");
    assertThat(Lists.all(other, PAIRS, 10)).isEmpty();
    json(other.post(PAIRS, body), 201);

    assertThat(root.delete(path).statusCode()).isEqualTo(204);
    problem(root.delete(path), 404, "not-found");
    problem(root.get(PAIRS + "/none"), 404, "not-found");
    List<PeopleJournal.Told> told =
        PeopleJournal.of(TENANT, "SEPARATION_PAIR", pair.path("id").asText());
    assertThat(told)
        .extracting(PeopleJournal.Told::event)
        .containsExactly("SEPARATION_PAIR_CREATED", "SEPARATION_PAIR_REMOVED");
    assertThat(told.get(0).data().path("users")).isEqualTo(pair.path("users"));
  }

  @Test
  void refuses_what_is_no_pair() {
    pairRefused("/users", "{\"reason\":\"x\"}");
    pairRefused("/users", "{\"users\":[],\"reason\":\"x\"}");
    pairRefused("/users", "{\"users\":[\"a\"],\"reason\":\"x\"}");
    pairRefused("/users", "{\"users\":[\"a\",\"a\"],\"reason\":\"x\"}");
    pairRefused("/users", "{\"users\":[\"a\",\"b\",\"c\"],\"reason\":\"x\"}");
    pairRefused("/users", "{\"users\":[\"a\",\"b c\"],\"reason\":\"x\"}");
    pairRefused("/users/1", "{\"users\":[\"a\",null],\"reason\":\"x\"}");
    pairRefused("/reason", "{\"users\":[\"a\",\"b\"]}");
    pairRefused("/reason", "{\"users\":[\"a\",\"b\"],\"reason\":\" \"}");
    pairRefused("/reason", "{\"users\":[\"a\",\"b\"],\"reason\":\"" + "x".repeat(501) + "\"}");
  }

  @Test
  void a_user_is_in_a_hundred_pairs_and_no_more_and_they_come_in_pages() {
    Caller own = Scene.tenant(Scene.fresh("pairs"));
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String body = "{\"users\":[\"many\",\"u%d\"],\"reason\":\"x\"}".formatted(i);
      ids.add(0, json(own.post(PAIRS, body), 201).path("id").asText());
    }
    String oneMore = "{\"users\":[\"a\",\"many\"],\"reason\":\"x\"}";
    problem(own.post(PAIRS, oneMore), 409, "conflict");
    for (int limit : new int[] {7, 100, 200}) {
      assertThat(Lists.texts(Lists.all(own, PAIRS, limit), "id")).isEqualTo(ids);
    }
    assertThat(own.delete(PAIRS + "/" + ids.get(0)).statusCode()).isEqualTo(204);
    json(own.post(PAIRS, oneMore), 201);
  }

  @Test
  void of_the_same_pair_asked_for_at_once_one_is_made() throws Exception {
    try (Together together = new Together()) {
      for (int race = 0; race < 30; race++) {
        String body = "{\"users\":[\"p%d\",\"q%d\"],\"reason\":\"x\"}".formatted(race, race);
        List<HttpResponse<String>> answers =
            together.run(List.of(() -> root.post(PAIRS, body), () -> root.post(PAIRS, body)));
        assertThat(answers)
            .extracting(HttpResponse::statusCode)
            .containsExactlyInAnyOrder(201, 409);
      }
    }
  }

  private static void profileRefused(String pointer, String body) {
    HttpResponse<String> answer = root.put(profile("wrong"), body);
    assertThat(pointer(answer)).as(told(answer)).isEqualTo(pointer);
  }

  private static void pairRefused(String pointer, String body) {
    HttpResponse<String> answer = root.post(PAIRS, body);
    assertThat(pointer(answer)).as(told(answer)).isEqualTo(pointer);
  }

  private static String pointer(HttpResponse<String> answer) {
    return problem(answer, 400, "invalid-body").path("errors").path(0).path("pointer").asText();
  }

  private static void managed(String user, String manager) {
    json(root.put(profile(user), manager(manager)), 201);
  }

  private static String manager(String name) {
    return "{\"manager\":\"%s\",\"capabilities\":[]}".formatted(name);
  }

  private static String profile(String user) {
    return "api/v1/users/" + user + "/profile";
  }
}
