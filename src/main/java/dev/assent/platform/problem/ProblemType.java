package dev.assent.platform.problem;

import java.util.Locale;

/** Every kind of refusal there is: its status, its stable URI and its title (RFC 9457). */
public enum ProblemType {
  BAD_REQUEST(400, "The request is not well formed"),
  MALFORMED_JSON(400, "The body is not well-formed JSON"),
  INVALID_BODY(400, "The body does not have the expected fields"),
  INVALID_PARAMETER(400, "A parameter is not valid"),
  UNAUTHENTICATED(401, "Credentials are missing or not accepted"),
  FORBIDDEN(403, "Not permitted"),
  NOT_AN_APPROVER(403, "Not an approver of this request"),
  NOT_A_PARTICIPANT(403, "Not a participant of this ballot"),
  SEPARATION_OF_DUTIES(403, "Separation of duties forbids it"),
  NOT_FOUND(404, "Not found"),
  METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
  NOT_ACCEPTABLE(406, "No representation of the kind asked for"),
  CONFLICT(409, "In conflict with the present state"),
  ALREADY_DECIDED(409, "Already decided"),
  ALREADY_EXISTS(409, "Already exists"),
  ALREADY_USED(409, "Already used"),
  CLAIMED(409, "Claimed by somebody else"),
  EXPIRED(409, "Its time is over"),
  DUPLICATE_BUSINESS_KEY(409, "The business key is in use by an open instance"),
  IDEMPOTENCY_KEY_IN_USE(409, "A request with this idempotency key is still running"),
  INVALID_STATE(409, "Not possible in the present state"),
  PRECONDITION_FAILED(412, "Changed in the meantime"),
  TOO_LARGE(413, "Too large"),
  UNSUPPORTED_MEDIA_TYPE(415, "The media type is not supported"),
  INVALID_DOCUMENT(422, "The workflow document is not valid"),
  INVALID_INPUT(422, "The input is not what the workflow expects"),
  IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
  PRECONDITION_REQUIRED(428, "A precondition is required"),
  TOO_MANY_REQUESTS(429, "Too many requests"),
  INTERNAL(500, "Something went wrong in the server"),
  AGENT_FAILED(502, "The agent failed"),
  UNAVAILABLE(503, "Not available at the moment"),
  OUTCOME_UNKNOWN(503, "It is not known whether the change took effect"),
  AGENT_TIMEOUT(504, "The agent did not answer in time");

  private final int status;
  private final String title;

  ProblemType(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** The stable identifier that clients compare. */
  public String uri() {
    return "urn:assent:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
