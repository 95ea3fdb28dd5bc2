package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the guide shows of routes is what the server takes. */
class ApprovalsGuideTest {
  private static final Pattern JSON = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void requests_and_routing_policies_of_the_guide_are_valid() throws IOException {
    String guide = Files.readString(Path.of("docs/guides/approvals.md"));
    List<JsonNode> examples = new ArrayList<>();
    JSON.matcher(guide).results().forEach(block -> examples.add(Json.parse(block.group(1))));
    int requests = 0;
    int policies = 0;
    for (JsonNode example : examples) {
      if (example.has("rules")) {
        JsonBodies.value(example, RoutingDocument.class).check();
        policies++;
      } else if (example.has("approvers") || example.has("stages") || example.has("routing")) {
        JsonBodies.value(example, NewApproval.class).check("rita");
        requests++;
      }
    }
    assertThat(requests).isGreaterThanOrEqualTo(4);
    assertThat(policies).isGreaterThanOrEqualTo(1);
  }
}
