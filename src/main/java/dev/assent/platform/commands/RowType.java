package dev.assent.platform.commands;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.assent.platform.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The columns of rows that a statement writes: their names, PostgreSQL's types and where their
 * values come from, said once. Immutable and thread-safe.
 *
 * <p>All rows travel as one parameter, an array of JSON objects without what is null. So their
 * number never changes the statement, and PostgreSQL reads one value where arrays for {@code
 * unnest} would be one for each column: of a few rows with two dozen columns that is half of its
 * work to take them. Keys alone travel as {@link SqlArray}s.
 *
 * <p>A JSON {@code null} in a column of type {@code jsonb} is stored as no value.
 */
public final class RowType<T> {
  private static final String SOURCE = "jsonb_to_recordset(?::jsonb)";

  private record Column<T>(
      String name, String type, Function<? super T, ? extends @Nullable Object> value) {}

  private final List<Column<T>> columns;

  private RowType(List<Column<T>> columns) {
    this.columns = columns;
  }

  /** Without any column yet. */
  public static <T> RowType<T> of() {
    return new RowType<>(List.of());
  }

  /**
   * The same with a column more.
   *
   * @param value of type {@code jsonb} whatever {@link Json} writes, or a {@code String} that is
   *     JSON already; else a string, number, flag, or what is told by its {@code toString}
   */
  public RowType<T> with(
      String name, String type, Function<? super T, ? extends @Nullable Object> value) {
    List<Column<T>> more = new ArrayList<>(columns);
    more.add(new Column<>(name, type, value));
    return new RowType<>(List.copyOf(more));
  }

  /** A statement that inserts rows of this type into {@code table}, in whatever order. */
  public String insertInto(String table) {
    return insertInto(table, as("n"));
  }

  /** A statement that inserts rows of this type into {@code table}, one behind the other. */
  public String insertInOrderInto(String table) {
    String numbered =
        "rows from (%s as (%s)) with ordinality as n(%s, place) order by place"
            .formatted(SOURCE, definition(), names());
    return insertInto(table, numbered);
  }

  private String insertInto(String table, String from) {
    return "insert into %s (%s)\nselect %s from %s".formatted(table, names(), names(), from);
  }

  /** The rows as a table {@code alias} of a FROM clause. */
  public String as(String alias) {
    return "%s as %s(%s)".formatted(SOURCE, alias, definition());
  }

  private String names() {
    return columns.stream().map(Column::name).collect(Collectors.joining(", "));
  }

  private String definition() {
    return columns.stream().map(c -> c.name() + " " + c.type()).collect(Collectors.joining(", "));
  }

  /** The parameter that stands for {@code rows}. */
  public SqlParameter rows(List<? extends T> rows) {
    StringWriter text = new StringWriter(512 * rows.size());
    try (JsonGenerator out = Json.mapper().createGenerator(text)) {
      out.writeStartArray();
      for (T row : rows) {
        write(row, out);
      }
      out.writeEndArray();
    } catch (IOException e) {
      throw new UncheckedIOException("rows cannot be written as JSON", e);
    }
    return new Rows(text.toString());
  }

  private record Rows(String json) implements SqlParameter {
    @Override
    public void bind(Connection connection, PreparedStatement statement, int index)
        throws SQLException {
      statement.setString(index, json);
    }
  }

  private void write(T row, JsonGenerator out) throws IOException {
    out.writeStartObject();
    for (Column<T> column : columns) {
      Object value = column.value().apply(row);
      if (value == null) {
        continue;
      }
      out.writeFieldName(column.name());
      if (column.type().equals("jsonb")) {
        json(value, out);
      } else if (value instanceof Number || value instanceof Boolean) {
        out.writePOJO(value);
      } else {
        out.writeString(value.toString());
      }
    }
    out.writeEndObject();
  }

  private static void json(Object value, JsonGenerator out) throws IOException {
    if (value instanceof String text) {
      out.writeRawValue(text);
    } else {
      out.writePOJO(value);
    }
  }
}
