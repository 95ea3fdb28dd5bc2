package dev.assent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What answers have to look like. */
public final class Answers {

  /** What an answer must not tell: pages, stack traces, SQL and the names of classes. */
  private static final Pattern INSIDES =
      Pattern.compile(
          "(?i)<!doctype html|<html|<body|<h1"
              + "|\\bat [a-z][\\w.$]+\\([\\w$]+\\.java|\\.java:\\d|exception|stacktrace"
              + "|\\b(java|javax|jakarta|org|com|dev|fish|io)\\.[a-z]+\\.[a-z]"
              + "|\\bselect\\b.+\\bfrom\\b|insert into|update .+ set |sqlstate|psql|postgres"
              + "|eclipselink|glassfish|grizzly|payara|wildfly|undertow|resteasy|jersey|jackson");

  private Answers() {}

  /** The JSON of an answer that has to have this status. */
  public static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(told(answer)).isEqualTo(status);
    assertThat(contentType(answer)).as(told(answer)).startsWith("application/json");
    return Json.parse(answer.body());
  }

  /** The problem that an answer has to be, with its name: {@code already-decided}. */
  public static JsonNode problem(HttpResponse<String> answer, int status, String name) {
    assertThat(answer.statusCode()).as(told(answer)).isEqualTo(status);
    var problem = problem(answer);
    assertThat(problem.path("type").asText()).isEqualTo("urn:assent:problem:" + name);
    return problem;
  }

  /** The problem that an answer has to be, whichever: a refusal and no fault of the server. */
  public static JsonNode refusal(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(told(answer)).isBetween(400, 499);
    return problem(answer);
  }

  private static JsonNode problem(HttpResponse<String> answer) {
    assertThat(contentType(answer)).as(told(answer)).startsWith("application/problem+json");
    var problem = Json.parse(answer.body());
    assertThat(problem.path("type").asText()).as(told(answer)).startsWith("urn:assent:problem:");
    assertThat(problem.path("title").asText()).as(told(answer)).isNotBlank();
    assertThat(problem.path("status").asInt()).as(told(answer)).isEqualTo(answer.statusCode());
    assertThat(problem.path("detail").asText()).as(told(answer)).isNotBlank();
    assertThat(problem.path("requestId").asText())
        .as(told(answer))
        .isEqualTo(answer.headers().firstValue("X-Request-Id").orElse(""));
    assertThat(ourWords(problem)).as(told(answer)).doesNotContainPattern(INSIDES);
    return problem;
  }

  /** All that the server says itself: not the path, which only repeats what was asked. */
  private static String ourWords(JsonNode problem) {
    List<String> words = new ArrayList<>();
    words.add(problem.path("title").asText());
    words.add(problem.path("detail").asText());
    problem.path("errors").forEach(error -> words.add(error.path("detail").asText()));
    return String.join("\n", words);
  }

  public static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static String contentType(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("");
  }

  /** The exchange, for the message of an assertion. */
  public static String told(HttpResponse<String> answer) {
    return "%s %s -> %d %s"
        .formatted(
            answer.request().method(), answer.uri(), answer.statusCode(), shortened(answer.body()));
  }

  private static String shortened(String text) {
    return text == null || text.length() < 1000 ? text : text.substring(0, 1000) + "…";
  }
}
