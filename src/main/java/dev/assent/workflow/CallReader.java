package dev.assent.workflow;

import dev.assent.workflow.Definition.Fielded;
import dev.assent.workflow.Definition.Part;
import dev.assent.workflow.Definition.Source;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what a step of type call asks for: an HTTP request or a bean. */
final class CallReader {
  static final int MAX_HEADERS = 50;
  static final Pattern HEADER = Pattern.compile("^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}$");

  private static final Pattern BEAN = Pattern.compile("^[A-Za-z_][A-Za-z0-9_.-]{0,199}$");
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
  private static final Set<String> HTTP =
      new LinkedHashSet<>(List.of("method", "url", "headers", "body"));

  /** Those that say how the message is sent: the client of HTTP sets them. */
  private static final Set<String> OWN_HEADERS =
      Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

  private final Findings findings;

  CallReader(Findings findings) {
    this.findings = findings;
  }

  Map<String, Part> request(Fields fields) {
    Map<String, Part> request = new LinkedHashMap<>();
    if (fields.has("http") == fields.has("bean")) {
      findings.error(
          fields.place(),
          "a step of type call needs exactly one of http and bean, but has "
              + (fields.has("http") ? "both" : "none"));
    }
    DocumentNode value = fields.value("http");
    Fields http =
        value == null ? null : Fields.of(value, fields.pointer("http"), "'http'", findings);
    if (http != null) {
      request.put("http", new Fielded(http(http)));
    }
    if (fields.has("bean")) {
      String bean = fields.id("bean", BEAN);
      if (bean != null) {
        request.put("bean", PartReader.literal(bean));
      }
      Part input = PartReader.read(fields, "input", findings);
      if (input != null) {
        request.put("input", input);
      }
    } else if (fields.has("input")) {
      findings.error(
          fields.place("input"), "'input' is given to a 'bean'; for 'http' write a 'body' in it");
    }
    return request;
  }

  private Map<String, Part> http(Fields http) {
    http.refuseOthers("'http'", HTTP, Set.of());
    http.required("url", "it is an expression; for the text itself write \"'https://…'\"");
    String method = http.string("method", 100);
    if (method != null && !METHODS.contains(method)) {
      http.refuseValue("method", method, METHODS, Set.of());
    }
    Map<String, Part> request = new LinkedHashMap<>();
    request.put("method", PartReader.literal(method == null ? "POST" : method));
    WorkReader.computed(http, "url", request);
    if (http.has("headers")) {
      request.put("headers", new Fielded(headers(http)));
    }
    Part body = PartReader.read(http, "body", findings);
    if (body != null) {
      request.put("body", body);
      if ("GET".equals(method)) {
        findings.error(http.place("body"), "a GET has no 'body'; the 'method' may be POST");
      }
    }
    return request;
  }

  private Map<String, Part> headers(Fields http) {
    Map<String, Part> headers = new LinkedHashMap<>();
    Map<String, String> seen = new HashMap<>();
    for (Map.Entry<String, Source> header :
        http.sources("headers", HEADER, MAX_HEADERS).entrySet()) {
      String name = header.getKey();
      String same = seen.putIfAbsent(name.toLowerCase(Locale.ROOT), name);
      if (same != null) {
        findings.error(
            header.getValue().place(), "the header '" + name + "' is the same as '" + same + "'");
      }
      if (OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
        findings.error(
            header.getValue().place(), "the header '" + name + "' is set by the server itself");
      }
      headers.put(name, new Definition.Computed(header.getValue()));
    }
    return headers;
  }
}
