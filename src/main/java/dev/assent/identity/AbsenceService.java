package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says when users of the caller's tenant are away and who stands in. Changes of one tenant wait for
 * each other, so that two of them cannot make a circle together.
 */
@Stateless
public class AbsenceService {
  @Inject TenantRepository tenants;
  @Inject AbsenceRepository absences;
  @Inject IdentityChanges changes;
  @Inject Clock clock;

  /** The days of an absence, half-open. */
  public record Days(LocalDate from, LocalDate until) {}

  /**
   * Gives the user this absence in the place of the former one.
   *
   * @return whether there was none
   * @throws ProblemException FORBIDDEN for another than the user without OPERATIONS_MANAGE;
   *     CONFLICT when substitutes would stand in for each other in a circle, over too many
   *     absences, or one for too many
   */
  public boolean put(
      Caller caller, String user, Days days, @Nullable String substitute, @Nullable String reason) {
    requireOwn(caller, user);
    tenants.lock(caller.tenant());
    Absence absence =
        new Absence(caller.tenant(), user, days.from(), days.until(), substitute, reason);
    Optional<Absence> before = absences.find(caller.tenant(), user);
    if (before.isEmpty() || !before.get().equals(absence)) {
      Substitution.requireSound(absence, absences.during(absence));
      Instant now = clock.now();
      absences.put(absence, now);
      changes.absence(
          before.isEmpty() ? "ABSENCE_CREATED" : "ABSENCE_CHANGED", absence, caller.user(), now);
    }
    return before.isEmpty();
  }

  /**
   * @throws ProblemException FORBIDDEN as {@link #put}; NOT_FOUND
   */
  public void remove(Caller caller, String user) {
    requireOwn(caller, user);
    tenants.lock(caller.tenant());
    Absence absence =
        absences
            .find(caller.tenant(), user)
            .orElseThrow(() -> ProblemException.notFound("absence of", user));
    absences.remove(absence);
    changes.absence("ABSENCE_REMOVED", absence, caller.user(), clock.now());
  }

  private static void requireOwn(Caller caller, String user) {
    if (!caller.user().equals(user)) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
  }
}
