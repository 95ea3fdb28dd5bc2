package dev.assent.platform.jobs;

import com.fasterxml.jackson.databind.JsonNode;

/** What came of one attempt. */
sealed interface JobResult {
  record Done(JsonNode result) implements JobResult {}

  record Failed(JobFailure failure) implements JobResult {}
}
