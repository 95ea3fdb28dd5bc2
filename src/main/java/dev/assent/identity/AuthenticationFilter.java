package dev.assent.identity;

import dev.assent.platform.problem.Faults;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;

/**
 * Takes Basic and Bearer and tells the container who calls: the groups it gets are the caller's
 * permissions, so that {@code @RolesAllowed} names permissions.
 *
 * <p>One mechanism for both, because MicroProfile JWT's own beside one for Basic is ambiguous to
 * Payara. Whoever sends credentials that are wrong is refused even where none are needed; without
 * any, the resource decides.
 */
@ApplicationScoped
public class AssentAuthentication implements HttpAuthenticationMechanism {

  /** Payara asks twice for one request; a password is hashed, and a failure counted, once. */
  private static final String REFUSED = "dev.assent.identity.refused";

  private static final String ANONYMOUS = "dev.assent.identity.anonymous";

  @Inject PasswordLogin passwords;
  @Inject TokenLogin tokens;

  private boolean demo;

  @PostConstruct
  void prepare() {
    demo = IdentityConfig.read().demo();
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    if (request.getAttribute(REFUSED) != null) {
      return AuthenticationStatus.SEND_FAILURE;
    }
    if (request.getAttribute(CurrentCaller.ATTRIBUTE) instanceof Caller caller) {
      return welcome(caller, context);
    }
    Optional<AuthorizationHeader> header = Optional.empty();
    try {
      header = AuthorizationHeader.of(request);
      if (header.isPresent()) {
        Caller caller = login(header.get(), request);
        request.setAttribute(CurrentCaller.ATTRIBUTE, caller);
        return welcome(caller, context);
      }
      if (request.getAttribute(ANONYMOUS) != null && context.isProtected()) {
        return deny(response);
      }
      if (context.isProtected()) {
        throw new ProblemException(
            ProblemType.UNAUTHENTICATED, "This needs credentials: HTTP Basic or a bearer token.");
      }
      request.setAttribute(ANONYMOUS, true);
      return context.doNothing();
    } catch (ProblemException e) {
      return refuse(e, header, request, response);
    } catch (RuntimeException e) {
      return refuse(Faults.problem(e, "checking credentials"), header, request, response);
    }
  }

  private Caller login(AuthorizationHeader header, HttpServletRequest request) {
    if (demo && !BindAddress.isLoopback(request.getLocalAddr())) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "This server runs with demo data, whose passwords everybody knows, and takes logins only"
              + " over the loopback address.");
    }
    return switch (header.scheme()) {
      case BASIC -> passwords.login(BasicCredentials.parse(header.credentials()));
      case BEARER -> tokens.login(header.credentials());
    };
  }

  /**
   * On Payara, Jersey asks the container to authenticate once more when a resource has answered an
   * anonymous caller with 401. That answer is a problem document already, and follows: a second one
   * written here would come before it in the same body.
   */
  private static AuthenticationStatus deny(HttpServletResponse response) {
    if (!response.isCommitted()) {
      response.setStatus(ProblemType.UNAUTHENTICATED.status());
    }
    return AuthenticationStatus.SEND_FAILURE;
  }

  private static AuthenticationStatus welcome(Caller caller, HttpMessageContext context) {
    return context.notifyContainerAboutLogin(
        caller.tenant() + "/" + caller.user(), caller.permissions());
  }

  private static AuthenticationStatus refuse(
      ProblemException problem,
      Optional<AuthorizationHeader> header,
      HttpServletRequest request,
      HttpServletResponse response) {
    request.setAttribute(REFUSED, true);
    boolean token = header.filter(h -> h.scheme() == AuthorizationHeader.Scheme.BEARER).isPresent();
    Refusal.write(problem, token, request, response);
    return AuthenticationStatus.SEND_FAILURE;
  }
}
