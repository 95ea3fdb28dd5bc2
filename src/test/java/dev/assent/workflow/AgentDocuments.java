package dev.assent.workflow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Documents that others wrote for an agents' tool of theirs, if they lie beside the repository. */
final class AgentDocuments {
  static final Path DIRECTORY = Path.of("../shared/data/agent-workflows");

  private AgentDocuments() {}

  static boolean present() {
    return Files.isDirectory(DIRECTORY);
  }

  static String text(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names of those that are meant to be right. */
  static List<String> valid() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json") && !name.contains(".schema."))
          .filter(name -> !name.equals("invalid-workflow.json"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A document that must be right. */
  static AgentDocument read(String text, DocumentFormat format) {
    Findings findings = new Findings();
    AgentDocument document =
        AgentDocumentReader.read(WorkflowCompiler.read(text, format), findings);
    if (document == null || findings.hasErrors()) {
      throw new AssertionError(findings.inOrder());
    }
    return document;
  }

  static List<String> errors(String yaml) {
    Findings findings = new Findings();
    AgentDocumentReader.read(WorkflowCompiler.read(yaml, DocumentFormat.YAML), findings);
    return findings.inOrder().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .map(finding -> finding.line() + ": " + finding.detail())
        .toList();
  }
}
