package dev.assent.workflow;

import dev.assent.consensus.BallotOption;
import dev.assent.consensus.NewBallot;
import dev.assent.platform.expression.Expression;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ballot that a consensus step opens.
 *
 * @param title yields a text; absent: the names of the workflow and the step
 * @param description yields a text; absent: {@code text}
 * @param deadline counted from when the step is entered
 * @param rules everything that stands for itself; without title, options, participants and deadline
 */
public record BallotPlan(
    @Nullable Expression title,
    @Nullable Expression description,
    @Nullable String text,
    List<Options> options,
    List<Voters> participants,
    @Nullable Duration deadline,
    NewBallot rules) {

  /** An option as it is written, or an expression that yields one or a list of them. */
  public record Options(@Nullable BallotOption written, @Nullable Expression computed) {}

  /**
   * Who may vote.
   *
   * @param users yields a user or a list of them: a name each, or an object with a field user and
   *     perhaps weight
   * @param weight of each of them whose weight is not said otherwise; 1 when both are absent
   * @param weightOf yields that weight
   */
  public record Voters(
      Expression users, @Nullable BigDecimal weight, @Nullable Expression weightOf) {}

  public BallotPlan {
    options = List.copyOf(options);
    participants = List.copyOf(participants);
  }
}
