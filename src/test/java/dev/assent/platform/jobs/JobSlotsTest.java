package dev.assent.platform.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.platform.jobs.JobSlots.Vacancy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JobSlotsTest {
  private final JobSlots slots =
      new JobSlots(new JobsConfig(8, 2, Duration.ofSeconds(30)), Map.of("A", 5, "B", 1));

  @Test
  void in_the_beginning_all_is_free() {
    assertThat(slots.vacancy())
        .isEqualTo(new Vacancy(8, 2, 2, Map.of("A", 5, "B", 1), 0, Map.of()));
  }

  @Test
  void what_runs_takes_from_its_kind_and_its_lane_and_gives_back() {
    LeasedJob one = job("A", "x");
    LeasedJob other = job("B", "x");
    slots.take(one);
    slots.take(other);
    assertThat(slots.vacancy()).isEqualTo(new Vacancy(6, 2, 2, Map.of("A", 4), 1, Map.of("x", 2)));
    slots.free(one);
    slots.free(other);
    in_the_beginning_all_is_free();
    assertThat(slots.running()).isZero();
  }

  @Test
  void the_reserve_is_the_last_to_go() {
    for (int i = 0; i < 7; i++) {
      slots.take(job("A", "lane-" + i));
    }
    assertThat(slots.vacancy().most()).isEqualTo(1);
    assertThat(slots.vacancy().reserved()).isEqualTo(1);
    slots.take(job("A", "x"));
    assertThat(slots.vacancy().isNone()).isTrue();
  }

  @Test
  void hanging_threads_are_made_up_for_but_not_without_end() {
    for (int i = 0; i < 8; i++) {
      slots.stray();
    }
    assertThat(slots.vacancy().most()).isEqualTo(8);
    slots.stray();
    assertThat(slots.vacancy().most()).isEqualTo(7);
    slots.cameBack();
    assertThat(slots.vacancy().most()).isEqualTo(8);
  }

  @Test
  void a_free_slot_is_news_where_a_bound_was_met() {
    Vacancy all = slots.vacancy();
    assertThat(all.isTightFor(List.of())).isFalse();
    assertThat(all.isTightFor(List.of(job("A", "x")))).isFalse();
    assertThat(all.isTightFor(List.of(job("A", "x"), job("A", "x")))).as("the lane's").isTrue();
    assertThat(all.isTightFor(List.of(job("B", "x")))).as("the kind's").isTrue();

    slots.take(job("B", "x"));
    assertThat(slots.vacancy().isTightFor(List.of())).as("a full kind").isTrue();
  }

  private static LeasedJob job(String kind, String lane) {
    UUID id = UUID.randomUUID();
    Job job = new Job(id, "t", kind, id, id, 1, NullNode.getInstance(), Instant.EPOCH);
    return new LeasedJob(job, lane, 1, RetryPolicy.once(Duration.ofSeconds(1)));
  }
}
