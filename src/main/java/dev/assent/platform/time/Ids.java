package dev.assent.platform.time;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidValidator;
import dev.assent.platform.problem.ProblemException;
import java.util.UUID;

/** New ids: UUIDv7 (RFC 9562), so that an index over them grows at its end. Thread-safe. */
public final class Ids {
  private Ids() {}

  public static UUID next() {
    return UuidCreator.getTimeOrderedEpoch();
  }

  /**
   * The id in a path. Text that is none names nothing, so it is not found rather than malformed.
   */
  public static UUID fromPath(String what, String text) {
    if (text.length() != 36 || !UuidValidator.isValid(text)) {
      throw ProblemException.notFound(what, "with this id");
    }
    return UUID.fromString(text);
  }
}
