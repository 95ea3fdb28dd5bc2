package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.ETags;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Changes what is known of the users of the caller's tenant. */
@Stateless
public class ProfileService {
  @Inject TenantRepository tenants;
  @Inject ProfileRepository profiles;
  @Inject IdentityChanges changes;
  @Inject Clock clock;

  /**
   * Makes the user's profile, which is then of revision 1, or replaces it.
   *
   * @param ifMatch needed when there is a profile, and refused when there is none
   * @throws ProblemException PRECONDITION_REQUIRED, PRECONDITION_FAILED; CONFLICT when managers
   *     would manage each other in a circle, or too many stand above one another
   */
  public ProfileView put(
      Caller caller,
      String user,
      @Nullable String ifMatch,
      @Nullable String manager,
      Set<String> capabilities) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    Optional<Profile> before = profiles.find(caller.tenant(), user);
    requireMatch(ifMatch, before);
    if (manager != null) {
      requireNoCircle(caller.tenant(), user, manager);
    }
    Profile profile =
        before
            .map(p -> p.changed(manager, capabilities, clock.now()))
            .orElseGet(
                () -> Profile.made(caller.tenant(), user, manager, capabilities, clock.now()));
    if (before.isEmpty()) {
      profiles.add(profile);
    } else {
      profiles.replace(profile);
    }
    changes.profile(
        before.isEmpty() ? "PROFILE_CREATED" : "PROFILE_CHANGED",
        profile,
        caller.user(),
        profile.updatedAt());
    return profile.view();
  }

  /**
   * @throws ProblemException NOT_FOUND
   */
  public void remove(Caller caller, String user) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    Profile profile =
        profiles
            .find(caller.tenant(), user)
            .orElseThrow(() -> ProblemException.notFound("profile of", user));
    profiles.remove(profile);
    changes.profile("PROFILE_REMOVED", profile, caller.user(), clock.now());
  }

  private static void requireMatch(@Nullable String ifMatch, Optional<Profile> before) {
    if (before.isPresent()) {
      ETags.require(ifMatch, before.get().revision());
    } else if (ifMatch != null && !ifMatch.isBlank()) {
      throw new ProblemException(
          ProblemType.PRECONDITION_FAILED, "There is no profile that could match If-Match.");
    }
  }

  private void requireNoCircle(String tenant, String user, String manager) {
    List<String> above = profiles.withManagers(tenant, manager, Profile.MAX_MANAGERS + 1);
    if (above.contains(user)) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          manager
              + " cannot be the manager of "
              + user
              + ", who manages "
              + manager
              + ", directly or through others.");
    }
    if (above.size() > Profile.MAX_MANAGERS) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "There are at most " + Profile.MAX_MANAGERS + " managers above one another.");
    }
  }
}
