package dev.assent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The transitions of an enum of states: as text, as the database checks them, and which of them the
 * tests have taken.
 */
public final class StateTable<S extends Enum<S>> {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  private final Class<S> type;
  private final Function<S, Set<S>> successors;
  private final Map<S, Set<S>> taken;

  public StateTable(Class<S> type, Function<S, Set<S>> successors) {
    this.type = type;
    this.successors = successors;
    this.taken = new EnumMap<>(type);
  }

  /** Notes that a test has gone from {@code from} to {@code to}. */
  public void took(S from, S to) {
    taken.computeIfAbsent(from, s -> EnumSet.noneOf(type)).add(to);
  }

  public boolean allows(S from, S to) {
    return successors.apply(from).contains(to);
  }

  /** Fails when some transition of the table was never taken, or one was that is not in it. */
  public void requireAllTaken() {
    assertThat(text(s -> taken.getOrDefault(s, EnumSet.noneOf(type))))
        .as("transitions taken by tests, compared with the table")
        .isEqualTo(text());
  }

  /** One line for each state. */
  public String text() {
    return text(successors);
  }

  private String text(Function<S, Set<S>> table) {
    return Arrays.stream(type.getEnumConstants())
        .map(s -> (s + " -> " + names(table.apply(s))).strip())
        .collect(Collectors.joining("\n"));
  }

  private static String names(Collection<? extends Enum<?>> states) {
    return states.stream().map(Enum::name).collect(Collectors.joining(", "));
  }

  /** Fails when the check constraint of a column does not name exactly these states. */
  public void requireSameAsColumn(String migration, String table, String column) {
    requireSame(
        migration,
        "create table " + table + "\\b(?:(?!create table).)*?\\b" + column + " text not null",
        column);
  }

  /** Fails when the check constraint of a domain does not name exactly these states. */
  public void requireSameAsDomain(String migration, String domain) {
    requireSame(migration, "alter domain " + domain + "\\s+add", "value");
  }

  private void requireSame(String migration, String before, String value) {
    Matcher check =
        Pattern.compile(before + "\\s+check \\(" + value + " in \\(([^)]*)\\)", Pattern.DOTALL)
            .matcher(read(migration));
    assertThat(check.find()).as("a check constraint after " + before).isTrue();
    assertThat(Arrays.stream(check.group(1).split(",", -1)))
        .extracting(name -> name.strip().replace("'", ""))
        .as("check constraint after " + before)
        .containsExactly(
            Arrays.stream(type.getEnumConstants()).map(Enum::name).toArray(String[]::new));
  }

  private static String read(String migration) {
    try {
      return Files.readString(MIGRATIONS.resolve(migration));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
