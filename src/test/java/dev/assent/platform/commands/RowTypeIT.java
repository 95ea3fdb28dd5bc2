package dev.assent.platform.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows arrive in PostgreSQL as they were, in the order in which they were given. */
class RowTypeIT {
  private record Thing(Object value) {}

  private static javax.sql.DataSource database;

  @BeforeAll
  static void tables() throws SQLException {
    database = TestDatabase.empty();
    execute(
        "create table things (n bigserial, id uuid, word text, day text, at timestamptz, many bigint, part numeric, yes bool, doc jsonb)");
  }

  @Test
  void every_type_keeps_its_value() throws SQLException {
    UUID id = UUID.randomUUID();
    Instant at = Instant.parse("2026-11-29T01:02:03.456789Z");

    assertThat(stored("id", "uuid", id)).isEqualTo(id.toString());
    assertThat(stored("day", "text", DayOfWeek.MONDAY)).isEqualTo("MONDAY");
    assertThat(stored("at", "timestamptz", at)).startsWith("2026-11-29").endsWith(".456789+00");
    assertThat(stored("many", "bigint", Long.MAX_VALUE)).isEqualTo("9223372036854775807");
    assertThat(stored("part", "numeric", new BigDecimal("1.50"))).isEqualTo("1.50");
    assertThat(stored("part", "numeric", new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(stored("yes", "bool", false)).isEqualTo("f");
    assertThat(stored("word", "text", null)).isNull();
  }

  @Test
  void texts_arrive_as_they_are_whatever_is_in_them() throws SQLException {
    for (String text :
        List.of(
            "",
            "null",
            "{}",
            "\"",
            "\\",
            "'",
            "a,b{c}",
            "\n\t\r",
            "ÄÖ \u2028 \ud83d\ude00",
            "\u0001")) {
      assertThat(stored("word", "text", text)).isEqualTo(text);
    }
  }

  @Test
  void documents_are_given_as_values_or_as_json() throws SQLException {
    assertThat(stored("doc", "jsonb", Map.of("a", List.of(1, 2.50))))
        .isEqualTo("{\"a\": [1, 2.5]}");
    assertThat(stored("doc", "jsonb", "{\"a\":null,\"b\":1.50}"))
        .isEqualTo("{\"a\": null, \"b\": 1.50}");
    assertThat(stored("doc", "jsonb", Json.parse("\"text\""))).isEqualTo("\"text\"");
    assertThat(stored("doc", "jsonb", NullNode.getInstance())).isNull();
  }

  @Test
  void what_is_inserted_in_order_is_numbered_in_order() throws SQLException {
    RowType<Integer> numbers = RowType.<Integer>of().with("many", "bigint", n -> n);
    List<Integer> given = IntStream.range(0, 500).map(n -> (n * 7919) % 500).boxed().toList();
    execute("truncate things");
    write(numbers.insertInOrderInto("things"), numbers.rows(given));

    List<Integer> found = new ArrayList<>();
    try (Connection connection = database.getConnection();
        ResultSet row =
            connection.createStatement().executeQuery("select many from things order by n")) {
      while (row.next()) {
        found.add(row.getInt(1));
      }
    }
    assertThat(found).isEqualTo(given);
  }

  private static String stored(String column, String type, Object value) throws SQLException {
    RowType<Thing> things = RowType.<Thing>of().with(column, type, Thing::value);
    execute("truncate things");
    write(things.insertInto("things"), things.rows(List.of(new Thing(value))));
    try (Connection connection = database.getConnection()) {
      connection.createStatement().execute("set timezone = 'UTC'");
      try (ResultSet row =
          connection.createStatement().executeQuery("select " + column + " from things")) {
        assertThat(row.next()).isTrue();
        return row.getString(1);
      }
    }
  }

  private static void write(String sql, SqlParameter rows) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      rows.bind(connection, insert, 1);
      insert.execute();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection()) {
      connection.createStatement().execute(sql);
    }
  }
}
