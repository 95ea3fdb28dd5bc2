package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.OperationGuard;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds every operation to its {@link RequiresPermission}, before its body is read. One that has
 * none is not served: the application does not start with it.
 */
@Provider
@ApplicationScoped
public class PermissionCheck implements DynamicFeature, OperationGuard {
  @Inject private CurrentCaller current;

  @Override
  public void configure(ResourceInfo operation, FeatureContext context) {
    Method method = operation.getResourceMethod();
    if (isOurs(method)) {
      context.register(
          new Check(current, List.of(required(method).value())), Priorities.AUTHORIZATION);
    }
  }

  @Override
  public boolean admits(HttpServletRequest request, Method operation) {
    return request.getAttribute(CurrentCaller.ATTRIBUTE) instanceof Caller caller
        && suffices(caller, List.of(required(operation).value()));
  }

  private static boolean suffices(Caller caller, List<String> permissions) {
    return permissions.isEmpty() || permissions.stream().anyMatch(caller.permissions()::contains);
  }

  /** The servers answer OPTIONS by methods of their own. */
  private static boolean isOurs(Method method) {
    return method.getDeclaringClass().getName().startsWith("dev.assent.");
  }

  private static RequiresPermission required(Method method) {
    RequiresPermission own = method.getAnnotation(RequiresPermission.class);
    @Nullable RequiresPermission required =
        own != null ? own : method.getDeclaringClass().getAnnotation(RequiresPermission.class);
    if (required == null) {
      throw new IllegalStateException(method + " does not say which permission it needs");
    }
    return required;
  }

  /** Of one operation. */
  private record Check(CurrentCaller current, List<String> permissions)
      implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
      Caller caller =
          current
              .find()
              .orElseThrow(
                  () ->
                      new ProblemException(
                          ProblemType.UNAUTHENTICATED,
                          "This needs credentials: HTTP Basic or a bearer token."));
      if (!suffices(caller, permissions)) {
        throw new ProblemException(
            ProblemType.FORBIDDEN, "The caller's roles do not permit this operation.");
      }
    }
  }
}
