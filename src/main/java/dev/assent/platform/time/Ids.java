package dev.assent.platform.time;

import com.github.f4b6a3.uuid.UuidCreator;
import com.github.f4b6a3.uuid.util.UuidValidator;
import dev.assent.platform.problem.ProblemException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    if (!isId(text)) {
      throw ProblemException.notFound(what, "with this id");
    }
    return UUID.fromString(text);
  }

  /**
   * The id that a list is narrowed to by the parameter {@code name} of the query; null when it is
   * not narrowed. The list is there whatever the parameter, so text that is no id is malformed.
   */
  public static @Nullable UUID fromQuery(String name, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return null;
    }
    if (!isId(text)) {
      throw ProblemException.invalidParameter(name, "'" + name + "' is a UUID.");
    }
    return UUID.fromString(text);
  }

  private static boolean isId(String text) {
    return text.length() == 36 && UuidValidator.isValid(text);
  }
}
