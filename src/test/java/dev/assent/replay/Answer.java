package dev.assent.replay;

import com.fasterxml.jackson.databind.JsonNode;

/** What the server said. */
record Answer(int status, JsonNode body, String etag) {

  boolean isSuccess() {
    return status / 100 == 2;
  }

  /** The server understood and does not do it: not this caller, not this thing, not now. */
  boolean isRefusal() {
    return status == 403 || status == 404 || status == 409 || status == 422;
  }

  String detail() {
    return body.path("detail").asText(body.toString());
  }

  /**
   * @throws UnexpectedAnswerException unless it is a success
   */
  Answer require(String attempt) {
    if (!isSuccess()) {
      throw new UnexpectedAnswerException(attempt, this);
    }
    return this;
  }

  /** An answer that neither does nor refuses what was asked. */
  static final class UnexpectedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnexpectedAnswerException(String attempt, Answer answer) {
      super("%s was answered with %d: %s".formatted(attempt, answer.status(), answer.detail()));
    }
  }
}
