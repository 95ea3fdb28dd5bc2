package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final int MOST_ASSIGNMENTS = 5;

  /** All lists of up to {@link #MOST_ASSIGNMENTS} states, the empty one left out. */
  private static List<List<AssignmentState>> cases() {
    List<List<AssignmentState>> all = new ArrayList<>();
    List<List<AssignmentState>> longest = List.of(List.of());
    for (int size = 1; size <= MOST_ASSIGNMENTS; size++) {
      List<List<AssignmentState>> longer = new ArrayList<>();
      for (List<AssignmentState> shorter : longest) {
        for (AssignmentState state : AssignmentState.values()) {
          List<AssignmentState> states = new ArrayList<>(shorter);
          states.add(state);
          longer.add(states);
        }
      }
      all.addAll(longer);
      longest = longer;
    }
    return all;
  }

  /** By counting, where the policies themselves look for what is there. */
  private static ApprovalState reference(Policy policy, List<AssignmentState> states) {
    int approved = Collections.frequency(states, AssignmentState.APPROVED);
    int rejected = Collections.frequency(states, AssignmentState.REJECTED);
    if (policy == Policy.ANY) {
      return approved + rejected == 0
          ? ApprovalState.PENDING
          : approved > 0 ? ApprovalState.APPROVED : ApprovalState.REJECTED;
    }
    if (rejected > 0) {
      return ApprovalState.REJECTED;
    }
    return approved == states.size() ? ApprovalState.APPROVED : ApprovalState.PENDING;
  }

  @Test
  void agrees_with_the_reference_in_all_small_cases() {
    assertThat(cases()).hasSize(4 + 16 + 64 + 256 + 1024);
    for (Policy policy : Policy.values()) {
      for (List<AssignmentState> states : cases()) {
        assertThat(policy.tally(states))
            .as(policy + " of " + states)
            .isEqualTo(reference(policy, states));
      }
    }
  }

  @Test
  void does_not_ask_in_which_order_they_stand() {
    for (Policy policy : Policy.values()) {
      for (List<AssignmentState> states : cases()) {
        List<AssignmentState> sorted = new ArrayList<>(states);
        Collections.sort(sorted);
        assertThat(policy.tally(states)).isEqualTo(policy.tally(sorted));
      }
    }
  }

  @Test
  void never_cancels() {
    for (Policy policy : Policy.values()) {
      assertThat(cases()).noneMatch(states -> policy.tally(states) == ApprovalState.CANCELLED);
    }
  }
}
