package dev.assent.testing;

import dev.assent.identity.RequiresPermission;
import dev.assent.platform.web.AssentApplication;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * An operation of the REST interface, found by its annotations; so what holds for all of them holds
 * for the one that is written tomorrow.
 *
 * @param path from the root, with its parameters: {@code api/v1/approvals/{id}}
 * @param permissions of which one is enough
 * @param open whether nobody's permission is needed
 */
public record Endpoint(
    String method, String path, Set<String> permissions, boolean open, String mediaType) {

  /** All there are, in the order of their paths. */
  public static List<Endpoint> all() {
    List<Endpoint> endpoints = new ArrayList<>();
    resources().forEach(resource -> add(endpoints, resource));
    endpoints.sort(Comparator.comparing(Endpoint::path).thenComparing(Endpoint::method));
    return endpoints;
  }

  /** The classes that have them. */
  public static List<Class<?>> resources() {
    List<Class<?>> resources = new ArrayList<>();
    var classes = java.nio.file.Path.of("target", "classes");
    try (var files = Files.walk(classes.resolve("dev/assent"))) {
      for (var file : files.filter(f -> f.toString().endsWith("Resource.class")).toList()) {
        var name = classes.relativize(file).toString().replace('/', '.').replace('\\', '.');
        resources.add(Class.forName(name.substring(0, name.length() - ".class".length())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + classes, e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
    return resources;
  }

  private static void add(List<Endpoint> endpoints, Class<?> resource) {
    var root = resource.getAnnotation(Path.class);
    for (var method : resource.getDeclaredMethods()) {
      Arrays.stream(method.getAnnotations())
          .map(a -> a.annotationType().getAnnotation(HttpMethod.class))
          .filter(verb -> verb != null)
          .forEach(verb -> endpoints.add(of(verb.value(), root.value(), resource, method)));
    }
  }

  private static Endpoint of(String verb, String root, Class<?> resource, Method method) {
    var own = method.getAnnotation(Path.class);
    var path = AssentApplication.PATH + "/" + root + "/" + (own == null ? "" : own.value());
    var required = nearest(RequiresPermission.class, resource, method);
    var consumes = nearest(Consumes.class, resource, method);
    return new Endpoint(
        verb,
        path.replaceAll("/+", "/").replaceAll("^/|/$", ""),
        Set.of(required.value()),
        required.value().length == 0,
        consumes == null ? "application/json" : consumes.value()[0]);
  }

  private static <A extends Annotation> A nearest(Class<A> type, Class<?> resource, Method method) {
    return method.isAnnotationPresent(type)
        ? method.getAnnotation(type)
        : resource.getAnnotation(type);
  }

  public boolean hasParameter() {
    return path.contains("{");
  }

  /** {@code GET api/v1/approvals/{id}}. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
