package dev.assent.platform.problem;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what was sent.
 *
 * @param pointer JSON Pointer (RFC 6901) into the body or document
 * @param parameter name of a path, query or header parameter
 * @param line line in the document, from 1
 * @param column column in the document, from 1
 * @param detail what is wrong and what would be right
 */
public record FieldError(
    @Nullable String pointer,
    @Nullable String parameter,
    @Nullable Integer line,
    @Nullable Integer column,
    String detail) {

  public static FieldError at(String pointer, String detail) {
    return new FieldError(pointer, null, null, null, detail);
  }

  public static FieldError parameter(String name, String detail) {
    return new FieldError(null, name, null, null, detail);
  }
}
