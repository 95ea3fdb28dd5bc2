package dev.assent.bench.run;

/**
 * What PostgreSQL has done.
 *
 * @param statements executed, without those that begin and end transactions
 * @param rows inserted, updated and deleted; those of a second ago may be missing
 * @param walBytes written, by all databases
 * @param cpuMillis of all its processes
 */
record Counters(long statements, long rows, long walBytes, double cpuMillis) {
  Counters since(Counters before) {
    return new Counters(
        statements - before.statements,
        rows - before.rows,
        walBytes - before.walBytes,
        cpuMillis - before.cpuMillis);
  }
}
