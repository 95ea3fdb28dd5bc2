package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.ContentHash;
import dev.assent.platform.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a submission holds, and what the next one changes in it. */
final class SubmissionContent {
  /** Most changes that are told one by one. */
  static final int MAX_CHANGES = 200;

  private SubmissionContent() {}

  static ObjectNode of(ApprovalRequest request, @Nullable Action action) {
    ObjectNode content = Json.mapper().createObjectNode();
    content.put("title", request.title());
    put(content, "description", request.description());
    put(content, "category", request.category());
    put(content, "risk", request.risk() == null ? null : request.risk().name());
    if (request.subject().data() != null) {
      content.set("subject", request.subject().data());
    }
    if (action != null) {
      content.set("arguments", action.current());
    }
    if (!request.attachments().isEmpty()) {
      content.set("attachments", Json.mapper().valueToTree(request.attachments()));
    }
    return content;
  }

  private static void put(ObjectNode content, String name, @Nullable String value) {
    if (value != null) {
      content.put(name, value);
    }
  }

  /** The innermost values that differ; an array counts as one value. */
  static List<Submission.Change> changes(JsonNode from, JsonNode to) {
    List<Submission.Change> changes = new ArrayList<>();
    compare("", from, to, changes);
    return changes;
  }

  private static void compare(
      String path, JsonNode from, JsonNode to, List<Submission.Change> changes) {
    if (changes.size() >= MAX_CHANGES) {
      return;
    }
    if (from.isObject() && to.isObject()) {
      Set<String> names = new TreeSet<>();
      from.fieldNames().forEachRemaining(names::add);
      to.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        String inner = path + "/" + name.replace("~", "~0").replace("/", "~1");
        compare(inner, from.path(name), to.path(name), changes);
      }
    } else if (from.isMissingNode()
        || to.isMissingNode()
        || !ContentHash.of(from).equals(ContentHash.of(to))) {
      changes.add(
          new Submission.Change(
              path, from.isMissingNode() ? null : from, to.isMissingNode() ? null : to));
    }
  }
}
