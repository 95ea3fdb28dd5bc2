package dev.assent.consensus;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.ballot;
import static dev.assent.testing.Scene.fresh;
import static dev.assent.testing.Scene.opened;
import static dev.assent.testing.Scene.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ballots over REST. */
class BallotsIT {
  private static final String TENANT = fresh("ballots");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> THREE = List.of("ann", "bob", "carol");
  private static Caller root;
  private static Caller planner;
  private static Caller ann;
  private static Caller bob;
  private static Caller carol;
  private static Caller reader;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    Scene.role(root, "plans", List.of("approval_request"));
    Scene.role(root, "votes", List.of("approval_decide"));
    Scene.role(root, "reads", List.of("workflow_read"));
    planner = Scene.user(root, TENANT, "planner", List.of("plans", "reads"));
    ann = Scene.user(root, TENANT, "ann", List.of("votes"));
    bob = Scene.user(root, TENANT, "bob", List.of("votes"));
    carol = Scene.user(root, TENANT, "carol", List.of("votes"));
    reader = Scene.user(root, TENANT, "reader", List.of("reads"));
  }

  @Test
  void the_last_vote_decides_and_everything_is_told() {
    ObjectNode body = ballot("Where?", THREE).put("description", "It matters");
    body.putObject("subject").put("type", "SITE").put("id", "7");
    HttpResponse<String> made = planner.post("api/v1/consensus", body.toString());
    JsonNode ballot = json(made, 201);
    String path = "api/v1/consensus/" + ballot.path("id").asText();
    String id = ballot.path("id").asText();
    assertThat(made.headers().firstValue("Location").orElseThrow()).endsWith(path);
    assertThat(json(reader.get(path), 200)).isEqualTo(ballot);

    JsonNode first = json(vote(ann, id, "a"), 201);
    assertThat(first.path("changed").asBoolean()).isFalse();
    assertThat(first.path("status").asText()).isEqualTo("OPEN");
    assertThat(json(vote(ann, id, "b"), 201).path("changed").asBoolean()).isTrue();
    assertThat(etag(made)).isEqualTo("\"1\"");
    assertThat(etag(reader.get(path))).as("the two votes").isEqualTo("\"3\"");
    json(vote(bob, id, "b"), 201);
    JsonNode meanwhile = json(reader.get(path), 200);
    assertThat(meanwhile.path("voted").asInt()).isEqualTo(2);
    assertThat(meanwhile.path("standing").path("options").path(0).path("option").asText())
        .isEqualTo("b");
    assertThat(meanwhile.path("participants").findValuesAsText("voted"))
        .containsExactly("true", "true", "false");

    JsonNode last = json(vote(carol, id, "a"), 201);

    assertThat(last.path("status").asText()).isEqualTo("DECIDED");
    assertThat(last.path("decision").asText()).isEqualTo("b");
    JsonNode closed = json(ann.get(path), 200);
    assertThat(closed.path("decision").asText()).isEqualTo("b");
    assertThat(closed.at("/results/0/standing/explanation").asText())
        .isEqualTo("b wins with 2 of 3 votes");
    assertThat(closed.has("standing")).isFalse();
    List<JsonNode> votes = Lists.all(reader, path + "/votes", 1);
    assertThat(Lists.texts(votes, "voter")).containsExactly("ann", "ann", "bob", "carol");
    assertThat(votes.get(0).at("/choice/option").asText()).isEqualTo("a");
    assertThat(events(id))
        .containsExactly(
            "BALLOT_OPENED ", "VOTED ", "VOTED ", "VOTED ", "VOTED ", "BALLOT_CLOSED DECIDED");
  }

  @Test
  void nothing_is_taken_after_the_end() {
    String id = opened(planner, ballot("Over", List.of("ann"))).path("id").asText();
    json(vote(ann, id, "a"), 201);
    JsonNode late = problem(vote(ann, id, "b"), 409, "invalid-state");
    assertThat(late.path("detail").asText()).contains("DECIDED");
    for (String verb : List.of("close", "cancel")) {
      problem(planner.post("api/v1/consensus/" + id + "/" + verb, "{}"), 409, "invalid-state");
    }
    assertThat(Lists.all(ann, "api/v1/consensus/" + id + "/votes", 10)).hasSize(1);
  }

  @Test
  void who_is_no_participant_or_may_not_is_refused() {
    JsonNode made = opened(planner, ballot("Ours", List.of("ann", "planner", "reader")));
    String path = "api/v1/consensus/" + made.path("id").asText();

    problem(vote(bob, made.path("id").asText(), "a"), 403, "not-a-participant");
    problem(vote(planner, made.path("id").asText(), "a"), 403, "forbidden");
    problem(vote(reader, made.path("id").asText(), "a"), 403, "forbidden");
    problem(ann.post("api/v1/consensus", ballot("x", THREE).toString()), 403, "forbidden");
    problem(ann.post(path + "/close", "{}"), 403, "forbidden");
    Scene.role(root, "other-plans", List.of("approval_request"));
    Caller other = Scene.user(root, TENANT, fresh("p"), List.of("other-plans"));
    problem(other.post(path + "/close", "{}"), 403, "forbidden");
    problem(other.post(path + "/cancel", "{}"), 403, "forbidden");
    problem(other.get(path), 403, "forbidden");
    problem(vote(ann, "018f0000-0000-7000-8000-000000000000", "a"), 404, "not-found");
    problem(vote(ann, "x", "a"), 404, "not-found");

    json(root.post(path + "/cancel", "{\"reason\":\"by an operator\"}"), 200);
    assertThat(events(made.path("id").asText()))
        .containsExactly("BALLOT_OPENED ", "BALLOT_CANCELLED CANCELLED");
  }

  @Test
  void a_secret_ballot_tells_how_many_have_voted_and_nothing_else() {
    ObjectNode body = ballot("Whom?", THREE).put("secret", true).put("closeEarly", false);
    body.putObject("quorum").put("participants", 1);
    String id = opened(planner, body).path("id").asText();
    String path = "api/v1/consensus/" + id;
    String rationale = "because of " + fresh("secret");
    String choice = "{\"option\":\"b\",\"rationale\":\"" + rationale + "\"}";
    HttpResponse<String> cast = ann.post(path + "/votes", choice);
    assertThat(json(cast, 201).has("option")).isFalse();

    for (Caller anybody : List.of(ann, bob, planner, root)) {
      JsonNode seen = json(anybody.get(path), 200);
      assertThat(seen.path("voted").asInt()).isEqualTo(1);
      assertThat(seen.has("standing")).isFalse();
      assertThat(seen.findValues("voted")).as("nobody's own").hasSize(1);
      problem(anybody.get(path + "/votes"), 403, "forbidden");
    }
    json(vote(bob, id, "b"), 201);
    JsonNode closed = json(planner.post(path + "/close", "{}"), 200);

    assertThat(closed.path("decision").asText()).isEqualTo("b");
    JsonNode over = json(ann.get(path), 200);
    assertThat(over.path("voted").asInt()).isEqualTo(2);
    assertThat(over.at("/results/0/standing/voted").asInt()).isEqualTo(2);
    assertThat(over.path("participants").findValues("voted")).isEmpty();
    problem(root.get(path + "/votes"), 403, "forbidden");
    String journal = journal(id).toString();
    assertThat(journal).contains("VOTED").doesNotContain(rationale).doesNotContain("choice");
  }

  @Test
  void a_role_gives_each_of_its_members_one_voice_when_the_ballot_is_opened() {
    String role = fresh("board");
    Scene.role(root, role, List.of("approval_decide"));
    Caller dora = Scene.user(root, TENANT, fresh("dora"), List.of(role));
    Caller emil = Scene.user(root, TENANT, fresh("emil"), List.of(role));
    ObjectNode body = ballot("Who moves?", List.of("ann")).put("method", "WEIGHTED");
    body.putObject("quorum").put("participants", 3).put("weight", 5);
    ((ObjectNode) body.at("/participants/0")).put("weight", 1);
    body.withArray("participants").addObject().put("role", role).put("weight", 2);
    String key = fresh("key");
    HttpResponse<String> first =
        planner.post("api/v1/consensus", body.toString(), "Idempotency-Key", key);
    JsonNode made = json(first, 201);
    String id = made.path("id").asText();
    assertThat(made.path("participantCount").asInt()).isEqualTo(3);
    assertThat(made.path("participantWeight").asInt()).isEqualTo(5);
    assertThat(made.at("/participants/0/user").asText()).isEqualTo("ann");
    assertThat(made.at("/participants/1/user").asText()).startsWith("dora");

    String later = fresh("late");
    Caller late = Scene.user(root, TENANT, later, List.of(role));
    problem(vote(late, id, "a"), 403, "not-a-participant");
    json(vote(ann, id, "b"), 201);
    json(vote(dora, id, "a"), 201);
    JsonNode last = json(vote(emil, id, "a"), 201);
    assertThat(last.path("decision").asText()).isEqualTo("a");
    assertThat(history(id).get(0).at("/data/roles").toString()).isEqualTo("[\"" + role + "\"]");

    body.withArray("participants").addObject().put("role", "nobodys");
    JsonNode refused =
        problem(planner.post("api/v1/consensus", body.toString()), 422, "invalid-input");
    assertThat(refused.at("/errors/0/pointer").asText()).isEqualTo("/participants/2/role");
  }

  @Test
  void a_ballot_that_was_opened_is_answered_again_when_nobody_has_the_role_any_more() {
    String role = fresh("role");
    Scene.role(root, role, List.of("approval_decide"));
    String only = fresh("only");
    Scene.user(root, TENANT, only, List.of(role));
    ObjectNode body = ballot("Again", List.of());
    body.remove("quorum");
    body.withArray("participants").addObject().put("role", role);
    String key = fresh("key");
    HttpResponse<String> first =
        planner.post("api/v1/consensus", body.toString(), "Idempotency-Key", key);
    assertThat(json(first, 201).at("/participants/0/user").asText()).isEqualTo(only);
    assertThat(root.delete("api/v1/users/" + only).statusCode()).isEqualTo(204);

    assertThat(json(planner.post("api/v1/consensus", body.toString(), "Idempotency-Key", key), 201))
        .isEqualTo(json(first, 201));
    problem(planner.post("api/v1/consensus", body.toString()), 422, "invalid-input");
  }

  @Test
  void the_history_tells_what_happened_and_of_a_secret_ballot_not_who_has_voted() {
    for (boolean secret : List.of(false, true)) {
      ObjectNode body = ballot("History", THREE).put("secret", secret).put("closeEarly", true);
      String id = opened(planner, body).path("id").asText();
      json(vote(ann, id, "b"), 201);
      json(vote(ann, id, "a"), 201);
      json(vote(bob, id, "a"), 201);
      json(vote(carol, id, "a"), 201);
      List<JsonNode> told = history(id);
      assertThat(Lists.texts(told, "event"))
          .containsExactly("BALLOT_OPENED", "VOTED", "VOTED", "VOTED", "VOTED", "BALLOT_CLOSED");
      assertThat(Lists.texts(told, "position")).containsExactly("1", "2", "3", "4", "5", "6");
      assertThat(told.get(0).path("actor").asText()).isEqualTo("planner");
      assertThat(told.get(5).path("to").asText()).isEqualTo("DECIDED");
      if (secret) {
        assertThat(told.subList(1, 6)).noneMatch(event -> event.has("actor"));
        assertThat(told.subList(1, 6).toString())
            .doesNotContain("ann")
            .doesNotContain("bob")
            .doesNotContain("carol")
            .doesNotContain("choice");
      } else {
        assertThat(Lists.texts(told, "actor"))
            .containsExactly("planner", "ann", "ann", "bob", "carol", "carol");
        assertThat(told.get(2).at("/data/choice/option").asText()).isEqualTo("a");
      }
    }
    problem(
        ann.get("api/v1/consensus/018f0000-0000-7000-8000-000000000000/history"), 404, "not-found");
  }

  private static List<JsonNode> history(String id) {
    return Lists.all(reader, "api/v1/consensus/" + id + "/history", 2);
  }

  @Test
  void the_same_key_votes_once() {
    String id = opened(planner, ballot("Key", THREE)).path("id").asText();
    String path = "api/v1/consensus/" + id + "/votes";
    String key = fresh("key");
    String body = "{\"option\":\"a\"}";

    HttpResponse<String> first = ann.post(path, body, "Idempotency-Key", key);
    HttpResponse<String> again = ann.post(path, body, "Idempotency-Key", key);

    assertThat(json(again, 201)).isEqualTo(json(first, 201));
    problem(
        ann.post(path, "{\"option\":\"b\"}", "Idempotency-Key", key),
        422,
        "idempotency-key-reused");
    assertThat(Lists.all(ann, path, 10)).hasSize(1);
    HttpResponse<String> made =
        planner.post("api/v1/consensus", ballot("K", THREE).toString(), "Idempotency-Key", key);
    assertThat(
            json(
                planner.post(
                    "api/v1/consensus", ballot("K", THREE).toString(), "Idempotency-Key", key),
                201))
        .isEqualTo(json(made, 201));
  }

  @Test
  void a_round_without_a_winner_is_followed_by_one_without_the_last_option() {
    ObjectNode body = ballot("Rounds", THREE).put("rounds", 2).put("dropLast", true);
    body.withArray("options").addObject().put("id", "c");
    body.withArray("options").addObject().put("id", "d");
    body.withArray("participants").addObject().put("user", "planner");
    body.putObject("quorum").put("participants", 1);
    body.putObject("threshold").put("moreThan", 0.5);
    body.put("closeEarly", false);
    String id = opened(planner, body).path("id").asText();
    String path = "api/v1/consensus/" + id;
    json(vote(ann, id, "a"), 201);
    json(vote(bob, id, "b"), 201);
    json(vote(carol, id, "c"), 201);

    JsonNode second = json(planner.post(path + "/close", "{}"), 200);

    assertThat(second.path("status").asText()).isEqualTo("OPEN");
    assertThat(second.path("round").asInt()).isEqualTo(2);
    assertThat(Lists.texts(List.of(second.at("/results/0")), "round")).containsExactly("1");
    assertThat(second.path("openOptions").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
    problem(vote(ann, id, "d"), 400, "invalid-body");
    assertThat(json(ann.get(path), 200).path("voted").asInt()).isZero();
    json(vote(ann, id, "c"), 201);
    json(vote(bob, id, "c"), 201);
    JsonNode end = json(planner.post(path + "/close", "{\"reason\":\"enough\"}"), 200);
    assertThat(end.path("decision").asText()).isEqualTo("c");
    assertThat(Lists.texts(Lists.all(ann, path + "/votes", 2), "round"))
        .containsExactly("1", "1", "1", "2", "2");
    assertThat(events(id))
        .containsExactly(
            "BALLOT_OPENED ",
            "VOTED ",
            "VOTED ",
            "VOTED ",
            "BALLOT_ROUND_ENDED ",
            "VOTED ",
            "VOTED ",
            "BALLOT_CLOSED DECIDED");
  }

  @Test
  void a_deadline_closes_by_itself() {
    ObjectNode body = ballot("Soon", THREE);
    body.putObject("quorum").put("participants", 1);
    body.put("closeEarly", false).put("deadline", Instant.now().plusSeconds(3).toString());
    String decided = opened(planner, body).path("id").asText();
    String expired = opened(planner, body).path("id").asText();
    String ended = opened(planner, body).path("id").asText();
    json(vote(ann, decided, "a"), 201);
    json(planner.post("api/v1/consensus/" + ended + "/cancel", "{}"), 200);

    JsonNode one = await(decided, b -> !b.path("status").asText().equals("OPEN"));
    JsonNode other = await(expired, b -> !b.path("status").asText().equals("OPEN"));

    assertThat(one.path("status").asText()).isEqualTo("DECIDED");
    assertThat(one.path("decision").asText()).isEqualTo("a");
    assertThat(other.path("status").asText()).isEqualTo("EXPIRED");
    problem(vote(bob, decided, "a"), 409, "invalid-state");
    assertThat(json(ann.get("api/v1/consensus/" + ended), 200).path("status").asText())
        .isEqualTo("CANCELLED");
    assertThat(journal(decided).get(journal(decided).size() - 1).path("actor").asText())
        .isEqualTo("system");
  }

  @Test
  void every_method_is_voted_and_counted() {
    String scores =
        "{\"scores\":{\"a\":{\"price\":%d,\"risk\":%d},\"b\":{\"price\":5,\"risk\":5}}}";
    ObjectNode criteria = ballot("Scores", THREE).put("method", "MULTI_CRITERIA");
    criteria.putArray("criteria").addObject().put("name", "price").put("weight", 2);
    criteria.withArray("criteria").addObject().put("name", "risk").put("weight", 0.5);
    JsonNode scored =
        all(criteria, scores.formatted(9, 0), scores.formatted(8, 1), "{\"abstain\":true}");
    assertThat(scored.path("decision").asText()).isEqualTo("a");
    assertThat(scored.at("/results/0/standing/options/0/score").decimalValue())
        .isEqualByComparingTo("6.9");

    ObjectNode weighted = ballot("Weights", THREE).put("method", "WEIGHTED");
    ((ObjectNode) weighted.at("/participants/2")).put("weight", 2.5);
    assertThat(
            all(weighted, "{\"option\":\"a\"}", "{\"option\":\"a\"}", "{\"option\":\"b\"}")
                .path("decision")
                .asText())
        .isEqualTo("b");

    assertThat(
            all(
                    ballot("Approval", THREE).put("method", "APPROVAL"),
                    "{\"approved\":[\"a\"]}",
                    "{\"approved\":[\"a\",\"b\"]}",
                    "{\"approved\":[]}")
                .path("decision")
                .asText())
        .isEqualTo("a");

    assertThat(
            all(
                    ballot("Ranks", THREE).put("method", "RANKED"),
                    "{\"ranking\":[[\"b\"],[\"a\"]]}",
                    "{\"ranking\":[[\"b\"]]}",
                    "{\"ranking\":[[\"a\",\"b\"]]}")
                .path("decision")
                .asText())
        .isEqualTo("b");
  }

  private static JsonNode all(ObjectNode body, String... votes) {
    String id = opened(planner, body.put("closeEarly", true)).path("id").asText();
    List<Caller> voters = List.of(ann, bob, carol);
    for (int i = 0; i < votes.length; i++) {
      json(voters.get(i).post("api/v1/consensus/" + id + "/votes", votes[i]), 201);
    }
    return json(reader.get("api/v1/consensus/" + id), 200);
  }

  @Test
  void lists_are_narrowed_by_each_filter() {
    String mark = fresh("s");
    ObjectNode body = ballot(mark, List.of(mark, "ann"));
    body.putObject("subject").put("type", mark).put("id", mark);
    String first = opened(planner, body).path("id").asText();
    String second = opened(planner, body).path("id").asText();
    json(vote(ann, second, "a"), 201);
    JsonNode listed =
        Lists.all(reader, "api/v1/consensus?participant=" + mark, 1).get(0).path("revision");
    assertThat(listed).isEqualTo(json(ann.get("api/v1/consensus/" + second), 200).path("revision"));
    json(planner.post("api/v1/consensus/" + first + "/cancel", "{}"), 200);

    for (String filter :
        List.of(
            "participant=" + mark,
            "subjectType=" + mark,
            "subjectType=" + mark + "&subjectId=" + mark)) {
      for (int limit = 1; limit <= 3; limit++) {
        assertThat(Lists.texts(Lists.all(reader, "api/v1/consensus?" + filter, limit), "id"))
            .as(filter)
            .containsExactly(second, first);
      }
    }
    assertThat(
            Lists.texts(
                Lists.all(reader, "api/v1/consensus?status=OPEN&participant=" + mark, 1), "id"))
        .containsExactly(second);
    problem(reader.get("api/v1/consensus?status=PENDING"), 400, "invalid-parameter");
    assertThat(json(reader.get("api/v1/confirm/consensus/" + first), 200))
        .isEqualTo(json(reader.get("api/v1/consensus/" + first), 200));
  }

  @Test
  void holds_a_thousand_participants() {
    List<String> many = new ArrayList<>(List.of("ann"));
    for (int i = 1; i < NewBallot.MAX_PARTICIPANTS; i++) {
      many.add("somebody-" + i);
    }
    ObjectNode body = ballot("Many", many);
    String id = opened(planner, body).path("id").asText();
    json(vote(ann, id, "a"), 201);
    JsonNode read = json(reader.get("api/v1/consensus/" + id), 200);
    assertThat(read.path("participants")).hasSize(1000);
    many.add("one-too-many");
    problem(planner.post("api/v1/consensus", ballot("Many", many).toString()), 400, "invalid-body");
  }

  private static JsonNode await(String id, Predicate<JsonNode> condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode now = json(reader.get("api/v1/consensus/" + id), 200);
      if (condition.test(now)) {
        return now;
      }
      assertThat(System.nanoTime()).as(now.toString()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  private static List<String> events(String ballot) {
    return journal(ballot).stream()
        .flatMap(entry -> entry.path("events").findParents("event").stream())
        .map(e -> e.path("event").asText() + " " + e.path("to").asText().replace("OPEN", ""))
        .toList();
  }

  /** What the journal has of a ballot, sealed or not. */
  private static List<JsonNode> journal(String ballot) {
    String sql =
        "select actor, events from journal where tenant_id = ? and subject_type = 'CONSENSUS' and subject_id = ? order by seq";
    try (Connection connection = TestDatabase.ofServer().getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, TENANT);
      select.setString(2, ballot);
      List<JsonNode> entries = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          ObjectNode entry = Json.mapper().createObjectNode().put("actor", row.getString(1));
          entries.add(entry.set("events", Json.parse(row.getString(2))));
        }
      }
      return entries;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot read the journal of " + ballot, e);
    }
  }
}
