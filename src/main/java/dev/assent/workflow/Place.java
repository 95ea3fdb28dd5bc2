package dev.assent.workflow;

/** A place in a document: for programs the JSON Pointer, for people line and column. */
record Place(String pointer, int line, int column) {

  static Place of(String pointer, DocumentNode node) {
    return new Place(pointer, node.line(), node.column());
  }

  static Place of(String pointer, DocumentNode.Field field) {
    return new Place(pointer, field.line(), field.column());
  }

  /** The pointer of a field below {@code parent}. */
  static String pointer(String parent, String field) {
    return parent + "/" + field.replace("~", "~0").replace("/", "~1");
  }
}
