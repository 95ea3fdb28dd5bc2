package dev.assent.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Input that breaks parsers: always a small collection of our own, and those of {@code
 * -Dassent.badinput=…} (else {@code ../shared/data/bad-input}) where they are: {@code json/} with a
 * file for each body that is no JSON, {@code blns.json} with naughty strings.
 */
public final class BadInput {

  private static final Path COLLECTION =
      Path.of(System.getProperty("assent.badinput", "../shared/data/bad-input"));

  private BadInput() {}

  /** Whether there is more than what is built in. */
  public static boolean isComplete() {
    return Files.isDirectory(COLLECTION.resolve("json"));
  }

  /** Where it was looked for. */
  public static Path collection() {
    return COLLECTION.toAbsolutePath().normalize();
  }

  /** Bodies that are no JSON, under the names of their files. */
  public static Map<String, byte[]> bodies() {
    Map<String, byte[]> bodies = new TreeMap<>(builtIn());
    if (!isComplete()) {
      return bodies;
    }
    try (var files = Files.list(COLLECTION.resolve("json"))) {
      for (var file : files.filter(f -> f.getFileName().toString().startsWith("n_")).toList()) {
        bodies.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
      return bodies;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + COLLECTION, e);
    }
  }

  private static Map<String, byte[]> builtIn() {
    Map<String, byte[]> bodies = new TreeMap<>();
    bodies.put("an open object", "{".getBytes(UTF_8));
    bodies.put("a comma too many", "{\"title\":\"x\",}".getBytes(UTF_8));
    bodies.put("two documents", "{}{}".getBytes(UTF_8));
    bodies.put("single quotes", "{'title':'x'}".getBytes(UTF_8));
    bodies.put("not a number", "{\"title\":NaN}".getBytes(UTF_8));
    bodies.put("a comment", "{/* */}".getBytes(UTF_8));
    bodies.put("deep lists", "[".repeat(100_000).getBytes(UTF_8));
    bodies.put("deep objects", "{\"a\":".repeat(50_000).getBytes(UTF_8));
    bodies.put("half a character", new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'});
    bodies.put("overlong UTF-8", new byte[] {'"', (byte) 0xc0, (byte) 0xaf, '"'});
    bodies.put("a control character", "{\"title\":\"a\u0001b\"}".getBytes(UTF_8));
    bodies.put("white space", " \n\t ".getBytes(UTF_8));
    bodies.put("HTML", "<html><script>alert(1)</script></html>".getBytes(UTF_8));
    return bodies;
  }

  /** Texts that are hard to handle, each once. */
  public static List<String> texts() {
    List<String> texts = new ArrayList<>(builtInTexts());
    var file = COLLECTION.resolve("blns.json");
    if (Files.exists(file)) {
      try {
        for (JsonNode text : Json.parse(Files.readString(file))) {
          texts.add(text.asText());
        }
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + file, e);
      }
    }
    return texts.stream().distinct().toList();
  }

  private static List<String> builtInTexts() {
    return List.of(
        "",
        " ",
        "null",
        "' or 1=1 --",
        "\"; drop table workflows; --",
        "{\"a\":[1]}",
        "<script>alert(1)</script>",
        "${jndi:ldap://127.0.0.1/a}",
        "#{1+1}",
        "%s%n%00%2e%2e%2f",
        "../../../etc/passwd",
        "\\",
        "/",
        ".",
        "..",
        "a\tb\r\nc",
        "\u0000",
        "a\u0000b",
        "\u0007\u001b[31m",
        "\ufeffmark",
        "\ufffe\uffff",
        "\u202eright to left",
        "e\u0301 is not \u00e9",
        "\ud83d\ude00",
        "\u0130\u0131\u00df\ufb01",
        "x".repeat(10_001),
        "\ud83d\ude00".repeat(250),
        "9".repeat(400),
        "1e400",
        "-0.0");
  }
}
