package dev.assent.platform.web;

import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the fields of a body and tells all that is wrong at once. Not thread-safe. */
public final class Texts {
  private final List<FieldError> errors = new ArrayList<>();

  /** A text that must be there and hold more than white space. */
  public Texts required(String pointer, @Nullable String value, int maxLength) {
    if (value == null || value.isBlank()) {
      return error(pointer, "is required and must not be blank");
    }
    return optional(pointer, value, maxLength);
  }

  public Texts optional(String pointer, @Nullable String value, int maxLength) {
    if (value != null && value.length() > maxLength) {
      return error(pointer, "is longer than " + maxLength + " characters");
    }
    return this;
  }

  public Texts require(boolean holds, String pointer, String otherwise) {
    return holds ? this : error(pointer, otherwise);
  }

  private Texts error(String pointer, String detail) {
    errors.add(FieldError.at(pointer, detail));
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws ProblemException {@code INVALID_BODY} with every error
   */
  public void check() {
    if (!errors.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_BODY,
              "The body is not valid: "
                  + errors.get(0).pointer()
                  + " "
                  + errors.get(0).detail()
                  + ".")
          .withErrors(errors);
    }
  }

  /** A filter from the query, which PostgreSQL must be able to take. */
  public static @Nullable String filter(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    String problem = JsonBodies.unstorable(value);
    if (problem != null) {
      throw ProblemException.invalidParameter(name, "The filter '" + name + "' " + problem + ".");
    }
    return value;
  }

  /** A filter that is one of a closed list. */
  public static <E extends Enum<E>> @Nullable E filter(
      String name, @Nullable String value, Class<E> type) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(value)) {
        return constant;
      }
    }
    throw ProblemException.invalidParameter(
        name, "'" + name + "' is one of " + List.of(type.getEnumConstants()) + ".");
  }

  /** A filter that is there, {@code true}, or not. */
  public static boolean flag(String name, @Nullable String value) {
    if (value == null || value.isEmpty() || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw ProblemException.invalidParameter(name, "'" + name + "' is true or false.");
  }
}
