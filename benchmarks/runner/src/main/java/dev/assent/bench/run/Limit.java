package dev.assent.bench.run;

import dev.assent.bench.ClosedLoop;
import dev.assent.bench.Order;
import dev.assent.bench.Stopwatch;
import dev.assent.bench.Window;
import dev.assent.bench.Work;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What this PostgreSQL could do at most: the least SQL that an approval could do with, from
 * pgbench, or by hand-written JDBC where there is no pgbench.
 */
final class Limit implements Contender {
  private static final String NAME = "limit";
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Settings settings;
  private final Database database;
  private final Optional<String> pgbench;

  Limit(Settings settings, Database database) {
    this.settings = settings;
    this.database = database;
    this.pgbench = found();
  }

  /** {@code -Dbench.pgbench=}, else that of the path; an empty value is for JDBC. */
  private static Optional<String> found() {
    String named = System.getProperty("bench.pgbench");
    if (named != null) {
      return Optional.of(named).filter(text -> !text.isBlank());
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator))
        .map(directory -> Path.of(directory, "pgbench"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  @Override
  public void start() throws SQLException, IOException {
    database.create(NAME);
    try (Connection connection = database.connect(NAME);
        Statement statement = connection.createStatement()) {
      statement.execute(resource("schema.sql"));
    }
  }

  @Override
  public Window run(Order order) throws Exception {
    if (order.millis() == 0) {
      return Window.NOTHING;
    }
    String sql = resource(order.workload().name().toLowerCase(Locale.ROOT) + ".sql");
    return pgbench.isPresent() ? byPgbench(pgbench.get(), sql, order) : byJdbc(sql, order);
  }

  private Window byPgbench(String program, String sql, Order order) throws Exception {
    Path directory = Files.createDirectories(settings.work().resolve("pgbench"));
    Path script = Files.writeString(directory.resolve("script.sql"), sql);
    long seconds = Math.max(1, Math.round(order.millis() / 1_000.0));
    Process process =
        new ProcessBuilder(
                program,
                "-n",
                "-M",
                "prepared",
                "-h",
                "127.0.0.1",
                "-p",
                String.valueOf(database.port()),
                "-U",
                Database.USER,
                "-c",
                String.valueOf(order.clients()),
                "-j",
                String.valueOf(Math.min(PROCESSORS, order.clients())),
                "-T",
                String.valueOf(seconds),
                "-l",
                "-f",
                script.toString(),
                NAME)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output.txt").toFile())
            .start();
    int status = process.waitFor();
    List<String> log = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "pgbench_log.*")) {
      for (Path file : files) {
        log.addAll(Files.readAllLines(file));
        Files.delete(file);
      }
    }
    if (status != 0) {
      String said = Files.readString(directory.resolve("output.txt"));
      return Window.failed(new IOException("pgbench: " + said));
    }
    return PgbenchLog.window(log);
  }

  private Window byJdbc(String sql, Order order) throws Exception {
    List<Connection> connections = new ArrayList<>();
    try {
      List<Work> works = new ArrayList<>();
      for (int i = 0; i < order.clients(); i++) {
        Connection connection = database.connect(NAME);
        connections.add(connection);
        works.add(byJdbc(connection, sql));
      }
      return ClosedLoop.run(
          (worker, watch) -> works.get(worker).once(worker, watch), order, Thread::new);
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
  }

  /** The script's one or two statements; the first's answer is what the second is about. */
  private static Work byJdbc(Connection connection, String script) throws SQLException {
    String[] lines = script.strip().split("\n");
    PreparedStatement first = connection.prepareStatement(lines[0].replaceAll("\\\\gset|;$", ""));
    PreparedStatement second =
        lines.length == 1
            ? null
            : connection.prepareStatement(lines[1].replaceAll(":id(?!s)|:ids(?=::)", "?"));
    return (int worker, Stopwatch watch) -> {
      if (second == null) {
        first.executeUpdate();
        return;
      }
      try (ResultSet row = first.executeQuery()) {
        row.next();
        second.setObject(1, row.getObject(1));
      }
      second.executeUpdate();
    };
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Limit.class.getResourceAsStream("limit/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Mode mode() {
    return Mode.LIMIT;
  }

  @Override
  public String database() {
    return NAME;
  }

  @Override
  public String title() {
    return pgbench
        .map(program -> "the limit, by pgbench")
        .orElse("the limit, by JDBC (no pgbench)");
  }

  @Override
  public Set<Workload> workloads() {
    return Set.of(Workload.L1, Workload.L10, Workload.LROW);
  }

  @Override
  public long pid() {
    return 0;
  }

  @Override
  public Duration startUp() {
    return Duration.ZERO;
  }

  @Override
  public void pause() {
    // nothing runs
  }

  @Override
  public void resume() {
    // nothing runs
  }

  @Override
  public void close() {
    // nothing runs
  }
}
