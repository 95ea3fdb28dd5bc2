package dev.assent.consensus;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static dev.assent.testing.Scene.opened;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.launch.ServerProcess;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Votes against votes and against the end of their ballot, on one node and on two: no vote is lost,
 * none is counted twice, and whoever was told that a vote was taken finds it in the result.
 */
class BallotRaceIT {
  private static final int RACES = Integer.getInteger("races", 1000);
  private static final int AT_ONCE = 4;
  private static final String TENANT = Scene.fresh("ballot-races");

  private static ServerProcess second;
  private static Together together;
  private static long deadlocksBefore;
  private static Caller root;
  private static final List<Caller> voters = new ArrayList<>();
  private static final List<String> names = List.of("v0", "v1", "v2");

  @BeforeAll
  static void begin() throws Exception {
    Path directory = Files.createDirectories(Path.of("target", "test-server-ballots"));
    TestServer.url();
    second = TestServer.start(TestServer.setup(directory));
    together = new Together();
    root = Scene.tenant(TENANT);
    for (String name : names) {
      voters.add(Scene.user(root, TENANT, name, List.of("admin")));
    }
    second.awaitReady(Duration.ofMinutes(3));
    deadlocksBefore = deadlocks();
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
  void the_last_vote_against_a_closing() throws Exception {
    int counted = 0;
    for (int done = 0; done < RACES; done += AT_ONCE) {
      Caller voter = done % 2 == 0 ? voters.get(1) : voters.get(1).at(second);
      List<String> ballots = new ArrayList<>();
      List<Callable<HttpResponse<String>>> acts = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        String id = opened(root, ballot(names.subList(0, 2))).path("id").asText();
        json(Scene.vote(voters.get(0), id, "a"), 201);
        ballots.add(id);
        acts.add(() -> Scene.vote(voter, id, "b"));
        acts.add(() -> root.post("api/v1/consensus/" + id + "/close", "{}"));
      }
      List<HttpResponse<String>> answers = together.run(acts);
      for (int i = 0; i < AT_ONCE; i++) {
        boolean taken = answers.get(2 * i).statusCode() == 201;
        JsonNode ballot = ballot(ballots.get(i));
        assertThat(voteNumbers(ballots.get(i))).hasSize(taken ? 2 : 1);
        assertThat(ballot.at("/results/0/standing/voted").asInt()).isEqualTo(taken ? 2 : 1);
        if (taken) {
          // it made the outcome certain, so the closing came too late
          problem(answers.get(2 * i + 1), 409, "invalid-state");
          assertThat(ballot.path("status").asText()).isEqualTo("NO_CONSENSUS");
          counted++;
        } else {
          problem(answers.get(2 * i), 409, "invalid-state");
          json(answers.get(2 * i + 1), 200);
          assertThat(ballot.path("decision").asText()).isEqualTo("a");
        }
      }
    }
    System.out.printf("%d races of a vote with a closing: %d voted first%n", RACES, counted);
  }

  @Test
  void the_last_vote_against_the_deadline() throws Exception {
    int races = Math.max(40, RACES / 5);
    int counted = 0;
    Duration ahead = Duration.ofSeconds(2);
    for (int done = 0; done < races; ) {
      passwordsAreKnown();
      Instant deadline = Instant.now().plus(ahead);
      List<String> ballots = openUntil(deadline);
      if (ballots.isEmpty() || Instant.now().isAfter(deadline.minusMillis(200))) {
        ahead = ahead.multipliedBy(2); // the machine is slow today
        continue;
      }
      counted += voteAround(deadline, ballots);
      done += ballots.size();
    }
    System.out.printf("%d races of a vote with a deadline: %d voted in time%n", races, counted);
  }

  /** Ballots in which one of two has voted; fewer when there is no time for all. */
  private static List<String> openUntil(Instant deadline) {
    List<String> ballots = new ArrayList<>();
    ObjectNode body = ballot(names.subList(0, 2)).put("deadline", deadline.toString());
    while (ballots.size() < 4 * AT_ONCE && Instant.now().isBefore(deadline.minusMillis(400))) {
      HttpResponse<String> made = root.post("api/v1/consensus", body.toString());
      if (made.statusCode() == 201) {
        String id = json(made, 201).path("id").asText();
        if (Scene.vote(voters.get(0), id, "a").statusCode() == 201) {
          ballots.add(id);
        }
      }
    }
    return ballots;
  }

  /** The other votes, each some milliseconds before the deadline; how many were in time. */
  private static int voteAround(Instant deadline, List<String> ballots) throws Exception {
    List<Callable<HttpResponse<String>>> votes = new ArrayList<>();
    for (int i = 0; i < ballots.size(); i++) {
      Caller voter = i % 2 == 0 ? voters.get(1) : voters.get(1).at(second);
      Instant moment = deadline.minusMillis(10L * i);
      String id = ballots.get(i);
      votes.add(
          () -> {
            while (Instant.now().isBefore(moment)) {
              Thread.yield();
            }
            return Scene.vote(voter, id, "b");
          });
    }
    List<HttpResponse<String>> answers = together.run(votes);
    int counted = 0;
    for (int i = 0; i < ballots.size(); i++) {
      boolean taken = answers.get(i).statusCode() == 201;
      if (!taken) {
        problem(answers.get(i), 409, "invalid-state");
      }
      JsonNode ballot = ended(ballots.get(i), deadline);
      assertThat(voteNumbers(ballots.get(i))).hasSize(taken ? 2 : 1);
      assertThat(ballot.at("/results/0/standing/voted").asInt()).isEqualTo(taken ? 2 : 1);
      assertThat(ballot.path("status").asText()).isEqualTo(taken ? "NO_CONSENSUS" : "DECIDED");
      counted += taken ? 1 : 0;
    }
    return counted;
  }

  private static JsonNode ended(String id, Instant deadline) {
    JsonNode ballot = ballot(id);
    while (ballot.path("status").asText().equals("OPEN")) {
      assertThat(Instant.now()).isBefore(deadline.plusSeconds(60));
      ballot = ballot(id);
    }
    return ballot;
  }

  @Test
  void somebody_changes_the_same_vote_on_two_nodes_at_once() throws Exception {
    for (int race = 0; race < RACES / 4; race++) {
      passwordsAreKnown();
      String id = opened(root, ballot(names).put("closeEarly", false)).path("id").asText();
      List<HttpResponse<String>> answers =
          together.run(
              List.of(
                  () -> Scene.vote(voters.get(0), id, "a"),
                  () -> Scene.vote(voters.get(0).at(second), id, "b"),
                  () -> Scene.vote(voters.get(0), id, "b"),
                  () -> Scene.vote(voters.get(0).at(second), id, "a")));
      answers.forEach(answer -> assertThat(answer.statusCode()).as(told(answer)).isEqualTo(201));
      assertThat(answers.stream().filter(a -> !json(a, 201).path("changed").asBoolean()))
          .as("one was the first")
          .hasSize(1);
      List<JsonNode> votes = Lists.all(root, "api/v1/consensus/" + id + "/votes", 10);
      assertThat(Lists.texts(votes, "number")).containsExactly("1", "2", "3", "4");
      JsonNode standing = ballot(id).path("standing");
      assertThat(standing.path("voted").asInt()).isEqualTo(1);
      assertThat(standing.at("/options/0/option").asText())
          .as("the last one counts")
          .isEqualTo(votes.get(3).at("/choice/option").asText());
    }
  }

  /** Batches of both nodes that hold the same ballots in another order. */
  @Test
  void all_vote_in_many_ballots_at_once() throws Exception {
    for (int race = 0; race < RACES / 20; race++) {
      passwordsAreKnown();
      List<String> ballots = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ballots.add(opened(root, ballot(names)).path("id").asText());
      }
      List<Callable<HttpResponse<String>>> acts = new ArrayList<>();
      for (int v = 0; v < names.size(); v++) {
        for (int i = 0; i < ballots.size(); i++) {
          String id = ballots.get(v % 2 == 0 ? i : ballots.size() - 1 - i);
          Caller voter = (v + i) % 2 == 0 ? voters.get(v) : voters.get(v).at(second);
          String option = v == 2 ? "b" : "a";
          acts.add(() -> Scene.vote(voter, id, option));
        }
      }
      List<HttpResponse<String>> answers = together.run(acts);
      answers.forEach(answer -> assertThat(answer.statusCode()).as(told(answer)).isEqualTo(201));
      assertThat(
              answers.stream().filter(a -> json(a, 201).path("status").asText().equals("DECIDED")))
          .as("each was decided by its last vote")
          .hasSize(ballots.size());
      for (String id : ballots) {
        JsonNode ballot = ballot(id);
        assertThat(ballot.path("decision").asText()).isEqualTo("a");
        assertThat(voteNumbers(id)).containsExactly("1", "2", "3");
      }
    }
  }

  /** On both nodes, so that none of what runs together has to wait for a check. */
  private static void passwordsAreKnown() {
    for (Caller voter : voters) {
      json(voter.get("api/v1/me"), 200);
      json(voter.at(second).get("api/v1/me"), 200);
    }
  }

  /** Which all have to vote in before it is certain. */
  private static ObjectNode ballot(List<String> users) {
    ObjectNode body = Scene.ballot("Race", users);
    body.putObject("quorum").put("participants", users.size());
    return users.size() > 2 ? body : withoutQuorum(body);
  }

  private static ObjectNode withoutQuorum(ObjectNode body) {
    body.remove("quorum");
    return body;
  }

  private static JsonNode ballot(String id) {
    return json(root.get("api/v1/consensus/" + id), 200);
  }

  private static List<String> voteNumbers(String id) {
    return Lists.texts(Lists.all(root, "api/v1/consensus/" + id + "/votes", 10), "number");
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
