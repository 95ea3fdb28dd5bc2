package dev.assent.workflow;

/** More work than one request may make; whoever catches it says what was too much. */
final class TooCostlyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooCostlyException() {
    super("too much work", null, false, false);
  }
}
