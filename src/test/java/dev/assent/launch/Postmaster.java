package dev.assent.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The first process of an embedded PostgreSQL, for tests that stop the database under a server and
 * start it again: same data, same port.
 */
public final class Postmaster {

  /** How PostgreSQL is told to stop; see {@code pg_ctl}. */
  public enum Manner {
    /** Sessions are ended, open transactions rolled back. */
    FAST,
    /** As if the machine had lost its power: the next start has to recover. */
    IMMEDIATE
  }

  private static final Pattern OPTION = Pattern.compile("\"([^\"]*)\"");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final DataSource administration;
  private final Path data;
  private final List<String> command;

  private Postmaster(DataSource administration, Path data, List<String> command) {
    this.administration = administration;
    this.data = data;
    this.command = command;
  }

  static Postmaster of(DataSource administration) {
    try (var connection = administration.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("show data_directory")) {
      row.next();
      var data = Path.of(row.getString(1));
      return new Postmaster(administration, data, command(data));
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not tell where its data is", e);
    }
  }

  /** As PostgreSQL itself has written it down: the program, then its options in quotes. */
  private static List<String> command(Path data) {
    try {
      var line = Files.readString(data.resolve("postmaster.opts")).strip();
      var command = new ArrayList<String>();
      command.add(line.substring(0, line.indexOf(" \"")));
      OPTION.matcher(line).results().forEach(option -> command.add(option.group(1)));
      return command;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read how PostgreSQL was started", e);
    }
  }

  /** Returns when the process is gone. */
  public void stop(Manner manner) throws InterruptedException {
    var control = Path.of(command.get(0)).resolveSibling("pg_ctl").toString();
    var mode = manner.name().toLowerCase(java.util.Locale.ROOT);
    var status = run(control, "-D", data.toString(), "-m", mode, "-w", "stop").waitFor();
    if (status != 0) {
      throw new IllegalStateException("pg_ctl stop ended with " + status);
    }
  }

  /** Returns when it takes connections. */
  public void start() throws InterruptedException {
    var process = run(command.toArray(String[]::new));
    var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > giveUpAt) {
        throw new IllegalStateException("PostgreSQL did not start again on " + data);
      }
      Thread.sleep(50);
    }
  }

  private boolean isReady() {
    try (var connection = administration.getConnection()) {
      return connection.isValid(2);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private static Process run(String... command) {
    var all = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) {
      // PostgreSQL refuses to run as root; in a user namespace of its own it does not see that.
      all.addAll(List.of("unshare", "-U"));
    }
    all.addAll(Arrays.asList(command));
    try {
      return new ProcessBuilder(all)
          .redirectErrorStream(true)
          .redirectOutput(Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + String.join(" ", all), e);
    }
  }
}
