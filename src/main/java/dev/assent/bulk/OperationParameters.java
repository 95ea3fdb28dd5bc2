package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What an operation's action takes.
 *
 * @param reason kept in the journal of every instance
 * @param step whose incidents to retry, or where to restart
 * @param version to migrate to
 * @param mapping of steps, when migrating
 */
public record OperationParameters(
    @Nullable String reason,
    @Nullable String step,
    @Nullable Integer version,
    @Nullable JsonNode mapping) {
  static final OperationParameters NONE = new OperationParameters(null, null, null, null);
}
