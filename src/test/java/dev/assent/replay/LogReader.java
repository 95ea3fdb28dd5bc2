package dev.assent.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * Streams the cases of a log: CSV, with or without gzip, the events of a case one after the other.
 * One case is in memory at a time, and the ids of all.
 *
 * <p>A line that cannot be read is kept as a {@link BadLine} and skipped; what is wrong with the
 * file as a whole ends the reading with an {@link UnreadableLogException}.
 */
final class LogReader {

  /** A line that is not used, and why. */
  record BadLine(long line, String reason) {}

  /** The file is not a log of this kind, or is damaged. */
  static final class UnreadableLogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableLogException(String message) {
      super(message);
    }
  }

  private static final int MAX_BAD_LINES_KEPT = 100;
  private static final int MAX_ID_LENGTH = 120;

  private final Path file;
  private final Map<String, Long> ignored = new TreeMap<>();
  private final List<BadLine> badLines = new ArrayList<>();
  private final Set<String> finished = new HashSet<>();
  private long badLineCount;
  private Columns columns;
  private Consumer<Case> consumer;
  private Building building;
  private long line;

  LogReader(Path file) {
    this.file = file;
  }

  /** Where the columns are that count; the amount's is -1 where a log has none. */
  private record Columns(int count, int caseId, int activity, int time, int amount) {

    static Columns of(List<String> header) {
      var names = header.stream().map(name -> name.replace("\ufeff", "").strip()).toList();
      var amount =
          names.stream()
              .filter(name -> name.matches("(?i)(\\(case\\)_|case:)(Requested)?Amount"))
              .findFirst();
      return new Columns(
          names.size(),
          required(names, "case:concept:name"),
          required(names, "concept:name"),
          required(names, "time:timestamp"),
          amount.map(names::indexOf).orElse(-1));
    }

    private static int required(List<String> names, String name) {
      if (!names.contains(name)) {
        throw new UnreadableLogException(
            "the first line has no column '%s'; its columns are %s".formatted(name, names));
      }
      return names.indexOf(name);
    }
  }

  /** The case that is being read. */
  private static final class Building {
    private final String id;
    private final List<Event> events = new ArrayList<>();
    private Optional<BigDecimal> amount = Optional.empty();

    Building(String id) {
      this.id = id;
    }
  }

  /** Reads the whole file; once per reader. */
  void read(Consumer<Case> to) {
    consumer = to;
    if (!Files.isReadable(file)) {
      throw new UnreadableLogException("there is no log at " + file + " that can be read");
    }
    try (var in = open();
        var lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (var text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        accept(text);
      }
    } catch (IOException e) {
      throw new UnreadableLogException(
          "%s cannot be read after line %d: %s".formatted(file, line, e.getMessage()));
    }
    if (columns == null) {
      throw new UnreadableLogException(file + " is empty");
    }
    finish();
  }

  private InputStream open() throws IOException {
    var in = new BufferedInputStream(Files.newInputStream(file));
    in.mark(2);
    var zipped = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return zipped ? new GZIPInputStream(in, 1 << 16) : in;
  }

  private void accept(String text) {
    if (text.isBlank()) {
      return;
    }
    try {
      var fields = CsvLine.fields(text);
      if (columns == null) {
        columns = Columns.of(fields);
      } else {
        accept(fields);
      }
    } catch (IllegalArgumentException | DateTimeException e) {
      bad(e.getMessage());
    }
  }

  private void accept(List<String> fields) {
    if (fields.size() != columns.count()) {
      throw new IllegalArgumentException(
          "it has %d fields and not %d".formatted(fields.size(), columns.count()));
    }
    var id = fields.get(columns.caseId()).strip();
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new IllegalArgumentException("the case has no id, or a very long one");
    }
    var name = fields.get(columns.activity()).strip();
    var at = time(fields.get(columns.time()));
    begin(id);
    if (columns.amount() >= 0 && building.amount.isEmpty()) {
      building.amount = amount(fields.get(columns.amount()));
    }
    var activity = Activity.parse(name);
    if (activity.isEmpty()) {
      ignored.merge(name, 1L, Long::sum);
      return;
    }
    building.events.add(new Event(building.events.size() + 1, line, name, activity.get(), at));
  }

  private void begin(String id) {
    if (building != null && building.id.equals(id)) {
      return;
    }
    if (finished.contains(id)) {
      throw new IllegalArgumentException(
          "case '%s' goes on here, but its events do not stand together".formatted(id));
    }
    finish();
    building = new Building(id);
  }

  private void finish() {
    if (building == null) {
      return;
    }
    finished.add(building.id);
    if (!building.events.isEmpty()) {
      consumer.accept(new Case(building.id, building.amount, building.events));
    }
    building = null;
  }

  private static Instant time(String text) {
    return OffsetDateTime.parse(text.strip().replace(' ', 'T')).toInstant();
  }

  private static Optional<BigDecimal> amount(String text) {
    try {
      var amount = new BigDecimal(text.strip());
      // Nobody claims 1e999999.
      return Math.abs((long) amount.precision() - amount.scale()) > 30
          ? Optional.empty()
          : Optional.of(amount);
    } catch (NumberFormatException unknown) {
      return Optional.empty();
    }
  }

  private void bad(String reason) {
    badLineCount++;
    if (badLines.size() < MAX_BAD_LINES_KEPT) {
      badLines.add(new BadLine(line, reason));
    }
  }

  /** Activities of no known form, and how often each occurred. */
  Map<String, Long> ignored() {
    return ignored;
  }

  /** The first hundred. */
  List<BadLine> badLines() {
    return badLines;
  }

  long badLineCount() {
    return badLineCount;
  }

  /** The whole log in memory, for small ones. */
  static List<Case> cases(Path file) {
    var cases = new ArrayList<Case>();
    new LogReader(file).read(cases::add);
    return cases;
  }
}
