package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A document as a client sent it. */
record SentDocument(String text, DocumentFormat format) {

  /**
   * The text of a body, in the format that its media type says.
   *
   * @throws ProblemException when it is no UTF-8
   */
  static SentDocument of(byte[] body, MediaType type) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      return new SentDocument(
          text, type.getSubtype().equals("json") ? DocumentFormat.JSON : DocumentFormat.YAML);
    } catch (CharacterCodingException e) {
      throw new ProblemException(ProblemType.BAD_REQUEST, "The document is not UTF-8 text.");
    }
  }

  /**
   * @param roles the names of the roles that the tenant knows
   */
  WorkflowCompiler.Check check(Set<String> roles) {
    return WorkflowCompiler.check(text, format, roles);
  }

  /**
   * The compiled document.
   *
   * @param roles the names of the roles that the tenant knows
   * @throws ProblemException {@code INVALID_DOCUMENT} with all errors
   */
  CompiledWorkflow compiled(Set<String> roles) {
    return WorkflowCompiler.compile(text, format, roles);
  }

  /** A document that has been read before, as JSON. */
  static JsonNode json(String text, DocumentFormat format) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      return (format == DocumentFormat.JSON
              ? JsonDocumentReader.read(body)
              : YamlDocumentReader.read(body))
          .toJson();
    } catch (DocumentSyntaxException e) {
      throw new IllegalStateException("a stored document cannot be read", e);
    }
  }
}
