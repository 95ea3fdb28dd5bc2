package dev.assent.platform.web;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Refuses a request without a body where the operation needs one: JAX-RS would hand null to it. An
 * operation whose body may be missing says so by {@link OptionalBody}.
 */
@Provider
public class RequiredBody implements DynamicFeature {

  @Override
  public void configure(ResourceInfo operation, FeatureContext context) {
    if (needsBody(operation.getResourceMethod())) {
      context.register(new Check());
    }
  }

  /**
   * The body is the one parameter without an annotation of JAX-RS's. The server's own answers to
   * OPTIONS are asked too, and have no verb.
   */
  private static boolean needsBody(Method operation) {
    boolean ours =
        Arrays.stream(operation.getAnnotations())
            .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class));
    return ours
        && Arrays.stream(operation.getParameterAnnotations())
            .anyMatch(annotations -> Arrays.stream(annotations).noneMatch(RequiredBody::isOfJaxRs));
  }

  private static boolean isOfJaxRs(Annotation annotation) {
    return annotation.annotationType() == OptionalBody.class
        || annotation.annotationType().getPackageName().startsWith("jakarta.ws.rs");
  }

  private static final class Check implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) throws IOException {
      // hasEntity() goes by the Content-Type header on one server, by the length on the other
      PushbackInputStream body = new PushbackInputStream(request.getEntityStream());
      int first = body.read();
      if (first < 0) {
        throw new ProblemException(
            ProblemType.MALFORMED_JSON, "The body is empty; a document is expected.");
      }
      body.unread(first);
      request.setEntityStream(body);
    }
  }
}
