package dev.assent.bench.run;

import dev.assent.bench.Latencies;
import dev.assent.bench.Stopwatch;
import dev.assent.bench.Window;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What pgbench writes with {@code -l}: a line for each transaction, {@code client_id transaction_no
 * time script_no time_epoch time_us}.
 *
 * @see <a href="https://www.postgresql.org/docs/17/pgbench.html">pgbench, per-transaction
 *     logging</a>
 */
final class PgbenchLog {
  private PgbenchLog() {}

  /** From the beginning of the first transaction to the end of the last. */
  static Window window(List<String> lines) {
    Histogram latencies = Latencies.empty();
    long[] ends = new long[lines.size()];
    long begin = Long.MAX_VALUE;
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      String[] fields = lines.get(i).split(" ");
      long micros = Long.parseLong(fields[2]);
      latencies.recordValue(micros);
      ends[i] = Long.parseLong(fields[4]) * 1_000_000 + Long.parseLong(fields[5]);
      begin = Math.min(begin, ends[i] - micros);
      end = Math.max(end, ends[i]);
    }
    if (ends.length == 0) {
      return Window.failed(new IllegalStateException("pgbench has logged nothing"));
    }
    long half = (end - begin) / 2;
    long firstHalf = 0;
    for (long one : ends) {
      firstHalf += one - begin < half ? 1 : 0;
    }
    return new Window(
        ends.length,
        0,
        "",
        (end - begin) * 1_000,
        firstHalf,
        half * 1_000,
        Map.of(Stopwatch.WHOLE, Latencies.encode(latencies)));
  }
}
