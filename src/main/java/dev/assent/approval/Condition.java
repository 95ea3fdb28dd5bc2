package dev.assent.approval;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that has to be met by what was approved; tracked until it is.
 *
 * @param id by which it is named when it is met; absent in what a client sends
 * @param metBy who found it met; absent while it is open
 * @param note what was found
 */
public record Condition(
    @Nullable UUID id,
    String condition,
    @Nullable String description,
    @Nullable String metBy,
    @Nullable Instant metAt,
    @Nullable String note) {

  boolean isOpen() {
    return metBy == null;
  }

  Condition withId(UUID newId) {
    return new Condition(newId, condition, description, null, null, null);
  }

  Condition met(String by, Instant at, @Nullable String found) {
    return new Condition(id, condition, description, by, at, found);
  }
}
