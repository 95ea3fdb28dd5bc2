package dev.assent.platform.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.jobs.JobFailure;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call of another server.
 *
 * @param headers in addition to those that are always sent; secrets of the workflow's, never those
 *     of whoever called us
 * @param body sent as JSON
 * @param timeout for all of it: redirects and the whole answer
 * @param idempotencyKey the same for every attempt
 * @param traceParent of the trace that the call belongs to, W3C Trace Context
 */
public record OutgoingRequest(
    String method,
    URI url,
    Map<String, String> headers,
    @Nullable JsonNode body,
    Duration timeout,
    String idempotencyKey,
    @Nullable String traceParent) {

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");
  private static final int MAX_HEADERS = 50;
  private static final int MAX_VALUE_LENGTH = 8192;

  /** RFC 9110, 5.6.2. */
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}");

  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*");

  /** Hop by hop (RFC 9110, 7.6.1), or said by the client itself. */
  private static final Set<String> NOT_THEIRS =
      Set.of(
          "connection",
          "content-length",
          "expect",
          "host",
          "http2-settings",
          "idempotency-key",
          "keep-alive",
          "te",
          "traceparent",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public OutgoingRequest {
    headers = Map.copyOf(headers);
  }

  /**
   * Refuses what cannot be sent.
   *
   * @throws JobFailure one that lasts, with the reason
   */
  void check() throws JobFailure {
    if (!METHODS.contains(method)) {
      throw JobFailure.lasting("The method is none of " + METHODS.stream().sorted().toList() + ".");
    }
    checkUrl(url);
    if (headers.size() > MAX_HEADERS) {
      throw JobFailure.lasting("There are more than " + MAX_HEADERS + " headers.");
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      checkHeader(header.getKey(), header.getValue());
    }
  }

  private static void checkHeader(String name, String value) throws JobFailure {
    if (!NAME.matcher(name).matches()) {
      throw JobFailure.lasting("A header's name is malformed.");
    }
    String lower = name.toLowerCase(Locale.ROOT);
    if (NOT_THEIRS.contains(lower) || lower.startsWith("proxy-")) {
      throw JobFailure.lasting("The header " + name + " cannot be set.");
    }
    if (value.length() > MAX_VALUE_LENGTH || !VALUE.matcher(value).matches()) {
      throw JobFailure.lasting("The value of the header " + name + " is malformed or too long.");
    }
  }

  static void checkUrl(URI url) throws JobFailure {
    String scheme = url.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!http || url.getHost() == null) {
      throw JobFailure.lasting("The URL is not an absolute one of http or https with a host.");
    }
    if (url.getRawUserInfo() != null) {
      throw JobFailure.lasting("The URL must not hold credentials.");
    }
  }

  /** For texts: without the query, where secrets may be. */
  String told() {
    return method + " " + told(url);
  }

  static String told(URI url) {
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return url.getScheme() + "://" + url.getRawAuthority() + path;
  }
}
