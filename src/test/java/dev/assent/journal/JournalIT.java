package dev.assent.journal;

import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import dev.assent.testing.TenantRows;
import dev.assent.testing.TestDatabase;
import dev.assent.testing.Together;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal over REST and behind its back: complete, in one order, and tamper-evident. */
class JournalIT {
  private static final String ONE = Scene.fresh("journal");
  private static final String OTHER = Scene.fresh("journal");
  private static Caller one;
  private static Caller other;

  @BeforeAll
  static void work() throws Exception {
    one = Scene.tenant(ONE);
    other = Scene.tenant(OTHER);
    try (Together together = new Together()) {
      List<Callable<Integer>> clients = new ArrayList<>();
      for (Caller caller : List.of(one, other, one, other)) {
        clients.add(() -> work(caller));
      }
      together.run(clients);
    }
  }

  private static int work(Caller caller) {
    for (int i = 0; i < 25; i++) {
      String id =
          Scene.requested(caller, Scene.request("R" + i, List.of("root"), List.of()))
              .path("id")
              .asText();
      json(Scene.decide(caller, id, i % 2 == 0 ? "APPROVE" : "REJECT"), 201);
    }
    return 25;
  }

  @Test
  void every_change_has_its_position_without_gaps() throws Exception {
    for (String tenant : List.of(ONE, OTHER)) {
      Caller caller = tenant.equals(ONE) ? one : other;
      int entries = TenantRows.counted(tenant).get("journal");
      assertThat(entries).isGreaterThanOrEqualTo(100);
      JsonNode verified = sealed(caller, entries);
      assertThat(verified.path("intact").asBoolean()).isTrue();
      assertThat(verified.path("verifiedTo").asInt()).isEqualTo(entries);

      for (int limit : new int[] {1, 7, 200}) {
        List<JsonNode> read = read(caller, limit);
        assertThat(read).hasSize(entries);
        Set<String> decided = new HashSet<>();
        for (int i = 0; i < entries; i++) {
          assertThat(read.get(i).path("position").asInt()).isEqualTo(i + 1);
          if (read.get(i).path("events").path(0).path("event").asText().equals("DECIDED")) {
            assertThat(decided.add(read.get(i).path("subjectId").asText())).isTrue();
          }
        }
        assertThat(decided).hasSize(50);
      }
    }
  }

  @Test
  void verification_goes_on_from_where_it_ended() throws Exception {
    int entries = TenantRows.counted(OTHER).get("journal");
    sealed(other, entries);

    JsonNode rest = json(other.get("api/v1/journal/verification?after=" + entries), 200);

    assertThat(rest.path("intact").asBoolean()).isTrue();
    assertThat(rest.path("complete").asBoolean()).isTrue();
    assertThat(rest.path("verifiedTo").asInt()).isEqualTo(entries);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update journal set actor = 'x' where false",
        "update journal set actor = 'x'",
        "delete from journal",
        "truncate journal",
        "update journal_seals set hash = ''",
        "delete from journal_seals",
        "truncate journal_seals"
      })
  void the_database_refuses_to_change_it(String sql) throws SQLException {
    try (Connection connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      if (sql.endsWith("false")) {
        assertThat(statement.executeUpdate(sql)).isZero();
      } else {
        assertThatExceptionOfType(SQLException.class)
            .isThrownBy(() -> statement.execute(sql))
            .withMessageContaining("append-only");
      }
      connection.rollback();
    }
  }

  /** Those that the migrations made, and those that are made while a node runs. */
  @Test
  void the_database_refuses_to_empty_any_partition() throws SQLException {
    try (Connection connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      int migrated = partitions(statement).size();
      statement.execute("select journal_partitions(now() + interval '5 years', 0)");
      List<String> partitions = partitions(statement);
      assertThat(partitions).hasSize(migrated + 2);
      for (String partition : partitions) {
        var before = connection.setSavepoint();
        assertThatExceptionOfType(SQLException.class)
            .as(partition)
            .isThrownBy(() -> statement.execute("truncate " + partition))
            .withMessageContaining("append-only");
        connection.rollback(before);
      }
      connection.rollback();
    }
  }

  private static List<String> partitions(Statement statement) throws SQLException {
    List<String> names = new ArrayList<>();
    try (var rows =
        statement.executeQuery(
            "select inhrelid::regclass from pg_inherits where inhparent = 'journal'::regclass")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update journal set actor = 'mallory' where tenant_id = ? and seq = ${seq}",
        "update journal set events = jsonb_set(events, '{0,event}', '\"X\"') where tenant_id = ? and seq = ${seq}",
        "update journal set at = at + interval '1 microsecond' where tenant_id = ? and seq = ${seq}",
        "update journal set subject_id = subject_id || 'x' where tenant_id = ? and seq = ${seq}",
        "update journal set on_behalf_of = 'chief' where tenant_id = ? and seq = ${seq}",
        "update journal set tenant_id = tenant_id || 'x' where tenant_id = ? and seq = ${seq}",
        "delete from journal where tenant_id = ? and seq = ${seq}",
        "insert into journal (seq, txid, tenant_id, at, subject_type, subject_id, actor, events)"
            + " select 0, txid, tenant_id, at, subject_type, subject_id, actor, events from journal"
            + " where tenant_id = ? and seq = ${seq}",
        "update journal_seals set hash = sha256(hash) where tenant_id = ?",
        "delete from journal_seals where tenant_id = ? and first_position = 1"
      })
  void tampering_shows(String sql) throws Exception {
    String tenant = Scene.fresh("tampered");
    Caller caller = Scene.tenant(tenant);
    work(caller);
    sealed(caller, TenantRows.counted(tenant).get("journal"));

    try (Connection connection = TestDatabase.asAdministrator().getConnection();
        var statement = connection.createStatement()) {
      // as somebody who owns the database and has switched the trigger off
      statement.execute("set session_replication_role = replica");
      String chosen =
          "(select seq from journal where tenant_id = '%s' order by txid, seq offset 20 limit 1)"
              .formatted(tenant);
      try (var tampering = connection.prepareStatement(sql.replace("${seq}", chosen))) {
        tampering.setString(1, tenant);
        assertThat(tampering.executeUpdate()).isPositive();
      }
    }

    JsonNode verification = json(caller.get("api/v1/journal/verification"), 200);
    assertThat(verification.path("intact").asBoolean()).as(verification.toString()).isFalse();
    assertThat(verification.path("verifiedTo").asInt()).isLessThan(21);
    assertThat(json(one.get("api/v1/journal/verification"), 200).path("intact").asBoolean())
        .as("the others' is what it was")
        .isTrue();
  }

  @Test
  void keeps_its_order_when_the_numbers_of_transactions_gain_a_digit() throws Exception {
    String tenant = Scene.fresh("digits");
    Caller caller = Scene.tenant(tenant);
    work(caller);
    try (Connection connection = TestDatabase.ofServer().getConnection();
        var statement = connection.createStatement()) {
      // at most 9 in 10 numbers of the same length are passed over, in transactions that write
      // nothing
      statement.execute(
          """
          do $$
          declare
            now bigint := pg_current_xact_id()::text::bigint;
            next bigint := (10 ^ length(now::text))::bigint;
          begin
            for i in 1 .. next - now - 20 loop
              commit;
              perform pg_current_xact_id();
            end loop;
          end $$""");
    }
    work(caller);
    int entries = TenantRows.counted(tenant).get("journal");
    JsonNode verified = sealed(caller, entries);
    assertThat(verified.path("intact").asBoolean()).isTrue();
    assertThat(verified.path("verifiedTo").asInt()).isEqualTo(entries);
  }

  private static List<JsonNode> read(Caller caller, int limit) {
    List<JsonNode> all = new ArrayList<>();
    String after = "0";
    while (true) {
      JsonNode page = json(caller.get("api/v1/journal?limit=" + limit + "&after=" + after), 200);
      assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
      page.path("items").forEach(all::add);
      if (!page.has("next")) {
        return all;
      }
      after = page.path("next").asText();
    }
  }

  /** The verification, when the sealer has come as far as {@code entries}. */
  private static JsonNode sealed(Caller caller, int entries) throws InterruptedException {
    long giveUpAt = System.nanoTime() + 20_000_000_000L;
    while (true) {
      JsonNode verification = json(caller.get("api/v1/journal/verification"), 200);
      if (verification.path("verifiedTo").asInt() >= entries || System.nanoTime() > giveUpAt) {
        return verification;
      }
      Thread.sleep(50);
    }
  }
}
