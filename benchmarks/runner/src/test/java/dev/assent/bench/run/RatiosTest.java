package dev.assent.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.bench.Order;
import dev.assent.bench.Window;
import dev.assent.bench.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RatiosTest {
  private static final Contender ASSENT = new Named("assent", Contender.Mode.IN_PROCESS);
  private static final Contender OVER_HTTP = new Named("assent-http", Contender.Mode.HTTP);
  private static final Contender PEER = new Named("peer", Contender.Mode.IN_PROCESS);
  private static final Contender PEER_OVER_HTTP = new Named("peer-rest", Contender.Mode.HTTP);
  private static final Contender LIMIT = new Named("limit", Contender.Mode.LIMIT);

  @Test
  void only_those_are_compared_that_are_called_in_the_same_way_by_as_many() {
    Cell assent = cell(ASSENT, Workload.W1, 8, 300, 100, 200);
    Cell peer = cell(PEER, Workload.W1, 8, 50);
    List<Cell> cells =
        List.of(
            assent,
            cell(OVER_HTTP, Workload.W1, 8, 100),
            peer,
            cell(PEER, Workload.W1, 32, 60),
            cell(PEER, Workload.W2, 8, 70),
            cell(PEER_OVER_HTTP, Workload.W2, 8, 80));

    List<Ratios.Line> lines = Ratios.of(cells);

    assertThat(lines).containsExactly(new Ratios.Line(assent, peer));
    assertThat(lines.get(0).ratio()).as("of the medians").isEqualTo(4);
  }

  @Test
  void the_limit_is_beside_w1_only() {
    Cell assent = cell(OVER_HTTP, Workload.W1, 32, 100);
    Cell limit = cell(LIMIT, Workload.L1, 32, 1_000);
    Cell other = cell(OVER_HTTP, Workload.W2, 32, 100);
    assertThat(Ratios.of(List.of(assent, limit, other)))
        .containsExactly(new Ratios.Line(assent, limit));
  }

  @Test
  void what_is_apart_from_the_usual_is_not_compared() {
    Cell open = new Cell(OVER_HTTP, Workload.W1, 32, 50);
    open.add(measured(50));
    Cell grown = new Cell(OVER_HTTP, Workload.W1, 32, 0, "with many");
    grown.add(measured(90));
    assertThat(Ratios.of(List.of(open, grown, cell(PEER_OVER_HTTP, Workload.W1, 32, 10))))
        .isEmpty();
  }

  private static Cell cell(Contender contender, Workload workload, int clients, double... rates) {
    Cell cell = new Cell(contender, workload, clients);
    for (double rate : rates) {
      cell.add(measured(rate));
    }
    return cell;
  }

  private static Measurement measured(double rate) {
    return new Measurement(1, 0, "", rate, rate, rate, Map.of(), 0, 0, 0, 0, 0);
  }

  /** What has a name and does nothing. */
  private record Named(String name, Mode mode) implements Contender {
    @Override
    public String database() {
      return name;
    }

    @Override
    public void start() {}

    @Override
    public String title() {
      return name;
    }

    @Override
    public Set<Workload> workloads() {
      return Set.of();
    }

    @Override
    public Window run(Order order) {
      return Window.NOTHING;
    }

    @Override
    public long pid() {
      return 0;
    }

    @Override
    public Duration startUp() {
      return Duration.ZERO;
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void close() {}
  }
}
