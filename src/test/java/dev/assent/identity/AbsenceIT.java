package dev.assent.identity;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TenantRows;
import dev.assent.testing.Together;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** When users are away and who stands in, over REST. */
class AbsenceIT {
  private static final String TENANT = Scene.fresh("absence");
  private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
  private static Caller root;
  private static Caller dave;
  private static Caller reader;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    Scene.role(root, "decider", List.of(Permissions.APPROVAL_DECIDE));
    Scene.role(root, "reader", List.of(Permissions.WORKFLOW_READ));
    dave = Scene.user(root, TENANT, "dave", List.of("decider"));
    reader = Scene.user(root, TENANT, "reader", List.of("reader"));
  }

  @Test
  void an_absence_s_life() {
    problem(dave.get(path("dave")), 404, "not-found");
    HttpResponse<String> created =
        dave.put(path("dave"), body(1, 20, "erin").put("reason", "Holidays").toString());
    JsonNode absence = json(created, 201);
    assertThat(created.headers().firstValue("Location").orElseThrow()).endsWith(path("dave"));
    assertThat(absence)
        .isEqualTo(body(1, 20, "erin").put("reason", "Holidays").put("user", "dave"));
    assertThat(json(dave.get(path("dave")), 200)).isEqualTo(absence);
    assertThat(json(reader.get(path("dave")), 200)).isEqualTo(absence);

    json(dave.put(path("dave"), body(2, 20, null).toString()), 200);
    json(dave.put(path("dave"), body(2, 20, null).toString()), 200);
    assertThat(json(root.get(path("dave")), 200).has("substitute")).isFalse();
    json(root.put(path("dave"), body(2, 20, "frank").toString()), 200);
    assertThat(root.delete(path("dave")).statusCode()).isEqualTo(204);
    problem(dave.delete(path("dave")), 404, "not-found");

    List<PeopleJournal.Told> told = PeopleJournal.of(TENANT, "ABSENCE", "dave");
    assertThat(told)
        .extracting(PeopleJournal.Told::event)
        .as("what changes nothing is not told")
        .containsExactly(
            "ABSENCE_CREATED", "ABSENCE_CHANGED", "ABSENCE_CHANGED", "ABSENCE_REMOVED");
    assertThat(told)
        .extracting(PeopleJournal.Told::actor)
        .containsExactly("dave", "dave", "root", "root");
    assertThat(told.get(0).data()).isEqualTo(absence);
  }

  @Test
  void users_look_after_their_own_and_managers_after_all() {
    String erins = path("erin");
    problem(dave.put(erins, body(1, 2, "dave").toString()), 403, "forbidden");
    problem(dave.get(erins), 403, "forbidden");
    problem(dave.delete(erins), 403, "forbidden");
    problem(reader.put(erins, body(1, 2, "dave").toString()), 403, "forbidden");
    problem(Caller.anonymous().get(erins), 401, "unauthenticated");
    Caller noRole = Scene.user(root, TENANT, "norole", List.of());
    problem(noRole.put(path("norole"), body(1, 2, null).toString()), 403, "forbidden");

    json(root.put(erins, body(1, 2, "dave").toString()), 201);
    json(reader.get(erins), 200);
    problem(reader.delete(erins), 403, "forbidden");
    json(root.put(path("without-an-account"), body(1, 2, "neither").toString()), 201);
  }

  @Test
  void refuses_what_is_no_absence() {
    int before = TenantRows.counted(TENANT).get("absences");
    refused("/from", body(1, 2, null).without("from"));
    refused("/until", body(1, 2, null).without("until"));
    refused("/from", body(1, 2, null).put("from", "yesterday"));
    refused("/from", body(1, 2, null).put("from", "2026-02-30"));
    refused("/until", body(1, 2, null).put("until", "2026-12-24T00:00:00Z"));
    refused("/until", body(1, 2, null).put("until", "+99999-12-24"));
    refused("/until", body(2, 2, null));
    refused("/until", body(3, 2, null));
    refused("/until", body(-3, 0, null));
    refused("/from", body(367, 370, null));
    refused("/until", body(1, 368, null));
    refused("/substitute", body(1, 2, "dave"));
    refused("/substitute", body(1, 2, "no user"));
    refused("/substitute", body(1, 2, ""));
    refused("/reason", body(1, 2, null).put("reason", " "));
    refused("/reason", body(1, 2, null).put("reason", "x".repeat(501)));
    refused("/reason", body(1, 2, null).put("reason", "a\u0000b"));
    refused("/days", body(1, 2, null).put("days", 5));
    refused("/from", body(1, 2, null).put("from", 5));
    problem(
        root.put("api/v1/users/a%20b/absence", body(1, 2, null).toString()),
        400,
        "invalid-parameter");
    problem(root.get("api/v1/users/a%20b/absence"), 404, "not-found");
    problem(dave.put(path("dave"), ""), 400, "malformed-json");
    assertThat(TenantRows.counted(TENANT).get("absences")).isEqualTo(before);
  }

  @Test
  void takes_the_longest_and_the_farthest() {
    json(root.put(path("long"), body(0, 366, null).toString()), 201);
    json(root.put(path("far"), body(366, 732, "x".repeat(128)).toString()), 201);
    json(root.put(path("ill"), body(-3, 1, null).put("reason", "x".repeat(500)).toString()), 201);
  }

  @Test
  void refuses_circles_and_long_chains_of_one_time() {
    json(root.put(path("c1"), body(1, 5, "c2").toString()), 201);
    json(root.put(path("c2"), body(4, 9, "c3").toString()), 201);
    JsonNode circle = problem(root.put(path("c3"), body(4, 5, "c1").toString()), 409, "conflict");
    assertThat(circle.path("detail").asText()).contains("c1 cannot stand in for c3");
    json(root.put(path("c3"), body(5, 9, "c1").toString()), 201);
    problem(root.put(path("c3"), body(4, 9, "c1").toString()), 409, "conflict");
    assertThat(json(root.get(path("c3")), 200).path("from").asText())
        .as("the former one stays")
        .isEqualTo(TODAY.plusDays(5).toString());

    for (int i = 0; i < 5; i++) {
      json(root.put(path("d" + i), body(1, 5, "d" + (i + 1)).toString()), 201);
    }
    problem(root.put(path("d5"), body(1, 5, "d6").toString()), 409, "conflict");
    problem(root.put(path("before"), body(1, 5, "d0").toString()), 409, "conflict");
    json(root.put(path("d5"), body(1, 5, null).toString()), 201);
  }

  @Test
  void of_two_that_would_make_a_circle_at_once_exactly_one_is_taken() throws Exception {
    try (Together together = new Together()) {
      int firsts = 0;
      for (int race = 0; race < 100; race++) {
        String one = "one-" + race;
        String other = "other-" + race;
        List<HttpResponse<String>> answers =
            together.run(
                List.of(
                    () -> root.put(path(one), body(1, 5, other).toString()),
                    () -> root.put(path(other), body(1, 5, one).toString())));
        boolean first = answers.get(0).statusCode() == 201;
        firsts += first ? 1 : 0;
        json(answers.get(first ? 0 : 1), 201);
        problem(answers.get(first ? 1 : 0), 409, "conflict");
        problem(root.get(path(first ? other : one)), 404, "not-found");
      }
      System.out.printf("100 races for a circle: %d won by the first%n", firsts);
    }
  }

  @Test
  void another_tenant_neither_sees_nor_hinders_it() {
    Caller other = Scene.tenant(Scene.fresh("absence"));
    json(root.put(path("x"), body(1, 5, "y").toString()), 201);

    problem(other.get(path("x")), 404, "not-found");
    problem(other.delete(path("x")), 404, "not-found");
    json(other.put(path("y"), body(1, 5, "x").toString()), 201);
    problem(root.get(path("y")), 404, "not-found");
  }

  private static void refused(String pointer, JsonNode body) {
    HttpResponse<String> answer = dave.put(path("dave"), body.toString());
    JsonNode problem = problem(answer, 400, "invalid-body");
    assertThat(problem.path("errors").path(0).path("pointer").asText())
        .as(told(answer))
        .isEqualTo(pointer);
  }

  private static String path(String user) {
    return "api/v1/users/" + user + "/absence";
  }

  /** From so many days from today on until so many. */
  private static ObjectNode body(int from, int until, @Nullable String substitute) {
    ObjectNode body =
        Json.mapper()
            .createObjectNode()
            .put("from", TODAY.plusDays(from).toString())
            .put("until", TODAY.plusDays(until).toString());
    return substitute == null ? body : body.put("substitute", substitute);
  }
}
