package dev.assent.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void the_median_is_the_middle_whatever_the_order() {
    assertThat(Statistics.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5);
    assertThat(Statistics.median(List.of(4.0, 1.0, 100.0, 2.0))).isEqualTo(3);
    assertThat(Statistics.median(List.of(7.0))).isEqualTo(7);
    assertThat(Statistics.median(List.of())).isZero();
  }

  @Test
  void a_ratio_to_nothing_is_none() {
    assertThat(Statistics.ratio(10, 4)).isEqualTo(2.5);
    assertThat(Statistics.ratio(10, 0)).isZero();
  }

  @Test
  void numbers_have_as_many_digits_as_mean_something() {
    assertThat(List.of(12_345.6, 123.4, 12.34, 1.234, 0.0123, 0.0).stream().map(Report::number))
        .containsExactly("12,346", "123", "12.3", "1.23", "0.012", "0");
  }
}
