package dev.assent.platform.web;

import dev.assent.platform.json.JsonBodies;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link HotPath} operation, as its annotations describe it. Thread-safe. */
final class HotOperation {
  /** What becomes of a request for one parameter. */
  private interface Argument {
    @Nullable Object of(HttpServletRequest request, String[] segments, byte[] body);
  }

  private final Object resource;
  private final Method method;
  private final String verb;
  private final String[] path;
  private final List<Argument> arguments = new ArrayList<>();

  /** What its path would match as well, but is another operation's, whatever its verb. */
  private final List<String[]> elsewhere = new ArrayList<>();

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
        .filter(this::matches)
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
      return (request, segments, body) -> segments[at];
    }
    HeaderParam inHeader = parameter.getAnnotation(HeaderParam.class);
    if (inHeader != null) {
      return (request, segments, body) -> request.getHeader(inHeader.value());
    }
    if (parameter.getType() == HttpServletRequest.class) {
      return (request, segments, body) -> request;
    }
    boolean optional = parameter.isAnnotationPresent(OptionalBody.class);
    if (takesBody || (!optional && parameter.getAnnotations().length > 0)) {
      throw new IllegalArgumentException(method + " has a parameter " + parameter);
    }
    takesBody = true;
    needsBody = !optional;
    return (request, segments, body) ->
        body.length == 0 ? null : JsonBodies.read(body, parameter.getParameterizedType());
  }

  Method method() {
    return method;
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
  Response call(HttpServletRequest request, String[] segments, byte[] body) throws Exception {
    @Nullable Object[] given = new @Nullable Object[arguments.size()];
    for (int i = 0; i < given.length; i++) {
      given[i] = arguments.get(i).of(request, segments, body);
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
