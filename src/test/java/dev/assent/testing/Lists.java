package dev.assent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lists read through all their pages. */
public final class Lists {

  private static final int MAX_PAGES = 2_000;

  private Lists() {}

  /**
   * Every item, read {@code limit} at a time; holds each page to its bound and its {@code Link} to
   * its cursor.
   */
  public static List<JsonNode> all(Caller caller, String path, int limit) {
    List<JsonNode> items = new ArrayList<>();
    var first = path + (path.contains("?") ? "&" : "?") + "limit=" + limit;
    var next = first;
    for (var page = 0; page < MAX_PAGES; page++) {
      var answer = caller.get(next);
      var body = Answers.json(answer, 200);
      body.path("items").forEach(items::add);
      assertThat(body.path("items").size()).as(next).isLessThanOrEqualTo(limit);
      var link = answer.headers().firstValue("Link").orElse("");
      if (!body.has("next")) {
        assertThat(link).as(next).isEmpty();
        return items;
      }
      assertThat(body.path("items").size()).as("a full page before another").isEqualTo(limit);
      var cursor = URLEncoder.encode(body.path("next").asText(), StandardCharsets.UTF_8);
      assertThat(link).as(next).contains("rel=\"next\"").contains("cursor=" + cursor);
      next = first + "&cursor=" + cursor;
    }
    throw new AssertionError(path + " has no end");
  }

  /** A field of each item. */
  public static List<String> texts(List<JsonNode> items, String field) {
    return items.stream().map(item -> item.path(field).asText()).toList();
  }
}
