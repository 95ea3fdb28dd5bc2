package dev.assent.workflow;

import dev.assent.platform.problem.FieldError;

/** What the compiler has to say about one place of a document; lines and columns count from 1. */
public record Finding(Severity severity, String pointer, int line, int column, String detail) {

  /** An error keeps a document from being published, a warning does not. */
  public enum Severity {
    ERROR,
    WARNING
  }

  FieldError toFieldError() {
    return new FieldError(pointer, null, line, column, detail);
  }
}
