package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the guide for authors compile without an error or a warning. */
class WritingWorkflowsGuideTest {
  private static final Path GUIDE = Path.of("docs", "guides", "writing-workflows.md");
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  /** What stands around an example of a single step. */
  private static final String FRAME =
      """
      id: frame
      name: Frame
      input:
        type: object
        required: [employee, supervisor, amount]
        properties:
          employee: { type: string }
          supervisor: { type: string }
          amount: { type: number }
          owners: { type: array, items: { type: string } }
      steps:
        - id: submit
          type: task
          assignee: "input.employee"
      """;

  @Test
  void every_example_compiles() throws IOException {
    List<String> examples = examples();
    assertThat(examples).hasSizeGreaterThan(5);
    for (String example : examples) {
      assertThat(WorkflowCompiler.check(document(example), DocumentFormat.YAML).findings())
          .as(example)
          .isEmpty();
    }
  }

  private static String document(String example) {
    if (!example.startsWith("- ")) {
      return example;
    }
    String target =
        example.contains("- id: order") ? "" : "- id: order\n  type: task\n  roles: [a]\n";
    return FRAME + (example + target).indent(2);
  }

  private static List<String> examples() throws IOException {
    List<String> examples = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(GUIDE));
    while (block.find()) {
      examples.add(block.group(1));
    }
    return examples;
  }
}
