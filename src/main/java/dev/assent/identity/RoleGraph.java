package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** The roles of a tenant, and which of them contain which. Immutable. */
final class RoleGraph {
  /** From a role to one that contains it there are at most so many steps. */
  static final int MAX_DEPTH = 5;

  private final Map<String, Role> roles = new TreeMap<>();
  private final Map<String, Set<String>> containing = new HashMap<>();

  RoleGraph(Collection<Role> all) {
    for (Role role : all) {
      roles.put(role.name(), role);
      role.members()
          .forEach(m -> containing.computeIfAbsent(m, x -> new TreeSet<>()).add(role.name()));
    }
  }

  /** The same roles, with this one added or in the place of the one of its name. */
  RoleGraph with(Role role) {
    Map<String, Role> changed = new TreeMap<>(roles);
    changed.put(role.name(), role);
    return new RoleGraph(changed.values());
  }

  Set<String> names() {
    return Collections.unmodifiableSet(roles.keySet());
  }

  /**
   * What somebody has to whom these roles were given: those that are known, and what contains them.
   */
  Set<String> held(Set<String> given) {
    Set<String> held = new HashSet<>(given);
    held.retainAll(roles.keySet());
    Deque<String> open = new ArrayDeque<>(held);
    while (!open.isEmpty()) {
      for (String container : containing.getOrDefault(open.pop(), Set.of())) {
        if (held.add(container)) {
          open.push(container);
        }
      }
    }
    return held;
  }

  Set<String> permissions(Set<String> held) {
    Set<String> permissions = new HashSet<>();
    for (String name : held) {
      Role role = roles.get(name);
      permissions.addAll(role == null ? Set.of() : role.permissions());
    }
    return permissions;
  }

  /**
   * Those of {@code held} that must have been given, because none of their members is held. Others
   * may have been given as well.
   */
  Set<String> surelyGiven(Set<String> held) {
    Set<String> given = new HashSet<>();
    for (String name : held) {
      Role role = roles.get(name);
      if (role != null && Collections.disjoint(role.members(), held)) {
        given.add(name);
      }
    }
    return given;
  }

  /** A role that has this one as a member. */
  Optional<String> container(String name) {
    return containing.getOrDefault(name, Set.of()).stream().findFirst();
  }

  /**
   * Refuses what the role's members lead to; all other roles are sound.
   *
   * @throws ProblemException CONFLICT when the role would contain itself or be nested too deeply
   */
  void requireSound(String name) {
    Set<String> below = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(name));
    while (!open.isEmpty()) {
      for (String member : membersOf(open.pop())) {
        if (member.equals(name)) {
          throw conflict("The role " + name + " would contain itself through its members.");
        }
        if (below.add(member)) {
          open.push(member);
        }
      }
    }
    int steps =
        longest(name, this::membersOf) + longest(name, n -> containing.getOrDefault(n, Set.of()));
    if (steps > MAX_DEPTH) {
      throw conflict(
          "Roles contain roles over at most "
              + MAX_DEPTH
              + " steps; with "
              + name
              + " it would be more.");
    }
  }

  /**
   * The steps of the longest way from a role, which leads to no circle; counts no further than one
   * too many.
   */
  private static int longest(String from, Function<String, Set<String>> next) {
    Set<String> reached = Set.of(from);
    for (int steps = 0; steps <= MAX_DEPTH; steps++) {
      Set<String> further = new HashSet<>();
      reached.forEach(name -> further.addAll(next.apply(name)));
      if (further.isEmpty()) {
        return steps;
      }
      reached = further;
    }
    return MAX_DEPTH + 1;
  }

  private Set<String> membersOf(String name) {
    Role role = roles.get(name);
    return role == null ? Set.of() : role.members();
  }

  private static ProblemException conflict(String detail) {
    return new ProblemException(ProblemType.CONFLICT, detail);
  }
}
