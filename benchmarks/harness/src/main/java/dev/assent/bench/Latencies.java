package dev.assent.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * Histograms of microseconds to three digits, up to ten minutes, and how they travel as text.
 *
 * @see <a href="https://hdrhistogram.github.io/HdrHistogram/">HdrHistogram</a>
 */
public final class Latencies {
  private static final long MAX_MICROS = 600_000_000;
  private static final int DIGITS = 3;

  private Latencies() {}

  public static Histogram empty() {
    return new Histogram(MAX_MICROS, DIGITS);
  }

  static long micros(long nanos) {
    return Math.max(0, Math.min(MAX_MICROS, nanos / 1_000));
  }

  public static String encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
  }

  public static Histogram decode(String text) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(
          ByteBuffer.wrap(Base64.getDecoder().decode(text)), MAX_MICROS);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no histogram", e);
    }
  }

  /** In milliseconds; 0 without values. */
  public static double millis(Histogram histogram, double percentile) {
    return histogram.getTotalCount() == 0
        ? 0
        : histogram.getValueAtPercentile(percentile) / 1_000.0;
  }
}
