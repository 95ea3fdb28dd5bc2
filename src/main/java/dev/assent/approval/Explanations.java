package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.Directory;
import dev.assent.identity.Permissions;
import dev.assent.identity.Standings;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says why somebody can or cannot decide a request; two statements. */
@ApplicationScoped
public class Explanations {
  @Inject private ApprovalQueries queries;
  @Inject private Standings standings;
  @Inject private Directory directory;
  @Inject private Clock clock;

  /**
   * For a user of the tenant, with the roles of the account; for the caller, with those that the
   * caller has now.
   *
   * @param user null for the caller
   * @throws ProblemException {@code NOT_FOUND} for a request or a user that the tenant does not
   *     have, {@code FORBIDDEN} for another user without {@code operations_read} or {@code
   *     operations_manage}
   */
  ExplanationView explain(Caller caller, UUID id, @Nullable String user) {
    Caller whose = user == null || user.equals(caller.user()) ? caller : other(caller, user);
    boolean any =
        caller.may(Permissions.OPERATIONS_READ) || caller.may(Permissions.OPERATIONS_MANAGE);
    Approval approval = any ? queries.load(caller.tenant(), id) : queries.get(caller, id);
    new Timing(approval).pass(clock.now());
    return ExplanationView.of(approval, whose, standings.of(whose));
  }

  private Caller other(Caller caller, String user) {
    if (!caller.may(Permissions.OPERATIONS_MANAGE)) {
      caller.require(Permissions.OPERATIONS_READ);
    }
    return directory
        .callerOf(caller.tenant(), user)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "There is no active account "
                        + user
                        + "; of users who come with a token only they themselves can ask."));
  }
}
