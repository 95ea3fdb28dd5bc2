package dev.assent.platform.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodiesTest {
  /** A body with a field of every kind. */
  record Body(
      String name, Integer count, Boolean flag, Instant at, UUID id, Kind kind, List<Item> items) {}

  record Item(String text) {}

  enum Kind {
    BIG,
    SMALL
  }

  private static ProblemException refusal(byte[] body) {
    Throwable thrown = catchThrowable(() -> JsonBodies.read(body, Body.class));
    assertThat(thrown).isInstanceOf(ProblemException.class);
    return (ProblemException) thrown;
  }

  private static ProblemException refusal(String body) {
    return refusal(body.getBytes(StandardCharsets.UTF_8));
  }

  private static void invalid(String body, String pointer, String detail) {
    ProblemException e = refusal(body);
    assertThat(e.type()).isEqualTo(ProblemType.INVALID_BODY);
    assertThat(e.errors()).extracting(FieldError::pointer).containsExactly(pointer);
    assertThat(e.errors().get(0).detail()).isEqualTo(detail);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[1,]",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\" 1}",
        "nul",
        "tru",
        "01",
        "+1",
        "1.",
        ".5",
        "0x1",
        "NaN",
        "Infinity",
        "-",
        "1e",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"a\nb\"",
        "{} {}",
        "{\"a\":1} x",
        "// c\n{}",
        "/* c */{}",
        "{\"a\":1,\"a\":2}",
        "[\"\t\"]",
        "<a/>"
      })
  void refuses_what_is_no_json(String body) {
    ProblemException e = refusal(body);
    assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_JSON);
    assertThat(e.detail()).startsWith("The body is ").doesNotContain("Exception").endsWith(".");
  }

  @Test
  void refuses_what_is_no_utf8() {
    for (byte[] bytes :
        new byte[][] {
          {'"', (byte) 0xff, '"'}, {'"', (byte) 0xc3, '"'}, {(byte) 0xed, (byte) 0xa0}, {0}
        }) {
      assertThat(refusal(bytes).type()).isEqualTo(ProblemType.MALFORMED_JSON);
    }
  }

  @Test
  void survives_every_file_of_a_collection_of_bad_input() throws IOException {
    Path folder = Path.of(System.getProperty("assent.badinput", "../shared/data/bad-input/json"));
    assumeTrue(
        Files.isDirectory(folder), () -> "no folder " + folder + "; give one by -Dassent.badinput");
    int seen = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        seen++;
        String name = file.getFileName().toString();
        Throwable thrown = catchThrowable(() -> JsonBodies.tree(Files.readAllBytes(file)));
        if (thrown != null) {
          assertThat(thrown).as(name).isInstanceOf(ProblemException.class);
        }
        if (name.startsWith("n_")) {
          assertThat(thrown).as(name).isNotNull();
          assertThat(((ProblemException) thrown).type())
              .as(name)
              .isEqualTo(ProblemType.MALFORMED_JSON);
        }
        if (name.startsWith("y_") && thrown != null) {
          // what is JSON, but is refused on purpose
          assertThat(((ProblemException) thrown).detail())
              .as(name)
              .containsAnyOf("cannot be stored", "Duplicate field", "longer numbers");
        }
      }
    }
    assertThat(seen).isPositive();
  }

  @Test
  void reads_every_kind_of_field() {
    Body body =
        (Body)
            JsonBodies.read(
                """
                {"name": "ü😀", "count": 3, "flag": true, "at": "2026-01-02T03:04:05Z",
                 "id": "00000000-0000-0000-0000-000000000001", "kind": "BIG", "items": [{"text": "x"}]}
                """
                    .getBytes(StandardCharsets.UTF_8),
                Body.class);
    assertThat(body)
        .isEqualTo(
            new Body(
                "ü😀",
                3,
                true,
                Instant.parse("2026-01-02T03:04:05Z"),
                new UUID(0, 1),
                Kind.BIG,
                List.of(new Item("x"))));
  }

  @Test
  void points_at_what_is_wrong() {
    invalid(
        "{\"nam\": 1}",
        "/nam",
        "unknown field 'nam'; known are [at, count, flag, id, items, kind, name]");
    invalid("{\"name\": 1}", "/name", "expected a text");
    invalid("{\"name\": true}", "/name", "expected a text");
    invalid("{\"name\": {}}", "/name", "expected a text");
    invalid("{\"count\": \"3\"}", "/count", "expected a number");
    invalid("{\"count\": 1.5}", "/count", "expected a number");
    invalid("{\"flag\": \"true\"}", "/flag", "expected true or false");
    invalid("{\"flag\": 1}", "/flag", "expected true or false");
    invalid("{\"id\": \"x\"}", "/id", "expected a UUID");
    invalid(
        "{\"at\": \"yesterday\"}", "/at", "expected an RFC 3339 time such as 2026-11-21T08:30:00Z");
    invalid("{\"kind\": \"HUGE\"}", "/kind", "'HUGE' is not allowed; allowed are [BIG, SMALL]");
    invalid("{\"items\": {}}", "/items", "expected a list");
    invalid("{\"items\": [{\"text\": \"x\"}, {\"text\": 1}]}", "/items/1/text", "expected a text");
    invalid("[]", "", "expected an object");
    assertThat(refusal("null").type()).isEqualTo(ProblemType.INVALID_BODY);
    assertThat(refusal("3").type()).isEqualTo(ProblemType.INVALID_BODY);
  }

  @Test
  void refuses_what_postgresql_cannot_keep() {
    invalid("{\"name\": \"a\\u0000\"}", "/name", "the text holds a NUL character at index 1");
    invalid(
        "{\"name\": \"\\ud800\"}", "/name", "the text holds half of a surrogate pair at index 0");
    invalid(
        "{\"name\": \"\\udc00\\ud800\"}",
        "/name",
        "the text holds half of a surrogate pair at index 0");
    invalid("{\"a\\u0000\": 1}", "", "the name of a field holds a NUL character at index 1");
    invalid(
        "{\"a/b~\": [1, \"\\u0000\"]}", "/a~1b~0/1", "the text holds a NUL character at index 0");
    invalid("{\"count\": 1e1001}", "/count", "the number has an exponent beyond 1000");
    invalid("{\"count\": 1e-1001}", "/count", "the number has an exponent beyond 1000");
    assertThat(JsonBodies.tree("[1e1000, \"\\ud83d\\ude00\"]".getBytes(StandardCharsets.UTF_8)))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e99999999999", "-1.5E-99999999999"})
  void refuses_exponents_that_no_number_has(String number) {
    ProblemException e = refusal("{\"count\": " + number + "}");
    assertThat(e.type()).isEqualTo(ProblemType.INVALID_BODY);
    assertThat(e.detail()).isEqualTo("A number has an exponent beyond 1000.");
  }

  @Test
  void tells_of_twenty_such_texts_at_most() {
    String body = "[" + "\"\\u0000\",".repeat(1000) + "1]";
    assertThat(refusal(body).errors()).hasSize(20);
  }

  @Test
  void reads_nothing_deeper_or_longer_than_allowed() {
    assertThat(depth(Json.MAX_DEPTH)).isNull();
    for (int deep : new int[] {Json.MAX_DEPTH + 1, 100_000}) {
      assertThat(depth(deep))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("nested deeper");
    }
    assertThat(refusal("1".repeat(101)).type()).isEqualTo(ProblemType.MALFORMED_JSON);
    assertThat(refusal("{\"name\":\"" + "x".repeat(1_048_577) + "\"}").type())
        .isEqualTo(ProblemType.MALFORMED_JSON);
  }

  private static Throwable depth(int depth) {
    byte[] body = ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
    return catchThrowable(() -> JsonBodies.tree(body));
  }

  @Test
  void keeps_numbers_as_they_were_written() {
    JsonNode tree =
        JsonBodies.tree("[1.10, 12345678901234567890, 0.1]".getBytes(StandardCharsets.UTF_8));
    assertThat(Json.write(tree)).isEqualTo("[1.10,12345678901234567890,0.1]");
  }
}
