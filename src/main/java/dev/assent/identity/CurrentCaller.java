package dev.assent.identity;

import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.Idempotency;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller of the HTTP request that is being answered.
 *
 * <p>Read from an attribute of the request, where {@link AuthenticationFilter} has put it. Outside
 * of an HTTP request (timers, start-up) there is no caller: services take theirs as an argument.
 */
@ApplicationScoped
public class CurrentCaller {
  /** Attribute of the servlet request that carries the {@link Caller}. */
  static final String ATTRIBUTE = "dev.assent.identity.Caller";

  @Inject HttpServletRequest request;

  /**
   * @throws ProblemException UNAUTHENTICATED, when the request came without credentials
   */
  public Caller get() {
    return find()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.UNAUTHENTICATED,
                    "This needs a caller. Send Basic or Bearer credentials in the Authorization header."));
  }

  /**
   * What names the caller's request so that sending it again does not do it again; null without the
   * header {@link Idempotency#HEADER}.
   *
   * @param operation method and path
   * @param body what was asked, as it was understood
   * @throws ProblemException {@code INVALID_PARAMETER} for what is no key; UNAUTHENTICATED
   */
  public @Nullable IdempotencyKey key(@Nullable String header, String operation, Object body) {
    Caller caller = get();
    return Idempotency.key(header, caller.tenant(), caller.user(), operation, body);
  }

  /** Empty when the request came without credentials; wrong ones never get this far. */
  public Optional<Caller> find() {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller
        ? Optional.of(caller)
        : Optional.empty();
  }
}
