package dev.assent.platform.expression;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object for expressions whose fields are made when they are asked for: most expressions read
 * one of many.
 */
public interface Lookup {
  Set<String> names();

  /** Null for a name that is none of {@link #names()}. */
  @Nullable Object value(String name);
}
