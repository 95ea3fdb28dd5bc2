package dev.assent.platform.commands;

import static dev.assent.testing.Answers.json;

import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A newer node changes the types of columns while this one works: PostgreSQL then refuses, once,
 * each statement that a connection has prepared before.
 */
class SchemaChangeIT {
  private static final Caller EMPLOYEE = Caller.named("employee");
  private static final Caller SUPERVISOR = Caller.named("supervisor");

  private static String workflow;

  @BeforeAll
  static void prepare() throws SQLException {
    workflow = Scene.published(Caller.named("admin"), Scene.TASK_AND_APPROVAL);
    administer("create domain some_text as text");
  }

  @AfterAll
  static void restore() throws SQLException {
    retype("text");
    administer("drop domain some_text");
  }

  @Test
  void commands_alone_are_done_by_a_node_that_has_prepared_statements_for_the_schema_before()
      throws SQLException {
    String waiting = waiting();
    for (int i = 0; i < 20; i++) {
      json(Scene.decide(SUPERVISOR, waiting(), "APPROVE"), 201);
      json(SUPERVISOR.get("api/v1/approvals/pending"), 200);
    }

    retype("some_text");
    json(Scene.decide(SUPERVISOR, waiting, "APPROVE"), 201);
    json(SUPERVISOR.get("api/v1/approvals/pending"), 200);

    retype("text");
    waiting();
  }

  private static void retype(String type) throws SQLException {
    administer("alter table workflow_instances alter workflow_id type " + type);
    administer("alter table approval_requests alter title type " + type);
    administer("alter table workflow_approvals alter rationale type " + type);
  }

  private static void administer(String sql) throws SQLException {
    try (Connection connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String waiting() {
    String id = Scene.started(EMPLOYEE, Scene.run(workflow)).path("id").asText();
    return Scene.approvalOf(json(Scene.complete(EMPLOYEE, id, "prepare"), 200), "consent");
  }
}
