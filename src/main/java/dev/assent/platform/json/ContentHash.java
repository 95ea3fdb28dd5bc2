package dev.assent.platform.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * SHA-256 of a canonical form of a document: fields in the order of their names, no white space,
 * numbers by value (1.0 is 1). So the same document in YAML and JSON, or with its fields in another
 * order, has the same hash.
 */
public final class ContentHash {
  private ContentHash() {}

  public static String of(JsonNode document) {
    StringBuilder canonical = new StringBuilder();
    append(document, canonical);
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(canonical.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void append(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      out.append('{');
      TreeSet<String> names = new TreeSet<>();
      node.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        out.append(JsonNodeFactory.instance.textNode(name)).append(':');
        append(node.path(name), out);
        out.append(',');
      }
      out.append('}');
    } else if (node.isArray()) {
      out.append('[');
      for (JsonNode item : node) {
        append(item, out);
        out.append(',');
      }
      out.append(']');
    } else if (node.isNumber()) {
      out.append(node.decimalValue().stripTrailingZeros());
    } else {
      out.append(node);
    }
  }
}
