package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The people of a tenant, to choose approvers from. Reads outside of a batch, one statement each.
 * Who is absent is so today, a day of UTC by the database's clock.
 */
@ApplicationScoped
public class People {
  @Inject PersonQueries queries;
  @Inject RoleRepository roles;

  /** Whether users may come who have no account. */
  boolean tokens;

  /**
   * A user, with what a choice goes by.
   *
   * @param substitute who stands in, when absent and somebody does
   */
  public record Person(
      String name, Set<String> capabilities, boolean absent, @Nullable String substitute) {
    public Person {
      capabilities = Set.copyOf(capabilities);
    }
  }

  @PostConstruct
  void prepare() {
    tokens = IdentityConfig.read().tokens().isPresent();
  }

  /**
   * Those of {@code users} who may come one day: whose account is active, or who have none but a
   * profile. Where bearer tokens are taken, everybody who has no account may.
   */
  public Set<String> known(String tenant, Set<String> users) {
    return users.isEmpty() ? Set.of() : queries.known(tenant, users, tokens);
  }

  /**
   * Whether the tenant has the role, and somebody with an active account has it or one that it
   * contains. Where bearer tokens are taken, which bring roles along, that there is one is enough.
   * One or two statements.
   */
  public boolean isHeld(String tenant, String role) {
    return roles.find(tenant, role).isPresent() && (tokens || !inRole(tenant, role, 1).isEmpty());
  }

  /**
   * The first by name whose active account has the role or one that it contains. Users without an
   * account, who bring their roles in a token, are not known here.
   */
  public List<Person> inRole(String tenant, String role, int atMost) {
    return queries.inRole(tenant, role, atMost);
  }

  /** The first by name who have the capability, but for those whose account is not active. */
  public List<Person> withCapability(String tenant, String capability, int atMost) {
    return queries.withCapability(tenant, capability, atMost);
  }

  /** The user's manager; empty when there is none, or his account is not active. */
  public Optional<Person> manager(String tenant, String user) {
    return queries.manager(tenant, user);
  }

  /**
   * What is known of a user may be read by himself and by those who read workflows or manage.
   *
   * @throws ProblemException FORBIDDEN
   */
  static void requireReader(Caller caller, String user) {
    if (!caller.user().equals(user) && !caller.may(Permissions.OPERATIONS_MANAGE)) {
      caller.require(Permissions.WORKFLOW_READ);
    }
  }
}
