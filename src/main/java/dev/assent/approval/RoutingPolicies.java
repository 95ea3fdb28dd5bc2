package dev.assent.approval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * The routing policies that choose. Which version is the newest is asked each time, one statement;
 * what a version says never changes and is kept in memory.
 */
@ApplicationScoped
public class RoutingPolicies {
  private record Key(String tenant, String name, int version) {}

  @Inject private RoutingPolicyRepository repository;

  private final Cache<Key, RoutingPolicyVersion> versions =
      Caffeine.newBuilder().maximumSize(500).build();

  /**
   * The newest version, to choose for a new request.
   *
   * @throws ProblemException {@code INVALID_INPUT} when there is none of this name, or it is
   *     archived
   */
  RoutingPolicyVersion forNew(String tenant, String name) {
    RoutingPolicy policy =
        repository
            .find(tenant, name)
            .orElseThrow(() -> refused("there is no routing policy '" + name + "'"));
    if (policy.isArchived()) {
      throw refused("the routing policy '" + name + "' is archived since " + policy.archivedAt());
    }
    return newest(policy);
  }

  /** The newest version, to choose again for a request that it has chosen for before. */
  RoutingPolicyVersion again(String tenant, String name) {
    return newest(repository.get(tenant, name));
  }

  private RoutingPolicyVersion newest(RoutingPolicy policy) {
    return versions.get(
        new Key(policy.tenant(), policy.name(), policy.version()),
        key -> repository.version(key.tenant(), key.name(), key.version()));
  }

  private static ProblemException refused(String detail) {
    return new ProblemException(ProblemType.INVALID_INPUT, "No route is chosen: " + detail + ".")
        .withErrors(List.of(FieldError.at("/routing", detail)));
  }
}
