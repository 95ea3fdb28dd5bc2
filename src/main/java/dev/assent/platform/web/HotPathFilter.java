package dev.assent.platform.web;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemAnswers;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Calls the operations marked {@link HotPath} straight, for requests that are as requests usually
 * are: from a caller who may, with no query or one that needs no decoding, with no body or a JSON
 * body of known length, wanting JSON. Everything else, whatever is odd about it, goes on to JAX-RS
 * and is answered there; so what is accepted and what is refused, and how, is said in one place
 * only. Costs a third of what JAX-RS does around the same operation; see {@code
 * docs/decisions/0013}.
 */
public class HotPathFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};
  private static final Set<String> TAKES_JSON =
      Set.of(MediaType.APPLICATION_JSON, MediaType.WILDCARD);
  private static final Pattern JSON = Pattern.compile("application/json(; ?charset=(?i:utf-8))?");
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w!#$&^.+*-]+/[\\w!#$&^.+*-]+");
  private static final Pattern PLAIN_PARAMETER =
      Pattern.compile("([A-Za-z0-9._~-]+)=([A-Za-z0-9._~-]*)");

  @Inject private transient BeanManager beans;
  @Inject private transient OperationGuard guard;

  private transient List<HotOperation> operations = List.of();

  @Override
  public void init(FilterConfig config) {
    List<Bean<?>> resources =
        beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
            .filter(bean -> bean.getBeanClass().isAnnotationPresent(Path.class))
            .toList();
    List<String> paths = new ArrayList<>();
    for (Bean<?> bean : resources) {
      for (Method method : bean.getBeanClass().getDeclaredMethods()) {
        paths.add(HotOperation.path(bean.getBeanClass(), method));
      }
    }
    List<HotOperation> found = new ArrayList<>();
    for (Bean<?> bean : resources) {
      Class<?> type = bean.getBeanClass();
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(HotPath.class)) {
          Object resource = beans.getReference(bean, type, beans.createCreationalContext(bean));
          found.add(new HotOperation(resource, type, method, paths));
        }
      }
    }
    operations = List.copyOf(found);
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String[] segments = segments(request);
    HotOperation operation = segments == null ? null : operation(request, segments);
    Map<String, String> query = operation == null ? null : query(request, operation);
    int length = length(request);
    if (segments == null
        || operation == null
        || query == null
        || length < 0
        || !operation.takesBody(length)
        || !isPlain(request, length)
        || !guard.admits(request, operation.method())) {
      chain.doFilter(request, response);
      return;
    }
    String id = RequestFilter.requestId(request.getHeader(RequestFilter.REQUEST_ID_HEADER));
    Response answer;
    try {
      answer =
          operation.call(new HotOperation.Asked(request, segments, query, body(request, length)));
    } catch (Exception e) {
      answer = ProblemAnswers.of(e, request.getRequestURI(), id);
    }
    write(answer, id, response);
  }

  /** Of the path below the interface's root; null elsewhere, and where something is encoded. */
  private static String @Nullable [] segments(HttpServletRequest request) {
    String path = request.getRequestURI();
    int root = request.getContextPath().length();
    boolean ours = path.startsWith(AssentApplication.PATH + "/", root);
    return ours && path.indexOf('%') < 0 && path.indexOf(';') < 0 && !path.contains("//")
        ? HotOperation.segments(path.substring(root + AssentApplication.PATH.length()))
        : null;
  }

  /** The parameters of the query; null where one is given twice, or something is encoded. */
  private static @Nullable Map<String, String> query(
      HttpServletRequest request, HotOperation operation) {
    String text = request.getQueryString();
    if (text == null) {
      return Map.of();
    }
    if (!operation.takesQuery()) {
      return null;
    }
    Map<String, String> query = new HashMap<>();
    for (String part : text.split("&", -1)) {
      Matcher plain = PLAIN_PARAMETER.matcher(part);
      if (!plain.matches() || query.put(plain.group(1), plain.group(2)) != null) {
        return null;
      }
    }
    return query;
  }

  private @Nullable HotOperation operation(HttpServletRequest request, String[] segments) {
    for (HotOperation operation : operations) {
      if (operation.isAt(request.getMethod(), segments)) {
        return operation;
      }
    }
    return null;
  }

  /**
   * Of the body; -1 when it is not told, or is more than is read. Without a length there is no body
   * in HTTP/1, but may be one in HTTP/2.
   */
  private static int length(HttpServletRequest request) {
    long told = request.getContentLengthLong();
    if (told < 0
        && request.getProtocol().startsWith("HTTP/1")
        && request.getHeader(HttpHeaders.CONTENT_LENGTH) == null
        && request.getHeader("Transfer-Encoding") == null) {
      return 0;
    }
    return told > RequestFilter.MAX_BODY_BYTES ? -1 : (int) told;
  }

  private static boolean isPlain(HttpServletRequest request, int length) {
    String type = request.getContentType();
    return takesJson(Collections.list(request.getHeaders(HttpHeaders.ACCEPT)))
        && request.getHeader(HttpHeaders.CONTENT_ENCODING) == null
        && (isJson(type) || (length == 0 && type == null));
  }

  /** Whether Accept headers have JSON among what they take, without preferring one to another. */
  static boolean takesJson(List<String> accept) {
    if (accept.isEmpty()) {
      return true;
    }
    if (accept.size() > 1) {
      return false;
    }
    if (TAKES_JSON.contains(accept.get(0))) {
      return true;
    }
    List<String> types = Arrays.stream(accept.get(0).split(",", -1)).map(String::strip).toList();
    return types.stream().allMatch(type -> MEDIA_TYPE.matcher(type).matches())
        && types.stream().anyMatch(TAKES_JSON::contains);
  }

  static boolean isJson(@Nullable String contentType) {
    return contentType != null && JSON.matcher(contentType).matches();
  }

  private static byte[] body(HttpServletRequest request, int length) throws IOException {
    return length == 0 ? NOTHING : request.getInputStream().readNBytes(length);
  }

  private static void write(Response answer, String id, HttpServletResponse response)
      throws IOException {
    response.setStatus(answer.getStatus());
    for (Map.Entry<String, List<String>> header : answer.getStringHeaders().entrySet()) {
      for (String value : header.getValue()) {
        response.addHeader(header.getKey(), value);
      }
    }
    RequestFilter.complete(id, response);
    Object entity = answer.getEntity();
    if (entity != null) {
      byte[] body = entity instanceof byte[] bytes ? bytes : Json.writeBytes(entity);
      if (answer.getMediaType() == null) {
        response.setContentType(MediaType.APPLICATION_JSON);
      }
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
