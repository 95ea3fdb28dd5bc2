package dev.assent.workflow;

import dev.assent.consensus.BallotOption;
import dev.assent.consensus.NewBallot;
import dev.assent.workflow.Definition.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ballot of a consensus step as its author wrote it; {@link BallotPlan} is what it becomes. */
record WrittenBallot(
    @Nullable Source title,
    @Nullable Source description,
    @Nullable String text,
    List<Options> options,
    List<Voters> participants,
    @Nullable Duration deadline,
    NewBallot rules) {

  /** One that stands for itself, or an expression. */
  record Options(@Nullable BallotOption written, @Nullable Source computed) {}

  /** Users by an expression, and what their votes weigh. */
  record Voters(Source users, @Nullable BigDecimal weight, @Nullable Source weightOf) {}

  BallotPlan compiled(Compiled compiled) {
    return new BallotPlan(
        compiled.optional(title),
        compiled.optional(description),
        text,
        options.stream()
            .map(
                option ->
                    new BallotPlan.Options(option.written(), compiled.optional(option.computed())))
            .toList(),
        participants.stream()
            .map(
                voters ->
                    new BallotPlan.Voters(
                        compiled.expression(voters.users()),
                        voters.weight(),
                        compiled.optional(voters.weightOf())))
            .toList(),
        deadline,
        rules);
  }

  /** Whether it is known before it is run that no option means a rejection. */
  boolean neverRejects() {
    return options.stream()
        .allMatch(
            option ->
                option.written() != null
                    && option.written().meaning() != BallotOption.Meaning.REJECT);
  }

  /** The expressions that yield options. */
  List<Source> computedOptions() {
    return options.stream().map(Options::computed).filter(Objects::nonNull).toList();
  }
}
