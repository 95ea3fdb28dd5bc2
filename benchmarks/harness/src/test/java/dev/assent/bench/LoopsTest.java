package dev.assent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoopsTest {

  @Test
  void a_closed_loop_counts_what_succeeds_and_what_fails() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Work everySecondFails =
        (worker, watch) -> {
          Thread.sleep(1);
          if (calls.incrementAndGet() % 2 == 0) {
            throw new IllegalStateException("refused");
          }
        };
    Window window =
        ClosedLoop.run(everySecondFails, Order.closed(Workload.W1, 1, 200), Thread::new);
    assertThat(window.operations() + window.errors()).isEqualTo(calls.get());
    assertThat(window.errors()).isBetween(calls.get() / 2 - 1L, calls.get() / 2 + 1L);
    assertThat(window.error()).contains("refused");
    assertThat(window.firstHalf()).isBetween(1L, window.operations());
  }

  @Test
  void an_open_loop_counts_a_stall_for_every_call_that_came_in_it() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    Approvals stalling =
        new Approvals() {
          @Override
          public String start(int worker) throws InterruptedException {
            if (starts.incrementAndGet() == 20) {
              Thread.sleep(300);
            }
            return "approval";
          }

          @Override
          public void decide(int worker, String approval) {
            assertThat(approval).isEqualTo("approval");
          }
        };
    // one caller: while it stands still, 100 starts a second become due
    Window window = OpenLoop.run(stalling, new Order(Workload.W1, 1, 1_000, 100), Thread::new);
    assertThat(window.errors()).isZero();
    assertThat(window.operations()).isEqualTo(100);
    var latencies = Latencies.decode(window.latencies().get("start"));
    assertThat(latencies.getTotalCount()).isEqualTo(100);
    // a closed loop would have counted one
    assertThat(latencies.getCountBetweenValues(100_000, 600_000_000)).isGreaterThan(15);
  }

  @Test
  void an_open_loop_keeps_its_rate() throws Exception {
    Approvals instant =
        new Approvals() {
          @Override
          public String start(int worker) {
            return "";
          }

          @Override
          public void decide(int worker, String approval) {}
        };
    long begin = System.nanoTime();
    Window window = OpenLoop.run(instant, new Order(Workload.W1, 4, 1_000, 200), Thread::new);
    assertThat(window.operations()).isEqualTo(200);
    assertThat(System.nanoTime() - begin).isGreaterThan(1_400_000_000L);
  }

  @Test
  void a_window_travels_as_text() {
    Window window = Window.of(7, 1, "x", 2_000_000_000L, 3, 1_000_000_000L, java.util.Map.of());
    Window back = Window.fromJson(window.toJson());
    assertThat(back).isEqualTo(window);
    assertThat(back.rate()).isEqualTo(3.5);
    assertThat(back.firstHalfRate()).isEqualTo(3);
    assertThat(back.secondHalfRate()).isEqualTo(4);
  }
}
