package dev.assent.approval;

import dev.assent.identity.People.Person;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Everybody there is: who has which role or capability; the manager of all is max, his is mia. */
final class Town extends Staff {
  final Map<String, List<Person>> withRole = new LinkedHashMap<>();
  final List<Person> everybody = new ArrayList<>();
  final Map<String, Workload> loads = new LinkedHashMap<>();
  boolean managed = true;

  void add(String role, Person person) {
    withRole.computeIfAbsent(role, r -> new ArrayList<>()).add(person);
    everybody.add(person);
  }

  @Override
  Optional<Person> manager(String tenant, String user) {
    return !managed || user.equals("mia")
        ? Optional.empty()
        : Optional.of(there(user.equals("max") ? "mia" : "max"));
  }

  @Override
  List<Person> candidates(
      String tenant, Collection<String> roles, Collection<String> capabilities) {
    Map<String, Person> found = new LinkedHashMap<>();
    for (String role : roles) {
      withRole.getOrDefault(role, List.of()).forEach(p -> found.put(p.name(), p));
    }
    for (String one : capabilities) {
      everybody.stream()
          .filter(p -> p.capabilities().contains(one))
          .forEach(p -> found.put(p.name(), p));
    }
    return List.copyOf(found.values());
  }

  @Override
  Map<String, Workload> workloads(String tenant, NewStage.Select select, Collection<String> names) {
    return loads;
  }

  static Person there(String name, String... capabilities) {
    return new Person(name, Set.of(capabilities), false, null);
  }

  static Person absent(String name) {
    return new Person(name, Set.of(), true, null);
  }
}
