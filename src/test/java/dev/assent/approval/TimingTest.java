package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.consensus.Policy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimingTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private static Approval asking(int approvers, Deadline deadline) {
    StagePlan stage =
        new StagePlan(
            StagePlan.ONLY,
            false,
            users("asked", approvers),
            Policy.of(Policy.Type.ALL),
            Map.of(),
            Map.of(),
            List.of(),
            StagePlan.Rationale.OPTIONAL,
            deadline,
            null);
    return Requests.begun(new UUID(0, 1), "rita", NOW, Requests.of(stage));
  }

  private static List<Approver> users(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> Approver.user(prefix + i)).toList();
  }

  private static Deadline deadline(
      List<Escalation> levels, Duration expires, Deadline.OnExpiry then, int extensions) {
    return new Deadline(null, null, null, 0, levels, expires, then, extensions);
  }

  private static List<Timing.Kind> passed(Approval approval, Duration since) {
    return new Timing(approval).pass(NOW.plus(since)).stream().map(Timing.Event::kind).toList();
  }

  @Test
  void goes_on_where_there_is_no_room_for_others() {
    List<Escalation> levels =
        List.of(
            new Escalation(HOUR, users("one", 60)),
            new Escalation(HOUR.plus(HOUR), users("two", 60)));
    Approval approval =
        asking(20, deadline(levels, Duration.ofHours(3), Deadline.OnExpiry.REJECT, 0));

    assertThat(passed(approval, Duration.ofHours(3)))
        .containsExactly(Timing.Kind.ESCALATED, Timing.Kind.ESCALATED, Timing.Kind.STAGE_EXPIRED);
    assertThat(approval.assignments()).hasSize(Handover.MAX_ASSIGNMENTS);
    assertThat(approval.state()).isEqualTo(ApprovalState.EXPIRED);
  }

  @Test
  void writes_the_places_of_a_stage_that_gets_more_time() {
    Approval approval = asking(1, deadline(List.of(), HOUR, Deadline.OnExpiry.EXTEND, 1));
    approval.assignments().forEach(a -> a.stored(AssignmentState.PENDING, null, null));

    assertThat(passed(approval, HOUR)).containsExactly(Timing.Kind.EXTENDED);
    assertThat(approval.assignments()).allMatch(Assignment::isChanged);
    assertThat(new Timing(approval).next()).isEqualTo(NOW.plus(HOUR.multipliedBy(2)));
  }

  @Test
  void has_everything_happen_at_its_own_time_however_late_it_is_looked_at() {
    Approval approval = asking(1, deadline(List.of(), HOUR, Deadline.OnExpiry.EXTEND, 3));

    assertThat(passed(approval, Duration.ofDays(1)))
        .containsExactly(
            Timing.Kind.EXTENDED,
            Timing.Kind.EXTENDED,
            Timing.Kind.EXTENDED,
            Timing.Kind.STAGE_EXPIRED);
    assertThat(approval.closedAt()).isEqualTo(NOW.plus(Duration.ofHours(4)));
    assertThat(passed(approval, Duration.ofDays(2))).isEmpty();
  }

  @Test
  void approves_only_where_the_plan_says_so() {
    for (Deadline.OnExpiry then : Deadline.OnExpiry.values()) {
      Approval approval = asking(2, deadline(List.of(), HOUR, then, 1));
      passed(approval, Duration.ofDays(1));
      assertThat(approval.state())
          .isEqualTo(
              then == Deadline.OnExpiry.APPROVE ? ApprovalState.APPROVED : ApprovalState.EXPIRED);
    }
  }
}
