package dev.assent.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What came of a window.
 *
 * @param operations that succeeded; each may stand for several, see {@link Workload#units}
 * @param errors operations that failed
 * @param error the first of them; empty without
 * @param nanos until the last caller had ended
 * @param firstHalf operations that ended before half of the time was over
 * @param halfNanos that half
 * @param latencies histograms by the name of the part, see {@link Latencies#encode}
 */
public record Window(
    long operations,
    long errors,
    String error,
    long nanos,
    long firstHalf,
    long halfNanos,
    Map<String, String> latencies) {

  public static final Window NOTHING = new Window(0, 0, "", 1, 0, 1, Map.of());

  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Window of(
      long operations,
      long errors,
      String error,
      long nanos,
      long firstHalf,
      long halfNanos,
      Map<String, Histogram> latencies) {
    Map<String, String> encoded = new TreeMap<>();
    latencies.forEach((name, histogram) -> encoded.put(name, Latencies.encode(histogram)));
    return new Window(operations, errors, error, nanos, firstHalf, halfNanos, encoded);
  }

  /** One that could not be run. */
  public static Window failed(Throwable fault) {
    return new Window(0, 1, fault.toString(), 1, 0, 1, Map.of());
  }

  /** Operations a second. */
  @JsonIgnore
  public double rate() {
    return operations * 1e9 / nanos;
  }

  @JsonIgnore
  public double firstHalfRate() {
    return firstHalf * 1e9 / halfNanos;
  }

  @JsonIgnore
  public double secondHalfRate() {
    return (operations - firstHalf) * 1e9 / Math.max(1, nanos - halfNanos);
  }

  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Window fromJson(String json) {
    try {
      return MAPPER.readValue(json, Window.class);
    } catch (java.io.IOException e) {
      throw new IllegalArgumentException("no window: " + json, e);
    }
  }
}
