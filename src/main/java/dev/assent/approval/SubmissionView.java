package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An earlier submission as it is answered.
 *
 * @param content what it held
 * @param changes what the next one has instead
 * @param comment what the requester said to that
 */
public record SubmissionView(
    int submission,
    JsonNode content,
    List<Submission.Change> changes,
    String replacedBy,
    Instant replacedAt,
    @Nullable String comment) {}
