package dev.assent.platform.web;

import dev.assent.platform.json.Json;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The OpenAPI document, as it was written: YAML, or JSON when {@code Accept} or {@code
 * ?format=JSON} asks for it. Not by the servers' own endpoints, which answer different documents
 * for the same file; docs/decisions/0004-openapi-by-hand.md.
 */
@WebServlet({"/openapi", "/openapi/"})
public class OpenApiServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String DOCUMENT = "/META-INF/openapi.yaml";

  /** Read once, by the first who asks. */
  private static final class Document {
    static final byte[] YAML = read();
    static final byte[] JSON = json(YAML);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean json = isJson(request.getParameter("format"), request.getHeader("Accept"));
    byte[] body = json ? Document.JSON : Document.YAML;
    response.setContentType(json ? "application/json" : "application/yaml;charset=UTF-8");
    response.setHeader("Vary", "Accept");
    response.setHeader("Cache-Control", "no-cache");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  static boolean isJson(@Nullable String format, @Nullable String accept) {
    if (format != null) {
      return format.equalsIgnoreCase("json");
    }
    String wanted = accept == null ? "" : accept.toLowerCase(Locale.ROOT);
    return wanted.contains("json") && !wanted.contains("yaml");
  }

  private static byte[] read() {
    try (InputStream in = OpenApiServlet.class.getResourceAsStream(DOCUMENT)) {
      if (in == null) {
        throw new IllegalStateException(DOCUMENT + " is missing in the archive");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(DOCUMENT + " cannot be read", e);
    }
  }

  static byte[] json(byte[] yaml) {
    Object document =
        new Load(LoadSettings.builder().build())
            .loadFromString(new String(yaml, StandardCharsets.UTF_8));
    return Json.writeBytes(document);
  }
}
