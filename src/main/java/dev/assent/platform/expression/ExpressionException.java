package dev.assent.platform.expression;

/**
 * An expression could not be compiled, or not be evaluated: a variable is missing, has another
 * type, or a bound was passed.
 */
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ExpressionException(String message) {
    super(message);
  }

  public ExpressionException(String message, Throwable cause) {
    super(message, cause);
  }
}
