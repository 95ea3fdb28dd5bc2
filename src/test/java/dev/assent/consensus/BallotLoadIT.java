package dev.assent.consensus;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Many ballots with many votes from 32 clients, by all methods, each ended by its last vote; the
 * votes per second beside the single rows that the same PostgreSQL takes from 32 connections, and
 * every result beside the reference. Small by default; the whole is {@code -Dballots=1000
 * -Dvoters=50}.
 */
class BallotLoadIT {
  private static final int CLIENTS = 32;
  private static final int BALLOTS = Integer.getInteger("ballots", 50);
  private static final int VOTERS = Integer.getInteger("voters", 10);
  private static final List<String> OPTIONS = List.of("a", "b", "c", "d");
  private static final String TENANT = Scene.fresh("load");
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  private static Caller root;
  private static final List<Caller> voters = new ArrayList<>();

  private record Planned(int ballot, int voter, Choice choice) {}

  /** A ballot as it is known to those who vote in it. */
  private record Known(String id, BallotRules rules) {}

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    for (int i = 0; i < VOTERS; i++) {
      voters.add(Scene.user(root, TENANT, "v" + i, List.of("admin")));
    }
  }

  @Test
  void all_results_are_those_of_the_reference() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    System.out.printf("-Dseed=%d: %d ballots, %d voters each%n", SEED, BALLOTS, VOTERS);
    List<Known> ballots = opened();
    List<Planned> votes = planned(ballots, random);
    voters.forEach(voter -> json(voter.get("api/v1/me"), 200)); // passwords are known from now on
    double inserts = insertsPerSecond(Math.max(2_000, Math.min(votes.size(), 20_000)));

    long[] nanos = new long[votes.size()];
    long begin = System.nanoTime();
    long[] done = new long[votes.size()];
    atOnce(
        votes.size(),
        i -> {
          nanos[i] = cast(ballots, votes.get(i));
          done[i] = System.nanoTime() - begin;
        });
    double seconds = (System.nanoTime() - begin) / 1e9;

    Arrays.sort(nanos);
    Arrays.sort(done);
    int half = done.length / 2;
    double warm = (done.length - 1 - half) / ((done[done.length - 1] - done[half]) / 1e9);
    System.out.printf(
        "%d votes in %.1f s: %.0f votes/s over REST, %.0f in the second half; single-row inserts of the same PostgreSQL: %.0f/s;"
            + " p50 %.1f ms, p95 %.1f ms, p99 %.1f ms%n",
        votes.size(),
        seconds,
        votes.size() / seconds,
        warm,
        inserts,
        millis(nanos, 50),
        millis(nanos, 95),
        millis(nanos, 99));
    compare(ballots, votes);
  }

  private static double millis(long[] sorted, int percentile) {
    return sorted[(int) ((sorted.length - 1L) * percentile / 100)] / 1e6;
  }

  private static List<Known> opened() throws Exception {
    Known[] ballots = new Known[BALLOTS];
    atOnce(BALLOTS, i -> ballots[i] = open(VotingMethod.values()[i % 5]));
    return List.of(ballots);
  }

  private static Known open(VotingMethod method) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("title", "Load").put("method", method.name()).put("closeEarly", true);
    OPTIONS.forEach(option -> body.withArray("options").addObject().put("id", option));
    for (int v = 0; v < VOTERS; v++) {
      ObjectNode participant = body.withArray("participants").addObject().put("user", "v" + v);
      if (method.isWeighted()) {
        participant.put("weight", weight(v));
      }
    }
    // so that the last vote decides, and no earlier one
    body.putObject("quorum").put("participants", VOTERS);
    if (method == VotingMethod.MULTI_CRITERIA) {
      body.withArray("criteria").addObject().put("name", "price").put("weight", 3);
      body.withArray("criteria").addObject().put("name", "quality").put("weight", 2);
    }
    JsonNode made = Scene.opened(root, body);
    BallotRules rules =
        new BallotRules(
            method, false, true, null, Json.read(made.path("terms").toString(), Terms.class));
    return new Known(made.path("id").asText(), rules);
  }

  private static int weight(int voter) {
    return 1 + voter % 3;
  }

  /** Every voter in every ballot once, in an order of chance. */
  private static List<Planned> planned(List<Known> ballots, SplittableRandom random) {
    List<Planned> votes = new ArrayList<>();
    for (int b = 0; b < ballots.size(); b++) {
      for (int v = 0; v < VOTERS; v++) {
        VotingMethod method = ballots.get(b).rules().method();
        votes.add(new Planned(b, v, ElectionTest.choice(method, OPTIONS, random)));
      }
    }
    for (int i = votes.size() - 1; i > 0; i--) {
      Collections.swap(votes, i, random.nextInt(i + 1));
    }
    return votes;
  }

  private static long cast(List<Known> ballots, Planned vote) {
    String path = "api/v1/consensus/" + ballots.get(vote.ballot()).id() + "/votes";
    String body = Json.write(vote.choice());
    long begin = System.nanoTime();
    HttpResponse<String> answer = voters.get(vote.voter()).post(path, body);
    // the queue is full, or passwords have to be checked again: nothing was begun
    for (int tries = 1; tries < 50 && isUnavailable(answer); tries++) {
      answer = voters.get(vote.voter()).post(path, body);
    }
    long nanos = System.nanoTime() - begin;
    assertThat(answer.statusCode()).as(told(answer)).isEqualTo(201);
    return nanos;
  }

  private static boolean isUnavailable(HttpResponse<String> answer) {
    return answer.statusCode() == 503
        && Json.parse(answer.body()).path("type").asText().equals("urn:assent:problem:unavailable");
  }

  private static void compare(List<Known> ballots, List<Planned> votes) throws Exception {
    List<List<BallotVote>> cast = new ArrayList<>();
    ballots.forEach(b -> cast.add(new ArrayList<>()));
    for (Planned vote : votes) {
      boolean weighted = ballots.get(vote.ballot()).rules().method().isWeighted();
      cast.get(vote.ballot())
          .add(
              Ballots.cast(
                  vote.voter() + 1,
                  BigDecimal.valueOf(weighted ? weight(vote.voter()) : 1),
                  vote.choice()));
    }
    AtomicInteger decided = new AtomicInteger();
    atOnce(
        ballots.size(),
        i -> {
          Known known = ballots.get(i);
          JsonNode ended = json(root.get("api/v1/consensus/" + known.id()), 200);
          String winner = ElectionReference.winner(known.rules(), OPTIONS, cast.get(i));
          String where = "-Dseed=" + SEED + " " + ended;
          assertThat(ended.path("decision").asText(null)).as(where).isEqualTo(winner);
          assertThat(ended.path("status").asText())
              .as(where)
              .isEqualTo(winner == null ? "NO_CONSENSUS" : "DECIDED");
          assertThat(ended.at("/results/0/standing/voted").asInt()).as(where).isEqualTo(VOTERS);
          comparePoints(known, cast.get(i), ended.at("/results/0/standing/options"), where);
          decided.addAndGet(winner == null ? 0 : 1);
        });
    System.out.printf("all %d as the reference says; %d decided%n", ballots.size(), decided.get());
  }

  private static void comparePoints(
      Known known, List<BallotVote> votes, JsonNode places, String where) {
    if (known.rules().method() == VotingMethod.RANKED) {
      List<String> first = new ArrayList<>();
      places.forEach(p -> first.add(p.path("rank").asInt() == 1 ? p.path("option").asText() : ""));
      first.removeIf(String::isEmpty);
      assertThat(first)
          .as(where)
          .containsExactlyInAnyOrderElementsOf(ElectionReference.unbeaten(OPTIONS, votes));
      return;
    }
    var points = ElectionReference.points(known.rules(), OPTIONS, votes);
    for (JsonNode place : places) {
      long own = points.get(place.path("option").asText());
      assertThat(place.path("rank").asLong())
          .as(where)
          .isEqualTo(1 + points.values().stream().filter(p -> p > own).count());
      if (known.rules().method() != VotingMethod.MULTI_CRITERIA) {
        assertThat(place.path("score").decimalValue()).as(where).isEqualByComparingTo("" + own);
      }
    }
  }

  /** What this PostgreSQL takes from as many connections, each row committed by itself. */
  private static double insertsPerSecond(int rows) throws Exception {
    String table = "single_rows_" + SEED % 1_000_000;
    execute(
        "create table %s (like ballot_votes including constraints including indexes)"
            .formatted(table.replace("-", "n")));
    String sql =
        "insert into %s values (?, 'load', 1, ?, 'voter', 1, '{\"option\":\"a\"}', now())"
            .formatted(table.replace("-", "n"));
    List<Connection> connections = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        connections.add(TestDatabase.ofServer().getConnection());
      }
      UUID ballot = UUID.randomUUID();
      AtomicInteger number = new AtomicInteger();
      List<Callable<Void>> writers = new ArrayList<>();
      for (Connection connection : connections) {
        writers.add(() -> insert(connection, sql, ballot, number, rows));
      }
      long begin = System.nanoTime();
      runAll(writers);
      return rows / ((System.nanoTime() - begin) / 1e9);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
      execute("drop table " + table.replace("-", "n"));
    }
  }

  private static Void insert(
      Connection connection, String sql, UUID ballot, AtomicInteger number, int rows)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int n = number.incrementAndGet(); n <= rows; n = number.incrementAndGet()) {
        insert.setObject(1, ballot);
        insert.setInt(2, n);
        insert.executeUpdate();
      }
    }
    return null;
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Does something for 0 to {@code count - 1}, shared by all clients. */
  private static void atOnce(int count, java.util.function.IntConsumer act) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      clients.add(
          () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
              act.accept(i);
            }
            return null;
          });
    }
    runAll(clients);
  }

  private static void runAll(List<Callable<Void>> acts) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(acts.size());
    try {
      for (Future<Void> done : threads.invokeAll(acts)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
