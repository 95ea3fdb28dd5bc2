package dev.assent.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.bench.run.ProcessCpu.Stat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessCpuTest {

  @Test
  void a_line_is_read_whatever_the_program_is_called() {
    String rest =
        " S 41 40 40 0 -1 4194560 3006 1 0 0 123 45 6 7 20 0 1 0 1234 9 5 18446744073709551615";
    assertThat(Stat.parse("42 (postgres)" + rest)).isEqualTo(new Stat(42, 41, 168, 13));
    assertThat(Stat.parse("42 (a) b (c))" + rest)).isEqualTo(new Stat(42, 41, 168, 13));
  }

  @Test
  void children_count_whether_they_live_or_have_ended() {
    List<Stat> before = List.of(new Stat(1, 0, 10, 5), new Stat(2, 1, 100, 0));
    List<Stat> after = List.of(new Stat(1, 0, 10, 105), new Stat(3, 1, 7, 0));
    assertThat(ProcessCpu.withChildren(1, before)).isEqualTo(115);
    assertThat(ProcessCpu.withChildren(1, after)).isEqualTo(122);
  }

  @Test
  void children_of_others_do_not_count() {
    List<Stat> all = List.of(new Stat(1, 0, 10, 0), new Stat(2, 1, 5, 0), new Stat(3, 2, 50, 0));
    assertThat(ProcessCpu.withChildren(1, all)).isEqualTo(15);
  }

  @Test
  void this_process_has_used_some() {
    long pid = ProcessHandle.current().pid();
    double before = ProcessCpu.millis(pid);
    long until = System.nanoTime() + 200_000_000L;
    double busy = 0;
    while (System.nanoTime() < until) {
      busy += Math.sqrt(busy + 1);
    }
    assertThat(busy).isPositive();
    assertThat(ProcessCpu.millis(pid)).isGreaterThan(before);
    assertThat(ProcessCpu.millisWithChildren(pid)).isGreaterThanOrEqualTo(before);
    assertThat(ProcessCpu.residentMegabytes(pid)).isPositive();
  }
}
