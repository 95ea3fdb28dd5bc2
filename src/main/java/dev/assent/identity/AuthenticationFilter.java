package dev.assent.identity;

import dev.assent.platform.problem.Faults;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes Basic and Bearer and says who calls. It comes before everything else ({@code web.xml}).
 * Whoever sends credentials that are wrong is refused even where none are needed; without any, what
 * the request is for decides: see {@link PermissionCheck}.
 *
 * <p>A filter and not the container's security: see {@code docs/decisions/0013}.
 */
public class AuthenticationFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient PasswordLogin passwords;
  @Inject private transient TokenLogin tokens;

  private boolean demo;

  @Override
  public void init(FilterConfig config) {
    demo = IdentityConfig.read().demo();
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<AuthorizationHeader> header = Optional.empty();
    try {
      header = AuthorizationHeader.of(request);
      if (header.isPresent()) {
        request.setAttribute(CurrentCaller.ATTRIBUTE, login(header.get(), request));
      }
    } catch (ProblemException e) {
      refuse(e, header, request, response);
      return;
    } catch (RuntimeException e) {
      refuse(Faults.problem(e, "checking credentials"), header, request, response);
      return;
    }
    chain.doFilter(request, response);
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

  private static void refuse(
      ProblemException problem,
      Optional<AuthorizationHeader> header,
      HttpServletRequest request,
      HttpServletResponse response) {
    boolean token = header.filter(h -> h.scheme() == AuthorizationHeader.Scheme.BEARER).isPresent();
    Refusal.write(problem, token, request, response);
  }
}
