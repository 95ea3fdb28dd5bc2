package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.launch.ServerProcess;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.TestServer;
import dev.assent.testing.Together;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A thousand times each: two who want the same place at the same moment, by deciding it, handing it
 * on, claiming it, standing in for somebody, taking the request back, or by time. Every second race
 * is between two nodes. What the history tells must be one of the two orders, whole.
 */
class HandoverRaceIT {
  private static final int RACES = 1000;
  private static final int AT_ONCE = 4;

  private static ServerProcess second;
  private static Together together;
  private static long deadlocksBefore;
  private static Caller requester;
  private static Caller carol;
  private static Caller dave;

  /** What became of a race: the two answers, and the events of the request's history. */
  private record Race(
      String id, HttpResponse<String> one, HttpResponse<String> other, List<JsonNode> events) {
    List<String> told() {
      return events.stream().map(e -> e.path("event").asText()).toList();
    }
  }

  @BeforeAll
  static void begin() throws Exception {
    Path directory = Files.createDirectories(Path.of("target", "test-server-second"));
    TestServer.url();
    second = TestServer.start(TestServer.setup(directory));
    together = new Together();
    deadlocksBefore = deadlocks();
    String tenant = Scene.fresh("races");
    Caller admin = Scene.tenant(tenant);
    Scene.role(admin, "clerk", List.of("approval_request", "workflow_read"));
    Scene.role(admin, "lead", List.of("approval_decide"));
    requester = Scene.user(admin, tenant, "rita", List.of("clerk"));
    carol = Scene.user(admin, tenant, "carol", List.of("lead"));
    dave = Scene.user(admin, tenant, "dave", List.of("lead"));
    Scene.user(admin, tenant, "erin", List.of("lead"));
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    ObjectNode absence = dev.assent.platform.json.Json.mapper().createObjectNode();
    absence.put("from", today.toString()).put("until", today.plusDays(30).toString());
    absence.put("substitute", "dave");
    HttpResponse<String> away = carol.put("api/v1/users/carol/absence", absence.toString());
    assertThat(away.statusCode() / 100).as(told(away)).isEqualTo(2);
    second.awaitReady(Duration.ofMinutes(3));
  }

  @AfterAll
  static void end() throws Exception {
    together.close();
    if (second != null) {
      second.stop();
    }
    assertThat(deadlocks()).as("deadlocks that PostgreSQL has seen").isEqualTo(deadlocksBefore);
  }

  @Test
  void a_place_is_decided_or_delegated() throws Exception {
    int delegated = 0;
    for (Race race :
        races(
            Scene.request("Decide or delegate", List.of("carol"), List.of()),
            (id, node) -> () -> Scene.decide(carol, id, "APPROVE"),
            (id, node) -> () -> post(at(carol, node), id, "delegate", "{\"to\":\"erin\"}"))) {
      if (race.one().statusCode() == 201) {
        problem(race.other(), 409, "already-decided");
        assertThat(race.told()).containsExactly("APPROVAL_REQUESTED", "DECIDED", "APPROVAL_CLOSED");
      } else {
        problem(race.one(), 409, "already-decided");
        json(race.other(), 200);
        assertThat(race.told()).containsExactly("APPROVAL_REQUESTED", "DELEGATED");
        delegated++;
      }
    }
    System.out.printf("%d races: %d delegated first%n", RACES, delegated);
  }

  @Test
  void a_request_is_decided_or_withdrawn() throws Exception {
    int withdrawn = 0;
    for (Race race :
        races(
            Scene.request("Decide or withdraw", List.of("carol"), List.of()),
            (id, node) -> () -> Scene.decide(carol, id, "APPROVE"),
            (id, node) -> () -> post(at(requester, node), id, "cancel", "{}"))) {
      if (race.one().statusCode() == 201) {
        problem(race.other(), 409, "invalid-state");
        assertThat(race.told()).containsExactly("APPROVAL_REQUESTED", "DECIDED", "APPROVAL_CLOSED");
      } else {
        problem(race.one(), 409, "invalid-state");
        json(race.other(), 200);
        assertThat(race.told()).containsExactly("APPROVAL_REQUESTED", "APPROVAL_CANCELLED");
        withdrawn++;
      }
    }
    System.out.printf("%d races: %d withdrawn first%n", RACES, withdrawn);
  }

  @Test
  void a_role_is_claimed_by_one() throws Exception {
    int first = 0;
    for (Race race :
        races(
            Scene.request("Claim", List.of(), List.of("lead")),
            (id, node) -> () -> post(carol, id, "claim", "{}"),
            (id, node) -> () -> post(at(dave, node), id, "claim", "{}"))) {
      boolean carolFirst = race.one().statusCode() == 200;
      JsonNode stands = json(carolFirst ? race.one() : race.other(), 200);
      HttpResponse<String> late = carolFirst ? race.other() : race.one();
      String winner = carolFirst ? "carol" : "dave";
      if (carolFirst) {
        // dave stands in for carol today: what she has claimed is his to decide, and stays hers
        assertThat(json(late, 200).path("assignments").path(0).path("claimedBy").asText())
            .isEqualTo("carol");
      } else {
        problem(late, 409, "claimed");
      }
      assertThat(race.told()).containsExactly("APPROVAL_REQUESTED", "CLAIMED");
      assertThat(stands.path("assignments").path(0).path("claimedBy").asText()).isEqualTo(winner);
      first += carolFirst ? 1 : 0;
    }
    System.out.printf("%d races: %d claimed by the first%n", RACES, first);
  }

  @Test
  void a_place_is_decided_by_the_principal_or_the_substitute() throws Exception {
    int substituted = 0;
    for (Race race :
        races(
            Scene.request("Principal or substitute", List.of("carol"), List.of()),
            (id, node) -> () -> Scene.decide(carol, id, "APPROVE"),
            (id, node) -> () -> Scene.decide(at(dave, node), id, "REJECT"))) {
      boolean principal = race.one().statusCode() == 201;
      JsonNode stands = json(principal ? race.one() : race.other(), 201);
      problem(principal ? race.other() : race.one(), 409, "already-decided");
      assertThat(stands.path("actor").asText()).isEqualTo(principal ? "carol" : "dave");
      assertThat(stands.path("onBehalfOf").asText()).isEqualTo(principal ? "" : "carol");
      assertThat(race.told()).containsExactly("APPROVAL_REQUESTED", "DECIDED", "APPROVAL_CLOSED");
      substituted += principal ? 0 : 1;
    }
    System.out.printf("%d races: %d by the substitute%n", RACES, substituted);
  }

  @Test
  void the_last_vote_comes_in_time_or_too_late() throws Exception {
    ObjectNode body = Scene.request("Vote or expiry", List.of("carol"), List.of("lead"));
    ObjectNode stage = body.putArray("stages").addObject().put("expires", "PT1S");
    stage.set("approvers", body.remove("approvers"));
    stage.put("policy", "ALL");
    int late = 0;
    int group = 40;
    for (int done = 0; done < RACES; done += group) {
      List<Callable<LastVote>> votes = new ArrayList<>();
      for (int i = 0; i < group; i++) {
        int race = done + i;
        votes.add(() -> lastVote(body, race));
      }
      for (LastVote vote : together.run(votes)) {
        if (vote.answer().statusCode() == 201) {
          assertThat(json(vote.answer(), 201).path("approval").path("status").asText())
              .isEqualTo("APPROVED");
          assertThat(events(vote.id()))
              .extracting(e -> e.path("event").asText())
              .containsExactly("APPROVAL_REQUESTED", "DECIDED", "DECIDED", "APPROVAL_CLOSED");
        } else {
          problem(vote.answer(), 409, "invalid-state");
          assertThat(events(vote.id()))
              .extracting(e -> e.path("event").asText())
              .containsExactly("APPROVAL_REQUESTED", "DECIDED", "STAGE_EXPIRED", "APPROVAL_CLOSED");
          late++;
        }
      }
    }
    System.out.printf("%d races: %d too late%n", RACES, late);
    assertThat(late).as("both happen").isBetween(1, RACES - 1);
  }

  private record LastVote(String id, HttpResponse<String> answer) {}

  /** From 50 ms before the end to 10 ms after it, for the way there takes some. */
  private static LastVote lastVote(ObjectNode body, int race) {
    JsonNode made = Scene.requested(requester, body);
    String id = made.path("id").asText();
    json(Scene.decide(carol, id, "APPROVE"), 201);
    Instant over = Instant.parse(made.path("stages").path(0).path("expiresAt").asText());
    Duration left = Duration.between(Instant.now(), over).minusMillis(50 - race % 60);
    LockSupport.parkNanos(left.toNanos());
    return new LastVote(id, Scene.decide(at(dave, race), id, "APPROVE"));
  }

  /** Makes what one of the two does. */
  private interface Doing {
    Callable<HttpResponse<String>> on(String id, int race);
  }

  private List<Race> races(ObjectNode body, Doing one, Doing other) throws Exception {
    List<Race> races = new ArrayList<>();
    for (int done = 0; done < RACES; done += AT_ONCE) {
      List<String> ids = new ArrayList<>();
      List<Callable<HttpResponse<String>>> doings = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String id = Scene.requested(requester, body).path("id").asText();
        ids.add(id);
        doings.add(one.on(id, done + i));
        doings.add(other.on(id, done + i));
      }
      List<HttpResponse<String>> answers = together.run(doings);
      for (int i = 0; i < AT_ONCE; i++) {
        String id = ids.get(i);
        races.add(new Race(id, answers.get(2 * i), answers.get(2 * i + 1), events(id)));
      }
    }
    return races;
  }

  /** Every second race is between nodes. */
  private static Caller at(Caller caller, int race) {
    return race % 2 == 0 ? caller : caller.at(second);
  }

  private static HttpResponse<String> post(Caller caller, String id, String verb, String body) {
    return caller.post("api/v1/approvals/" + id + "/" + verb, body);
  }

  private static List<JsonNode> events(String id) {
    List<JsonNode> events = new ArrayList<>();
    json(requester.get("api/v1/approvals/" + id + "/history?limit=50"), 200)
        .path("items")
        .forEach(events::add);
    return events;
  }

  private static long deadlocks() throws SQLException {
    try (var connection = TestDatabase.asAdministrator().getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select deadlocks from pg_stat_database where datname = current_database()")) {
      row.next();
      return row.getLong(1);
    }
  }
}
