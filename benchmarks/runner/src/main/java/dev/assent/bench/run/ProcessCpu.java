package dev.assent.bench.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processor time of processes, from {@code /proc/PID/stat}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
final class ProcessCpu {
  /** {@code sysconf(_SC_CLK_TCK)}, which is 100 on every Linux that runs Java. */
  private static final int TICKS_PER_SECOND = 100;

  /**
   * Of one process.
   *
   * @param own user and system ticks of the process
   * @param ended those of its children that have ended and were waited for
   */
  record Stat(long pid, long parent, long own, long ended) {

    /**
     * @param line of {@code /proc/PID/stat}; the name of the program, in parentheses, may itself
     *     hold spaces and parentheses
     */
    static Stat parse(String line) {
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
      // fields[0] is the third one of the manual page: state
      return new Stat(
          Long.parseLong(line.substring(0, line.indexOf(' '))),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
          Long.parseLong(fields[13]) + Long.parseLong(fields[14]));
    }
  }

  private ProcessCpu() {}

  /** Of the process alone, in milliseconds; 0 when there is none. */
  static double millis(long pid) {
    return stat(Path.of("/proc", String.valueOf(pid))).map(s -> toMillis(s.own())).orElse(0.0);
  }

  /** Of the process and all children that it has or had, in milliseconds. */
  static double millisWithChildren(long pid) {
    List<Stat> all = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      processes.forEach(process -> stat(process).ifPresent(all::add));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return toMillis(withChildren(pid, all));
  }

  /** A child that ends between two looks moves from its own row to its parent's. */
  static long withChildren(long pid, List<Stat> all) {
    return all.stream()
        .mapToLong(s -> s.pid() == pid ? s.own() + s.ended() : s.parent() == pid ? s.own() : 0)
        .sum();
  }

  private static double toMillis(long ticks) {
    return ticks * 1_000.0 / TICKS_PER_SECOND;
  }

  private static Optional<Stat> stat(Path process) {
    try {
      return Optional.of(Stat.parse(Files.readString(process.resolve("stat"))));
    } catch (NoSuchFileException ended) {
      return Optional.empty();
    } catch (IOException ended) {
      return Optional.empty(); // ESRCH: between opening and reading
    }
  }

  /** Resident memory in MB; 0 when there is no such process. */
  static long residentMegabytes(long pid) {
    try (var lines = Files.lines(Path.of("/proc", String.valueOf(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
