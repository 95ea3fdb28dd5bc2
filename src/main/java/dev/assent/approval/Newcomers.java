package dev.assent.approval;

import dev.assent.identity.People;
import dev.assent.identity.Standing;
import dev.assent.identity.Standings;
import dev.assent.platform.problem.FieldError;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks up those to whom a place is to go, outside of any transaction: handlers read nothing. What
 * comes of it is said by the command, to whom may hand the place on and nobody else.
 */
@ApplicationScoped
public class Newcomers {
  @Inject private People people;
  @Inject private Standings standings;

  /** A user named at {@code /to}; two statements. */
  Newcomer user(String tenant, String name) {
    return users(tenant, List.of(name), "/to").get(0);
  }

  /** Those named at {@code /to}; two statements for all users, and one or two for each role. */
  List<Newcomer> of(String tenant, NewStage.Targets to) {
    List<Newcomer> found = new ArrayList<>(users(tenant, distinct(to.users()), "/to/users"));
    for (String role : distinct(to.roles())) {
      FieldError missing =
          people.isHeld(tenant, role)
              ? null
              : FieldError.at(
                  "/to/roles", "names the role '" + role + "', which nobody in this tenant has");
      found.add(new Newcomer(Approver.role(role), missing, Standing.alone(role)));
    }
    return found;
  }

  private List<Newcomer> users(String tenant, List<String> names, String at) {
    Set<String> asked = new LinkedHashSet<>(names);
    Set<String> known = people.known(tenant, asked);
    Map<String, Standing> standing = standings.of(tenant, known);
    return names.stream()
        .map(
            name ->
                new Newcomer(
                    Approver.user(name),
                    known.contains(name)
                        ? null
                        : FieldError.at(
                            at, "names '" + name + "', which is no active user of this tenant"),
                    standing.getOrDefault(name, Standing.alone(name))))
        .toList();
  }

  private static List<String> distinct(@Nullable List<String> names) {
    return names == null ? List.of() : names.stream().distinct().toList();
  }
}
