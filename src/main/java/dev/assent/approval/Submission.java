package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a request was before it was resubmitted.
 *
 * @param number 1 for what was requested first
 * @param content title, description, subject and action as they were
 * @param comment what the requester said to the changes
 * @param changes what the next submission has instead
 */
public record Submission(
    String tenant,
    UUID approvalId,
    int number,
    JsonNode content,
    String replacedBy,
    Instant replacedAt,
    @Nullable String comment,
    List<Change> changes) {

  /**
   * A value that was changed.
   *
   * @param path JSON Pointer into the content
   * @param from absent when there was nothing
   * @param to absent when there is nothing any more
   */
  record Change(String path, @Nullable JsonNode from, @Nullable JsonNode to) {}
}
