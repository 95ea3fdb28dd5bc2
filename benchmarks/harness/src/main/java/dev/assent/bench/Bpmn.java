package dev.assent.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** The workloads as BPMN 2.0, the same for every engine that takes it. */
public final class Bpmn {
  private Bpmn() {}

  /** The process's key. */
  public static String key(Workload workload) {
    return "bench-" + stem(workload);
  }

  /** Under which name it is deployed. */
  public static String resource(Workload workload) {
    return stem(workload) + ".bpmn20.xml";
  }

  /**
   * @param namespace of the engine's own attributes
   */
  public static String document(Workload workload, String namespace) {
    try (InputStream in = Bpmn.class.getResourceAsStream(resource(workload))) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .replace("@NAMESPACE@", namespace);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String stem(Workload workload) {
    return switch (workload) {
      case W1_FIND, W7 -> "w1";
      default -> workload.name().toLowerCase(Locale.ROOT);
    };
  }
}
