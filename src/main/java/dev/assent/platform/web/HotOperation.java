package dev.assent.platform.web;

import dev.assent.platform.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link HotPath} operation, as its annotations describe it. Thread-safe. */
final class HotOperation {
  /** What a request says. */
  static final class Asked {
    private final HttpServletRequest request;
    private final String[] segments;
    private final Map<String, String> query;
    private final byte[] body;

    /**
     * @param segments of its path, see {@link HotOperation#segments}
     * @param query its parameters
     * @param body empty without one
     */
    Asked(HttpServletRequest request, String[] segments, Map<String, String> query, byte[] body) {
      this.request = request;
      this.segments = segments;
      this.query = query;
      this.body = body;
    }
  }

  /** What becomes of a request for one parameter. */
  private interface Argument {
    @Nullable Object of(Asked asked);
  }

  private final Object resource;
  private final Method method;
  private final String verb;
  private final String[] path;
  private final List<Argument> arguments = new ArrayList<>();

  /** What its path would match as well, but is another operation's, whatever its verb. */
  private final List<String[]> elsewhere = new ArrayList<>();

  private boolean takesQuery;
  private boolean takesBody;
  private boolean needsBody;

  /**
   * @param allPaths of all operations: JAX-RS prefers one that says literally what is asked for
   * @throws IllegalArgumentException when the method has what a hot path cannot give
   */
  HotOperation(Object resource, Class<?> type, Method method, Collection<String> allPaths) {
    this.resource = resource;
    this.method = method;
    this.verb = verb(method);
    this.path = segments(path(type, method));
    for (Parameter parameter : method.getParameters()) {
      arguments.add(argument(parameter));
    }
    allPaths.stream()
        .filter(other -> other.indexOf('{') < 0)
        .map(HotOperation::segments)
        .filter(other -> matches(other) && !Arrays.equals(other, path))
        .forEach(elsewhere::add);
    if (method.getReturnType() != Response.class) {
      throw new IllegalArgumentException(method + " does not answer a Response");
    }
  }

  /** Where an operation is, below the interface's root. */
  static String path(Class<?> resource, Method method) {
    Path own = method.getAnnotation(Path.class);
    return resource.getAnnotation(Path.class).value() + "/" + (own == null ? "" : own.value());
  }

  private static String verb(Method method) {
    return Arrays.stream(method.getAnnotations())
        .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(method + " has no HTTP method"))
        .value();
  }

  /** The parts of a path between its slashes. */
  static String[] segments(String path) {
    return Arrays.stream(path.split("/", -1)).filter(s -> !s.isEmpty()).toArray(String[]::new);
  }

  private Argument argument(Parameter parameter) {
    PathParam inPath = parameter.getAnnotation(PathParam.class);
    if (inPath != null) {
      int at = Arrays.asList(path).indexOf("{" + inPath.value() + "}");
      if (at < 0) {
        throw new IllegalArgumentException(method + " has no " + inPath.value() + " in its path");
      }
      return asked -> asked.segments[at];
    }
    HeaderParam inHeader = parameter.getAnnotation(HeaderParam.class);
    if (inHeader != null) {
      return asked -> asked.request.getHeader(inHeader.value());
    }
    if (parameter.getType() == HttpServletRequest.class) {
      return asked -> asked.request;
    }
    QueryParam inQuery = parameter.getAnnotation(QueryParam.class);
    if (inQuery != null
        && parameter.getType() == String.class
        && parameter.getAnnotations().length == 1) {
      takesQuery = true;
      return asked -> asked.query.get(inQuery.value());
    }
    if (parameter.isAnnotationPresent(BeanParam.class)) {
      takesQuery = true;
      QueryBean bean = new QueryBean(parameter.getType());
      return asked -> bean.of(asked.query);
    }
    boolean optional = parameter.isAnnotationPresent(OptionalBody.class);
    if (takesBody || (!optional && parameter.getAnnotations().length > 0)) {
      throw new IllegalArgumentException(method + " has a parameter " + parameter);
    }
    takesBody = true;
    needsBody = !optional;
    return asked ->
        asked.body.length == 0
            ? null
            : JsonBodies.read(asked.body, parameter.getParameterizedType());
  }

  Method method() {
    return method;
  }

  /** Whether it has parameters in the query; what is said there to others means nothing. */
  boolean takesQuery() {
    return takesQuery;
  }

  /** Whether a body of {@code length} bytes, 0 without one, is what it takes. */
  boolean takesBody(int length) {
    return length == 0 ? !needsBody : takesBody;
  }

  boolean isAt(String requestVerb, String[] segments) {
    return verb.equals(requestVerb)
        && matches(segments)
        && elsewhere.stream().noneMatch(other -> Arrays.equals(other, segments));
  }

  private boolean matches(String[] segments) {
    if (segments.length != path.length) {
      return false;
    }
    for (int i = 0; i < path.length; i++) {
      if (!path[i].startsWith("{") && !path[i].equals(segments[i])) {
        return false;
      }
    }
    return true;
  }

  /** Calls it; what it throws is thrown as it is. */
  Response call(Asked asked) throws Exception {
    @Nullable Object[] given = new @Nullable Object[arguments.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = arguments.get(i).of(asked);
    }
    try {
      return (Response) method.invoke(resource, given);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }
}
