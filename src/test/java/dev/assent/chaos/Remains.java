package dev.assent.chaos;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Kind;
import dev.assent.chaos.Ledger.Outcome;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;

/** What is left in the database when everything has ended, and what it answers still. */
final class Remains {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int ANSWERS_ASKED_AGAIN = 200;

  private static final Map<String, String> NOTHING_LEFT =
      Map.ofEntries(
          entry("a job that is left over", "select id::text || kind || status from jobs"),
          entry(
              "an instance that has not ended",
              "select id::text from workflow_instances where status in ('RUNNING', 'SUSPENDED')"),
          entry(
              "a ballot that has not ended", "select id::text from ballots where status = 'OPEN'"),
          entry(
              "an open incident of an ended instance",
              "select id::text from incidents where status = 'OPEN'"),
          entry(
              "an open approval of nothing that is open",
              "select id::text from approval_requests where status in ('PENDING', 'CHANGES_REQUESTED')"),
          entry(
              "an open assignment of nothing that is open",
              "select id::text from workflow_approvals where status = 'PENDING'"),
          entry(
              "a subscription of an ended instance",
              "select token_id::text from signal_subscriptions"),
          // of a child that came to nothing there may be another one, with the key of its parent
          entry(
              "a business key with two instances",
              "select business_key from workflow_instances where workflow_id <> '"
                  + Documents.CHILD
                  + "' group by workflow_id, business_key having count(*) > 1"),
          entry(
              "an activation with two children",
              "select parent_token::text from workflow_instances where parent_token is not null"
                  + " group by parent_token having count(*) > 1"));

  private final DataSource database;
  private final Client client;
  private final Violations violations;

  Remains(DataSource database, Client client, Violations violations) {
    this.database = database;
    this.client = client;
    this.violations = violations;
  }

  void check(Ledger ledger) {
    NOTHING_LEFT.forEach(this::none);
    starts(ledger);
    verification();
    ledger.acknowledged().stream()
        // the marks are random
        .sorted(Comparator.comparing(entry -> entry.command().mark()))
        .limit(ANSWERS_ASKED_AGAIN)
        .forEach(this::again);
  }

  private void none(String rule, String sql) {
    var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    var rows = rows(sql);
    while (!rows.isEmpty() && System.nanoTime() < giveUpAt) {
      Client.pause(200);
      rows = rows(sql);
    }
    rows.keySet().forEach(row -> violations.add(rule, row));
  }

  private void starts(Ledger ledger) {
    var started =
        rows(
            "select business_key, id::text from workflow_instances where workflow_id <> '"
                + Documents.CHILD
                + "'");
    for (var entry : ledger.entries()) {
      if (entry.command().kind() == Kind.START) {
        var id = started.remove(entry.command().mark());
        var told = entry.outcome() == Outcome.ACKNOWLEDGED ? entry.json().path("id").asText() : "";
        if (!told.isEmpty() && !told.equals(id)) {
          violations.add("a start that was acknowledged and is not there", told);
        } else if (id != null && entry.outcome() == Outcome.REFUSED) {
          violations.add("a start that was refused and took effect", id);
        }
      }
    }
    started.values().forEach(id -> violations.add("an instance that nobody started", id));
  }

  private void verification() {
    var after = 0L;
    JsonNode told;
    var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    var entries = Long.parseLong(first("select count(*) from journal where tenant_id = 'demo'"));
    do {
      told = client.get("admin", "journal/verification?after=" + after);
      after = told.path("verifiedTo").asLong();
      Client.pause(100);
    } while (told.path("intact").asBoolean() && after < entries && System.nanoTime() < giveUpAt);
    if (!told.path("intact").asBoolean() || after != entries) {
      violations.add("a journal that does not verify", entries + " entries: " + told);
    }
  }

  /** What was answered once is answered again. */
  private void again(Entry entry) {
    var repeated = client.again(entry.command());
    if (!entry.answer().equals(repeated)) {
      violations.add("another answer to the same request", entry.command() + ": " + repeated);
    }
  }

  String first(String sql) {
    return rows(sql).keySet().iterator().next();
  }

  Map<String, String> rows(String sql) {
    Map<String, String> rows = new LinkedHashMap<>();
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.put(row.getString(1), row.getString(row.getMetaData().getColumnCount()));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
