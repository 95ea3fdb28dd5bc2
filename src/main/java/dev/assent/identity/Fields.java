package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks fields of a body that the JSON mapping leaves open. */
final class Fields {
  private Fields() {}

  static <T> T required(String pointer, @Nullable T value) {
    if (value == null) {
      throw ProblemException.invalidBody(pointer, "The field " + pointer + " is required.");
    }
    return value;
  }

  /** A required list without nulls, as a set. */
  static Set<String> texts(
      String pointer, @Nullable List<? extends @Nullable String> values, int most) {
    List<? extends @Nullable String> list = required(pointer, values);
    if (list.size() > most) {
      throw ProblemException.invalidBody(
          pointer, "The list has " + list.size() + " entries; at most " + most + " are allowed.");
    }
    Set<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < list.size(); i++) {
      texts.add(required(pointer + "/" + i, list.get(i)));
    }
    return texts;
  }
}
