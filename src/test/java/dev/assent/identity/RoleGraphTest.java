package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RoleGraphTest {
  @Test
  void whoever_has_a_member_has_what_contains_it() {
    RoleGraph graph =
        graph(
            role("finance"),
            role("controlling"),
            role("finance-or-controlling", "finance", "controlling"),
            role("anybody", "finance-or-controlling", "staff"),
            role("staff"));

    assertThat(graph.held(Set.of("finance")))
        .containsExactlyInAnyOrder("finance", "finance-or-controlling", "anybody");
    assertThat(graph.held(Set.of("staff"))).containsExactlyInAnyOrder("staff", "anybody");
    assertThat(graph.held(Set.of("anybody"))).as("not the other way").containsExactly("anybody");
    assertThat(graph.held(Set.of("unknown"))).isEmpty();
    assertThat(graph.surelyGiven(graph.held(Set.of("finance", "staff"))))
        .containsExactlyInAnyOrder("finance", "staff");
    assertThat(graph.container("finance")).contains("finance-or-controlling");
    assertThat(graph.container("anybody")).isEmpty();
  }

  @Test
  void permissions_follow() {
    RoleGraph graph =
        graph(
            new Role("t", "clerk", Set.of("workflow_run")),
            new Role("t", "deciders", Set.of("approval_decide"), Set.of("clerk")));

    assertThat(graph.permissions(graph.held(Set.of("clerk"))))
        .containsExactlyInAnyOrder("workflow_run", "approval_decide");
  }

  @Test
  void refuses_circles() {
    RoleGraph graph = graph(role("a", "b"), role("b", "c"), role("c"), role("d", "a"));

    assertThatThrownBy(() -> graph.with(role("c", "a")).requireSound("c"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("contain itself");
    assertThatCode(() -> graph.with(role("c", "e")).requireSound("c")).doesNotThrowAnyException();
  }

  @Test
  void nests_over_five_steps_and_no_more() {
    List<Role> chain = new ArrayList<>(List.of(role("r0")));
    for (int i = 1; i <= 5; i++) {
      chain.add(role("r" + i, "r" + (i - 1)));
    }
    RoleGraph graph = new RoleGraph(chain);

    assertThatCode(() -> graph.requireSound("r3")).doesNotThrowAnyException();
    assertThat(graph.held(Set.of("r0"))).hasSize(6);
    assertThatThrownBy(() -> graph.with(role("r6", "r5")).requireSound("r6"))
        .as("above")
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> graph.with(role("r0", "below")).with(role("below")).requireSound("r0"))
        .as("below")
        .isInstanceOf(ProblemException.class);
  }

  /** What is accepted one by one never has a circle or a way of more than five steps. */
  @Test
  void whatever_is_accepted_stays_sound() {
    long seed = Long.getLong("seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 200; round++) {
      RoleGraph graph = graph();
      List<Role> accepted = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        accepted.add(role("r" + i));
        graph = graph.with(role("r" + i));
      }
      for (int i = 0; i < 60; i++) {
        int n = random.nextInt(10);
        Set<String> members = new HashSet<>();
        for (int m = random.nextInt(3); m > 0; m--) {
          members.add("r" + random.nextInt(10));
        }
        Role role = new Role("t", "r" + n, Set.of(), members);
        List<Role> then = new ArrayList<>(accepted);
        then.set(n, role);
        boolean sound = longestWay(then) <= RoleGraph.MAX_DEPTH;
        RoleGraph next = graph.with(role);
        if (sound) {
          assertThatCode(() -> next.requireSound(role.name()))
              .as("seed " + seed + " " + then)
              .doesNotThrowAnyException();
          accepted = then;
          graph = next;
        } else {
          assertThatThrownBy(() -> next.requireSound(role.name()))
              .as("seed " + seed + " " + then)
              .isInstanceOf(ProblemException.class);
        }
      }
    }
  }

  /** By following every way; a circle is a way without an end. */
  private static int longestWay(List<Role> roles) {
    int longest = 0;
    for (Role role : roles) {
      longest = Math.max(longest, longestWay(roles, role, 0));
    }
    return longest;
  }

  private static int longestWay(List<Role> roles, Role from, int steps) {
    if (steps > RoleGraph.MAX_DEPTH) {
      return steps;
    }
    int longest = steps;
    for (String member : from.members()) {
      Role next = roles.get(Integer.parseInt(member.substring(1)));
      longest = Math.max(longest, longestWay(roles, next, steps + 1));
    }
    return longest;
  }

  private static RoleGraph graph(Role... roles) {
    return new RoleGraph(List.of(roles));
  }

  private static Role role(String name, String... members) {
    return new Role("t", name, Set.of(), Set.of(members));
  }
}
