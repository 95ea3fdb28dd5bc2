package dev.assent.bulk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation's action takes.
 *
 * @param reason kept in the journal of every instance
 * @param step whose incidents to retry, or where to restart
 * @param version to migrate to
 * @param steps that have another id in that version, by their old ids
 */
public record OperationParameters(
    @Nullable String reason,
    @Nullable String step,
    @Nullable Integer version,
    @Nullable Map<String, String> steps) {
  static final OperationParameters NONE = new OperationParameters(null, null, null, null);
}
