package dev.assent.approval;

import dev.assent.identity.People;
import dev.assent.identity.People.Person;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Among whom approvers are chosen, and what is known of them. */
@ApplicationScoped
public class Staff {
  /** Of each role and capability the first so many by name are looked at. */
  static final int MAX_CANDIDATES = 1_000;

  @Inject People people;
  @Inject WorkloadQueries workloads;

  /** The requester's manager. */
  Optional<Person> manager(String tenant, String user) {
    return people.manager(tenant, user);
  }

  /** Each once: by the roles, then the capabilities, as they are named; within one by name. */
  List<Person> candidates(
      String tenant, Collection<String> roles, Collection<String> capabilities) {
    Map<String, Person> found = new LinkedHashMap<>();
    for (String role : roles) {
      people.inRole(tenant, role, MAX_CANDIDATES).forEach(p -> found.putIfAbsent(p.name(), p));
    }
    for (String capability : capabilities) {
      people
          .withCapability(tenant, capability, MAX_CANDIDATES)
          .forEach(p -> found.putIfAbsent(p.name(), p));
    }
    return List.copyOf(found.values());
  }

  /** What {@code select} wants to know of {@code names}. */
  Map<String, Workload> workloads(String tenant, NewStage.Select select, Collection<String> names) {
    return switch (select) {
      case ALL, FIRST_AVAILABLE -> Map.of();
      case LEAST_LOADED -> workloads.open(tenant, names);
      case BEST_SUITED -> workloads.openAndResponse(tenant, names);
    };
  }
}
