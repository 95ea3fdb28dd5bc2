package dev.assent.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssentDataSourceIT {

  @BeforeEach
  void configure() {
    System.setProperty("assent.db.url", TestDatabase.url());
    System.setProperty("assent.db.user", TestDatabase.user());
  }

  @AfterEach
  void forget() {
    System.clearProperty("assent.db.url");
    System.clearProperty("assent.db.user");
  }

  @Test
  void bounds_what_a_pooled_connection_may_wait_for() throws SQLException {
    assertThat(settings(new AssentDataSource()))
        .containsExactly(
            Map.entry("statement_timeout", "30s"),
            Map.entry("lock_timeout", "10s"),
            Map.entry("idle_in_transaction_session_timeout", "1min"),
            Map.entry("application_name", "assent"),
            Map.entry("synchronous_commit", "on"));
  }

  @Test
  void plans_by_keys_where_it_is_told_to() throws SQLException {
    AssentDataSource commands = new AssentDataSource();
    commands.setPlans(AssentDataSource.PLANS_BY_KEYS);

    try (Connection connection = commands.getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "select current_setting('plan_cache_mode'), current_setting('enable_seqscan'), current_setting('jit')")) {
      row.next();
      assertThat(List.of(row.getString(1), row.getString(2), row.getString(3)))
          .containsExactly("force_generic_plan", "off", "off");
    }
  }

  @Test
  void lets_a_migration_run_long_but_not_wait_for_locks() throws SQLException {
    assertThat(settings(AssentDataSource.forMigration()))
        .containsEntry("statement_timeout", "0")
        .containsEntry("lock_timeout", "10s");
  }

  @Test
  void heeds_what_the_address_says_first() throws SQLException {
    System.setProperty("assent.db.url", TestDatabase.url() + "?ApplicationName=replay");

    assertThat(settings(new AssentDataSource()))
        .containsEntry("application_name", "replay")
        .containsEntry("lock_timeout", "10s");
  }

  private static Map<String, String> settings(AssentDataSource dataSource) throws SQLException {
    var settings = new LinkedHashMap<String, String>();
    try (var connection = dataSource.getConnection();
        var query =
            connection.prepareStatement(
                """
                select name, current_setting(name)
                from unnest(array['statement_timeout', 'lock_timeout',
                                  'idle_in_transaction_session_timeout', 'application_name',
                                  'synchronous_commit']) with ordinality as t (name, place)
                order by place""");
        var rows = query.executeQuery()) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    return settings;
  }
}
