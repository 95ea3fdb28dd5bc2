package dev.assent.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The document and the pages, as the server under test gives them to anybody. */
class OpenApiIT {
  private static final Caller ANYBODY = Caller.anonymous();

  @Test
  void serves_the_document_as_it_was_written() throws IOException {
    var answer = ANYBODY.get("openapi");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/yaml");
    assertThat(answer.body()).isEqualTo(written());
  }

  @Test
  void serves_the_document_as_json_to_those_who_ask() {
    var byHeader = ANYBODY.get("openapi", "Accept", "application/json");
    var byParameter = ANYBODY.get("openapi?format=JSON");

    assertThat(byHeader.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/json");
    JsonNode document = Json.parse(byHeader.body());
    assertThat(document.path("openapi").asText()).isEqualTo("3.0.3");
    assertThat(document.at("/paths/~1api~1v1~1me/get/operationId").asText()).isEqualTo("whoAmI");
    assertThat(byParameter.body()).isEqualTo(byHeader.body());
  }

  @Test
  void serves_pages_that_need_no_other_host() {
    for (String page : new String[] {"", "index.html", "docs/", "docs/index.html"}) {
      var answer = ANYBODY.get(page);
      assertThat(answer.statusCode()).as(page).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
      assertThat(answer.body()).as(page).doesNotContain("http://", "https://");
      assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
          .as(page)
          .contains("default-src 'none'", "frame-ancestors 'none'");
    }
  }

  @Test
  void serves_what_the_pages_need() {
    for (String file :
        new String[] {
          "assent.css",
          "docs/page.js",
          "docs/swagger-ui.css",
          "docs/swagger-ui-bundle.js",
          "docs/favicon-32x32.png",
          "schema/workflow.json"
        }) {
      assertThat(ANYBODY.get(file).statusCode()).as(file).isEqualTo(200);
    }
  }

  private static String written() throws IOException {
    try (var in = OpenApiIT.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return new String(
          java.util.Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
