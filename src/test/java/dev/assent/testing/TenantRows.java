package dev.assent.testing;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a tenant has in the database, looked at behind the product's back. */
public final class TenantRows {

  private static final List<String> TABLES =
      List.of(
          "workflows",
          "workflow_versions",
          "workflow_instances",
          "approval_requests",
          "workflow_approvals",
          "ballots",
          "ballot_participants",
          "ballot_votes",
          "routing_policies",
          "routing_policy_versions",
          "agents",
          "incidents",
          "signal_subscriptions",
          "step_results",
          "idempotency_keys",
          "jobs",
          "bulk_operations",
          "bulk_operation_items",
          "journal",
          "accounts",
          "people",
          "absences",
          "separation_pairs",
          "roles");

  private TenantRows() {}

  /** How many rows each table holds of {@code tenant}. */
  public static Map<String, Integer> counted(String tenant) {
    Map<String, Integer> counts = new TreeMap<>();
    try (var connection = TestDatabase.ofServer().getConnection()) {
      for (var table : TABLES) {
        try (var select =
            connection.prepareStatement("select count(*) from " + table + " where tenant_id = ?")) {
          select.setString(1, tenant);
          try (var row = select.executeQuery()) {
            row.next();
            counts.put(table, row.getInt(1));
          }
        }
      }
      return counts;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot count the rows of " + tenant, e);
    }
  }
}
