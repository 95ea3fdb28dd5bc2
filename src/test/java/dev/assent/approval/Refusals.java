package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What is refused with one error that points at its place. */
final class Refusals {
  private Refusals() {}

  static void refused(ThrowingCallable what, ProblemType type, String pointer, String says) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(type);
              assertThat(e.errors()).extracting(x -> x.pointer()).containsExactly(pointer);
              assertThat(e.errors().get(0).detail()).contains(says);
            });
  }
}
