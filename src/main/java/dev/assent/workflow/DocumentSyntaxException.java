package dev.assent.workflow;

/** The text is no YAML or JSON, or passes a bound, so that nothing more can be said about it. */
final class DocumentSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final int column;

  DocumentSyntaxException(int line, int column, String message) {
    super(message);
    this.line = line;
    this.column = column;
  }

  int line() {
    return line;
  }

  int column() {
    return column;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
