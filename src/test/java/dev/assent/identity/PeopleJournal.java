package dev.assent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the journal has of a subject, looked at behind the product's back: sealing takes time. */
final class PeopleJournal {
  private PeopleJournal() {}

  /** An entry's actor, and its one event with its data. */
  record Told(String actor, String event, JsonNode data) {}

  static List<Told> of(String tenant, String subjectType, String subject) {
    String sql =
        "select actor, events->0->>'event', events->0->>'data' from journal"
            + " where tenant_id = ? and subject_type = ? and subject_id = ? order by seq";
    try (var connection = TestDatabase.ofServer().getConnection();
        var select = connection.prepareStatement(sql)) {
      select.setString(1, tenant);
      select.setString(2, subjectType);
      select.setString(3, subject);
      List<Told> told = new ArrayList<>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          told.add(new Told(rows.getString(1), rows.getString(2), Json.parse(rows.getString(3))));
        }
      }
      return told;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  static List<String> events(String tenant, String subjectType, String subject) {
    return of(tenant, subjectType, subject).stream().map(Told::event).toList();
  }
}
