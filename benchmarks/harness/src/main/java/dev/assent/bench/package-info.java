/**
 * What loads a system from within the process that calls it, and measures: the same loop for a
 * driver inside Assent's server, for an engine in a JVM of its own and for a client over HTTP.
 *
 * <p>Closed loop: so many callers, each of whom calls again when answered. Its latencies say how
 * long a caller waits under that load, and no more. Open loop: calls come at a rate, whether or not
 * earlier ones have been answered, and latency counts from when a call was due, so that a stall is
 * seen by every call that came in it.
 */
package dev.assent.bench;
