package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job to be done after the commit.
 *
 * @param id UUIDv7
 * @param kind whose {@link JobExecutor} does it
 * @param lane what it shares its slots with, such as the host that is called: a destination, never
 *     an id of one job; at most 200 characters
 * @param instanceId the instance, or what else it belongs to, whose commands its outcome follows
 * @param tokenId the instance's token that waits for it; the receiver's idempotency key
 * @param delay from the transaction's time on, by the database's clock; null is at once
 * @param dueAt an absolute time instead of a delay
 */
public record JobOrder(
    UUID id,
    String tenant,
    String kind,
    String lane,
    UUID instanceId,
    UUID tokenId,
    JsonNode payload,
    RetryPolicy retry,
    @Nullable Duration delay,
    @Nullable Instant dueAt) {

  public JobOrder {
    if (delay != null && dueAt != null) {
      throw new IllegalArgumentException("a job is due after a delay or at a time, not both");
    }
  }
}
