package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of a job in the end. */
public sealed interface JobOutcome {
  record Success(JsonNode result) implements JobOutcome {}

  /**
   * It failed for good.
   *
   * @param retryable whether the last failure was one that may pass: then the attempts are used up
   */
  record Failure(String detail, int attempts, boolean retryable) implements JobOutcome {}
}
