package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.time.Ids;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;

/** Says which users of the caller's tenant must not check each other. */
@Stateless
public class SeparationPairService {
  @Inject TenantRepository tenants;
  @Inject SeparationPairRepository pairs;
  @Inject IdentityChanges changes;
  @Inject Clock clock;

  /**
   * @param users two
   * @throws ProblemException ALREADY_EXISTS; CONFLICT when one of them is in too many pairs
   */
  public SeparationPairView add(Caller caller, SortedSet<String> users, String reason) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    SeparationPair pair =
        new SeparationPair(
            Ids.next(),
            caller.tenant(),
            users.first(),
            users.last(),
            reason,
            caller.user(),
            clock.now());
    for (String user : List.of(pair.one(), pair.other())) {
      if (pairs.count(caller.tenant(), user) >= SeparationPairRepository.MAX_PER_USER) {
        throw new ProblemException(
            ProblemType.CONFLICT,
            user
                + " is in "
                + SeparationPairRepository.MAX_PER_USER
                + " separation pairs, and more are not allowed.");
      }
    }
    if (!pairs.add(pair)) {
      throw new ProblemException(
          ProblemType.ALREADY_EXISTS,
          pair.one() + " and " + pair.other() + " are a separation pair already.");
    }
    changes.pair("SEPARATION_PAIR_CREATED", pair, caller.user(), pair.createdAt());
    return pair.view();
  }

  /**
   * @throws ProblemException NOT_FOUND
   */
  public void remove(Caller caller, UUID id) {
    caller.require(Permissions.OPERATIONS_MANAGE);
    tenants.lock(caller.tenant());
    SeparationPair pair =
        pairs
            .find(caller.tenant(), id)
            .orElseThrow(() -> ProblemException.notFound("separation pair", id));
    pairs.remove(pair);
    changes.pair("SEPARATION_PAIR_REMOVED", pair, caller.user(), clock.now());
  }
}
