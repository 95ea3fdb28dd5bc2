package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema that editors use has to agree with the compiler. */
class PublishedSchemaTest {
  private static final InputSchema SCHEMA =
      InputSchema.of(Json.parse(text(Path.of("src/main/webapp/schema/workflow.json"))));

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode json(String yaml) {
    return YamlDocumentReader.read(yaml).toJson();
  }

  @Test
  void takes_the_samples() {
    for (String name : List.of("travel-declaration", "purchase")) {
      String text = text(Path.of("src/main/resources/dev/assent/workflow/demo/" + name + ".yaml"));
      assertThat(SCHEMA.violations(json(text))).as(name).isEmpty();
      assertThat(WorkflowCompiler.check(text, DocumentFormat.YAML).findings()).as(name).isEmpty();
    }
  }

  @Test
  void takes_every_type_of_step() {
    assertThat(SCHEMA.violations(json(StepTypesTest.DOCUMENT))).isEmpty();
  }

  @Test
  void takes_its_own_example_and_whatever_compiles() {
    JsonNode example =
        Json.parse(text(Path.of("src/main/webapp/schema/workflow.json"))).path("examples").path(0);
    assertThat(SCHEMA.violations(example)).isEmpty();
    assertThat(WorkflowCompiler.check(example.toString(), DocumentFormat.JSON).valid()).isTrue();
    long first = Long.getLong("seed", System.nanoTime());
    for (long seed = first; seed < first + 50; seed++) {
      String text = new RandomDocument(new SplittableRandom(seed)).text();
      assertThat(SCHEMA.violations(Json.parse(text))).as("-Dseed=" + seed + " " + text).isEmpty();
    }
  }

  /**
   * Those whose error is in the structure; references, expressions and the input's schema are
   * beyond a schema.
   */
  static Stream<BrokenDocumentTest.Broken> structurallyBroken() {
    return BrokenDocumentTest.documents().stream()
        .filter(
            broken ->
                Stream.of(
                        "there is no step",
                        "names itself",
                        "the policy wants",
                        "not after the one before",
                        "name of another stage",
                        "is a stage of this step",
                        "write 'escalations' in",
                        "stands in a parallel",
                        "stands in the body",
                        "schema of the output",
                        "'join' is 2",
                        "the header 'accept'",
                        "'maxBackoff' is",
                        "the duration 'P3651D'",
                        "is no time",
                        "PT0S' is nothing",
                        "the expression",
                        "schema of the input",
                        "is taken by",
                        "is there twice",
                        "tags such",
                        "the alias")
                    .noneMatch(broken.detail()::contains));
  }

  @ParameterizedTest
  @MethodSource("structurallyBroken")
  void refuses_what_the_compiler_refuses_for_its_structure(BrokenDocumentTest.Broken broken) {
    assertThat(SCHEMA.violations(json(broken.text()))).isNotEmpty();
  }
}
