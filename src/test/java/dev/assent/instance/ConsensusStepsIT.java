package dev.assent.instance;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.ballotOf;
import static dev.assent.testing.Scene.started;
import static dev.assent.testing.Scene.vote;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.Together;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Steps of type consensus, through the real server. */
class ConsensusStepsIT {
  private static final String TENANT = Scene.fresh("polls");
  private static Caller boss;
  private static Caller ann;
  private static Caller bob;
  private static Caller carol;
  private static Caller runner;

  @BeforeAll
  static void a_tenant_with_voters() {
    boss = Scene.tenant(TENANT);
    Scene.role(boss, "votes", List.of("approval_decide"));
    Scene.role(boss, "runs", List.of("workflow_run", "workflow_read", "approval_request"));
    ann = Scene.user(boss, TENANT, "ann", List.of("votes"));
    bob = Scene.user(boss, TENANT, "bob", List.of("votes"));
    carol = Scene.user(boss, TENANT, "carol", List.of("votes"));
    runner = Scene.user(boss, TENANT, "runner", List.of("runs"));
  }

  private static String published(String steps) {
    return Scene.published(boss, "id: ${id}\nname: Steps\nsteps:\n" + steps);
  }

  /** One consensus step with these fields, then a task. */
  private static String voting(String fields) {
    return published(
        """
          - { id: choose, type: consensus, method: simple, options: [{id: acme, label: Acme Inc.}, {id: bolt}],
              participants: "input.voters"%s }
          - { id: order, type: task }
        """
            .formatted(fields.isEmpty() ? "" : ", " + fields));
  }

  private static JsonNode run(String workflow, String... voters) {
    ObjectNode body = Scene.run(workflow).put("entityType", "ORDER").put("entityId", "4711");
    List.of(voters).forEach(((ObjectNode) body.path("input")).putArray("voters")::add);
    return started(runner, body);
  }

  private static JsonNode waitsAt(String instance, String step) {
    return Patience.until(
        boss, instance, i -> i.at("/activeSteps/0/id").asText().equals(step) && !i.has("ended"));
  }

  private static JsonNode ballot(String id) {
    return json(boss.get("api/v1/consensus/" + id), 200);
  }

  private static JsonNode ballotIn(String id, String status) {
    return Patience.untilAnswer(
        boss, "api/v1/consensus/" + id, b -> b.path("status").asText().equals(status));
  }

  private static List<JsonNode> history(String instance) {
    return Lists.all(boss, "api/v1/instances/" + instance + "/history", 200);
  }

  @Test
  void the_vote_moves_the_instance_on_and_its_output_is_seen() {
    JsonNode instance = run(voting("description: Which one?"), "ann", "bob", "carol");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    JsonNode opened = ballot(poll);
    assertThat(opened.path("instanceId").asText()).isEqualTo(id);
    assertThat(opened.path("step").asText()).isEqualTo("choose");
    assertThat(opened.path("title").asText()).isEqualTo("Steps: choose");
    assertThat(opened.path("description").asText()).isEqualTo("Which one?");
    assertThat(opened.path("subjectType").asText()).isEqualTo("ORDER");
    assertThat(opened.path("createdBy").asText()).isEqualTo("runner");
    assertThat(
            Lists.texts(
                Lists.all(ann, "api/v1/consensus?participant=ann&instanceId=" + id, 5), "id"))
        .containsExactly(poll);
    JsonNode next = json(boss.get("api/v1/instances/" + id + "/next"), 200);
    assertThat(next.at("/items/0/step/ballotId").asText()).isEqualTo(poll);

    json(vote(ann, poll, "acme"), 201);
    problem(vote(runner, poll, "acme"), 403, "forbidden");
    assertThat(json(vote(bob, poll, "acme"), 201).path("status").asText()).isEqualTo("DECIDED");

    JsonNode after = waitsAt(id, "order");
    JsonNode step = after.at("/steps/choose");
    assertThat(step.path("status").asText()).isEqualTo("COMPLETED");
    assertThat(step.path("decision").asText()).isEqualTo("acme");
    assertThat(step.at("/output/label").asText()).isEqualTo("Acme Inc.");
    assertThat(step.at("/output/explanation").asText()).startsWith("acme wins with 2 of 2 votes");
    assertThat(step.at("/output/ballotId").asText()).isEqualTo(poll);
    assertThat(step.at("/output/options/0/score").asInt()).isEqualTo(2);
    assertThat(history(id))
        .anySatisfy(
            entry -> {
              assertThat(entry.path("event").asText()).isEqualTo("STEP_COMPLETED");
              assertThat(entry.path("actor").asText()).isEqualTo("system");
              assertThat(entry.at("/data/decision").asText()).isEqualTo("acme");
            });
    problem(vote(carol, poll, "acme"), 409, "invalid-state");
  }

  @Test
  void a_vote_without_consensus_is_an_incident_and_put_to_the_vote_again() {
    JsonNode instance = run(voting(""), "ann", "bob");
    String id = instance.path("id").asText();
    String first = ballotOf(instance, "choose");
    json(vote(ann, first, "acme"), 201);
    json(vote(bob, first, "bolt"), 201);

    JsonNode halted = Patience.halted(boss, id).path("activeSteps").path(0);
    assertThat(halted.path("incident").asText())
        .isEqualTo(
            "ballot "
                + first
                + " ended without consensus: acme and bolt share the first place"
                + " with 1 of 2 votes");
    assertThat(halted.has("ballotId")).isFalse();
    json(
        boss.post("api/v1/incidents/" + halted.path("activationId").asText() + "/retry", "{}"),
        200);

    String second = ballotOf(Patience.instance(boss, id), "choose");
    assertThat(second).isNotEqualTo(first);
    assertThat(ballot(second).path("status").asText()).isEqualTo("OPEN");
    json(vote(ann, second, "acme"), 201);
    json(vote(bob, second, "acme"), 201);
    assertThat(waitsAt(id, "order").at("/steps/choose/decision").asText()).isEqualTo("acme");
    assertThat(Lists.all(boss, "api/v1/consensus?instanceId=" + id, 5)).hasSize(2);
  }

  @Test
  void a_deadline_leads_where_the_document_says() {
    String id =
        run(
                voting(
                    "deadline: PT0.2S, secret: true, quorum: {participants: 2}, onNoConsensus: {goto: order}"),
                "ann",
                "bob")
            .path("id")
            .asText();
    JsonNode output = waitsAt(id, "order").at("/steps/choose/output");
    assertThat(output.path("status").asText()).isEqualTo("EXPIRED");
    assertThat(output.path("quorumReached").asBoolean()).isFalse();
    assertThat(output.has("decision")).isFalse();
    assertThat(Patience.instance(boss, id).at("/steps/choose").has("decision")).isFalse();
  }

  @Test
  void a_no_that_wins_rejects_and_of_a_secret_vote_nobody_learns_who_voted_what() {
    String workflow =
        published(
            """
              - { id: choose, type: consensus, method: simple, secret: true, participants: "input.voters",
                  options: [{id: go, meaning: approve}, {id: stay, meaning: reject}] }
            """);
    JsonNode instance = run(workflow, "ann", "bob", "carol");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    json(vote(ann, poll, "stay"), 201);
    assertThat(ballot(poll).has("standing")).isFalse();
    json(vote(bob, poll, "stay"), 201);
    JsonNode end = Patience.ended(boss, id, "REJECTED");
    assertThat(end.at("/steps/choose/output/meaning").asText()).isEqualTo("REJECT");
    assertThat(end.toString() + history(id)).doesNotContain("\"voter\"", "decidedBy\":[\"ann");
    problem(boss.get("api/v1/consensus/" + poll + "/votes"), 403, "forbidden");
  }

  @Test
  void who_is_left_takes_the_ballot_back_and_it_cannot_be_ended_around_the_step() {
    JsonNode instance = run(voting(""), "ann", "bob", "carol");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    String path = "api/v1/consensus/" + poll;
    problem(runner.post(path + "/close", "{}"), 403, "forbidden");
    problem(runner.post(path + "/cancel", "{}"), 403, "forbidden");
    JsonNode refused = problem(boss.post(path + "/cancel", "{}"), 409, "invalid-state");
    assertThat(refused.path("detail").asText()).contains("cancel the instance instead");
    assertThat(ballot(poll).path("status").asText()).isEqualTo("OPEN");

    json(runner.post("api/v1/instances/" + id + "/cancel", "{}"), 200);
    ballotIn(poll, "CANCELLED");
    problem(vote(ann, poll, "acme"), 409, "invalid-state");
    assertThat(Patience.instance(boss, id).path("status").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void who_manages_operations_closes_it_with_the_votes_that_there_are() {
    JsonNode instance = run(voting(""), "ann", "bob", "carol");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    json(vote(carol, poll, "bolt"), 201);
    json(boss.post("api/v1/consensus/" + poll + "/close", "{\"reason\":\"late\"}"), 200);
    assertThat(waitsAt(id, "order").at("/steps/choose/decision").asText()).isEqualTo("bolt");
  }

  @Test
  void its_time_is_over_whatever_becomes_of_the_ballot() {
    JsonNode instance = run(voting("timeout: PT0.2S, onTimeout: {goto: order}"), "ann", "bob");
    String id = instance.path("id").asText();
    JsonNode after = waitsAt(id, "order");
    assertThat(after.at("/steps/choose/error").asText()).isEqualTo("was not done within PT0.2S");
    String poll =
        json(boss.get("api/v1/consensus?instanceId=" + id), 200).at("/items/0/id").asText();
    ballotIn(poll, "CANCELLED");
  }

  @Test
  void what_follows_from_a_vote_waits_while_the_instance_is_suspended() {
    JsonNode instance = run(voting("timeout: P1D"), "ann");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    json(boss.post("api/v1/instances/" + id + "/suspend", "{}"), 200);
    json(vote(ann, poll, "acme"), 201);
    String told =
        "select count(*) from jobs where kind = 'BALLOT_ENDED' and token_id = '%s' and status = 'HELD'"
            .formatted(poll);
    TestRows.until(told, 1);
    assertThat(Patience.instance(boss, id).at("/steps/choose/status").asText()).isEqualTo("ACTIVE");
    json(boss.post("api/v1/instances/" + id + "/resume", "{}"), 200);
    assertThat(waitsAt(id, "order").at("/steps/choose/decision").asText()).isEqualTo("acme");
    TestRows.until("select count(*) from jobs where instance_id = '%s'".formatted(id), 0);
  }

  @Test
  void a_vote_that_ended_before_is_passed_over_when_its_instance_is_cancelled_while_suspended() {
    JsonNode instance = run(voting(""), "ann");
    String id = instance.path("id").asText();
    json(boss.post("api/v1/instances/" + id + "/suspend", "{}"), 200);
    json(vote(ann, ballotOf(instance, "choose"), "acme"), 201);
    json(boss.post("api/v1/instances/" + id + "/cancel", "{}"), 200);
    TestRows.until("select count(*) from jobs where instance_id = '%s'".formatted(id), 0);
    JsonNode end = Patience.instance(boss, id);
    assertThat(end.path("status").asText()).isEqualTo("CANCELLED");
    assertThat(end.at("/steps/choose/status").asText()).isEqualTo("CANCELLED");
  }

  @Test
  void news_that_comes_twice_or_too_late_changes_nothing() throws SQLException {
    String workflow =
        published(
            """
              - { id: choose, type: consensus, method: simple, options: [{id: acme}, {id: bolt}], participants: "input.voters" }
              - { id: again, type: decision, cases: [{ when: "steps.choose.visits < 2", goto: choose, atMost: 1 }] }
              - { id: order, type: task }
            """);
    JsonNode instance = run(workflow, "ann");
    String id = instance.path("id").asText();
    String first = ballotOf(instance, "choose");
    json(vote(ann, first, "acme"), 201);
    JsonNode second = Patience.until(boss, id, i -> i.at("/steps/choose/visits").asInt() == 2);
    String poll = ballotOf(second, "choose");
    assertThat(poll).isNotEqualTo(first);

    TestRows.change(
        """
        insert into jobs (id, tenant_id, kind, lane, instance_id, token_id, payload, status, max_attempts, backoff_ms,
          max_backoff_ms, timeout_ms, due_at, created_at)
        values (gen_random_uuid(), '%s', 'BALLOT_ENDED', 'BALLOT_ENDED', '%s', '%s',
          '{"ballotId": "x", "status": "DECIDED", "decision": "bolt"}', 'READY', 5, 1000, 1000, 30000, now(), now())"""
            .formatted(TENANT, id, first));
    TestRows.until("select count(*) from jobs where instance_id = '%s'".formatted(id), 0);
    JsonNode after = Patience.instance(boss, id);
    assertThat(ballotOf(after, "choose")).isEqualTo(poll);
    assertThat(after.at("/steps/choose/decision").asText()).isEqualTo("acme");
    json(vote(ann, poll, "bolt"), 201);
    assertThat(waitsAt(id, "order").at("/steps/choose/decision").asText()).isEqualTo("bolt");
  }

  @Test
  void the_last_vote_and_the_cancellation_race_and_nothing_is_left_open() throws Exception {
    String workflow = voting("");
    for (int i = 0; i < 15; i++) {
      JsonNode instance = run(workflow, "ann", "bob");
      String id = instance.path("id").asText();
      String poll = ballotOf(instance, "choose");
      json(vote(ann, poll, "acme"), 201);
      try (var together = new Together()) {
        together.run(
            List.of(
                () -> vote(bob, poll, "acme"),
                () -> runner.post("api/v1/instances/" + id + "/cancel", "{}")));
      }
      Patience.until(boss, id, one -> one.path("status").asText().equals("CANCELLED"));
      JsonNode end =
          Patience.untilAnswer(
              boss, "api/v1/consensus/" + poll, b -> !b.path("status").asText().equals("OPEN"));
      assertThat(end.path("status").asText()).isIn("DECIDED", "CANCELLED");
      TestRows.until(
          "select count(*) from jobs where instance_id in ('%s', '%s')".formatted(id, poll), 0);
    }
  }

  @Test
  void branches_and_turns_vote_each_for_themselves() {
    String workflow =
        published(
            """
              - id: each
                type: forEach
                items: "input.voters"
                parallel: 3
                steps:
                  - { id: choose, type: consensus, method: simple, options: [{id: acme}, {id: bolt}], participants: ["item"] }
                result: "steps.choose.output.decision"
            """);
    JsonNode instance = run(workflow, "ann", "bob", "carol");
    String id = instance.path("id").asText();
    for (JsonNode active : instance.path("activeSteps")) {
      Caller voter = List.of(ann, bob, carol).get(active.path("index").asInt());
      json(vote(voter, active.path("ballotId").asText(), voter == bob ? "bolt" : "acme"), 201);
    }
    JsonNode end = Patience.ended(boss, id, "COMPLETED");
    assertThat(end.at("/steps/each/output").toString()).isEqualTo("[\"acme\",\"bolt\",\"acme\"]");
  }

  @Test
  void what_cannot_be_put_to_the_vote_is_told_to_whoever_starts_it() {
    ObjectNode body = Scene.run(voting(""));
    ((ObjectNode) body.path("input")).putArray("voters");
    JsonNode refused =
        problem(runner.post("api/v1/workflows/run", body.toString()), 422, "invalid-input");
    assertThat(refused.path("detail").asText())
        .contains("step choose: the ballot cannot be opened: 'participants' needs from 1 to 1000");
  }

  @Test
  void a_ballot_outlives_a_migration_that_renames_its_step() {
    String workflow = voting("");
    JsonNode instance = run(workflow, "ann");
    String id = instance.path("id").asText();
    String poll = ballotOf(instance, "choose");
    HttpResponse<String> draft = boss.get("api/v1/workflows/" + workflow);
    json(
        boss.put(
            "api/v1/workflows/" + workflow,
            ("id: "
                + workflow
                + "\nname: Steps\nsteps:\n"
                + "  - { id: pick, type: consensus, method: ranked, options: [{id: x}, {id: y}], participants: \"['bob']\" }\n"
                + "  - { id: order, type: task }\n"),
            "Content-Type",
            "application/yaml",
            "If-Match",
            draft.headers().firstValue("ETag").orElseThrow()),
        200);
    json(boss.post("api/v1/workflows/" + workflow + "/publish", ""), 200);
    json(
        boss.post(
            "api/v1/instances/" + id + "/migrate",
            "{\"version\":2,\"steps\":{\"choose\":\"pick\"}}"),
        200);
    json(vote(ann, poll, "bolt"), 201);
    JsonNode after = waitsAt(id, "order");
    assertThat(after.at("/steps/pick/decision").asText()).isEqualTo("bolt");
    assertThat(ballot(poll).path("step").asText()).as("as it was called then").isEqualTo("choose");
  }

  @Test
  void tenants_never_meet() {
    JsonNode instance = run(voting(""), "ann", "root");
    String poll = ballotOf(instance, "choose");
    Caller stranger = Scene.tenant(Scene.fresh("polls"));
    problem(stranger.get("api/v1/consensus/" + poll), 404, "not-found");
    problem(vote(stranger, poll, "acme"), 404, "not-found");
    assertThat(
            Lists.all(stranger, "api/v1/consensus?instanceId=" + instance.path("id").asText(), 5))
        .isEmpty();
  }

  /** What stands in the tables that no resource shows. */
  private static final class TestRows {
    private TestRows() {}

    static void until(String count, long wanted) {
      Instant end = Instant.now().plusSeconds(60);
      long now = count(count);
      while (now != wanted) {
        assertThat(Instant.now()).as(count + " is still " + now).isBefore(end);
        LockSupport.parkNanos(20_000_000);
        now = count(count);
      }
    }

    private static long count(String sql) {
      try (Connection connection = TestDatabase.ofServer().getConnection();
          Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(sql)) {
        row.next();
        return row.getLong(1);
      } catch (SQLException e) {
        throw new AssertionError(e);
      }
    }

    static void change(String sql) throws SQLException {
      try (Connection connection = TestDatabase.ofServer().getConnection();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(sql);
      }
    }
  }
}
