package dev.assent.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The guide to errors tells every problem, in the order of {@link ProblemType}, and no other. */
class ErrorsGuideTest {
  private static final Path GUIDE = Path.of("docs", "guides", "errors.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d{3}) \\| `([a-z-]+)` \\|");

  @Test
  void has_a_row_for_every_problem() throws IOException {
    List<String> told = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(GUIDE));
    while (row.find()) {
      told.add(row.group(1) + " urn:assent:problem:" + row.group(2));
    }
    assertThat(told)
        .containsExactlyElementsOf(
            Arrays.stream(ProblemType.values()).map(t -> t.status() + " " + t.uri()).toList());
  }
}
