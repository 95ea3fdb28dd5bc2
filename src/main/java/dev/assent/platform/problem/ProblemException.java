package dev.assent.platform.problem;

import jakarta.ejb.ApplicationException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A refusal that the caller is told about as a problem document. The detail is written for the
 * caller: what was tried, what is so and what is allowed; never SQL, a stack trace or a secret. It
 * carries no stack trace of its own, because a refusal is an ordinary answer and not a fault.
 */
@ApplicationException(rollback = true)
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ProblemType type;
  private final transient List<FieldError> errors;
  private final @Nullable Duration retryAfter;

  public ProblemException(ProblemType type, String detail) {
    this(type, detail, List.of(), null);
  }

  private ProblemException(
      ProblemType type, String detail, List<FieldError> errors, @Nullable Duration retryAfter) {
    super(detail, null, false, false);
    this.type = type;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  public static ProblemException notFound(String what, Object id) {
    return new ProblemException(ProblemType.NOT_FOUND, "There is no " + what + " " + id + ".");
  }

  public static ProblemException invalidParameter(String name, String detail) {
    return new ProblemException(ProblemType.INVALID_PARAMETER, detail)
        .withErrors(List.of(FieldError.parameter(name, detail)));
  }

  public static ProblemException invalidBody(String pointer, String detail) {
    return new ProblemException(ProblemType.INVALID_BODY, detail)
        .withErrors(List.of(FieldError.at(pointer, detail)));
  }

  public ProblemException withErrors(List<FieldError> all) {
    return new ProblemException(type, detail(), all, retryAfter);
  }

  public ProblemException withRetryAfter(Duration wait) {
    return new ProblemException(type, detail(), errors, wait);
  }

  public ProblemType type() {
    return type;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<FieldError> errors() {
    return errors;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
