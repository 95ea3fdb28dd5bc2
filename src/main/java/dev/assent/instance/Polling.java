package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.BallotOption;
import dev.assent.consensus.BallotOrder;
import dev.assent.consensus.NewBallot;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.workflow.BallotPlan;
import dev.assent.workflow.Node;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a consensus step puts to the vote when a path comes to it, and who may vote. */
final class Polling {
  static final int MAX_TITLE = 500;
  static final int MAX_DESCRIPTION = 10_000;

  /** What it costs to give somebody a vote: a row to be written. */
  static final int SEAT_EFFORT = 1_000;

  private final Run run;
  private final BallotPlan plan;
  private final Node.Consensus step;
  private final Map<String, Object> seen;

  Polling(Run run, Area area, Node.Consensus step) {
    this.run = run;
    this.step = step;
    this.plan = step.ballot();
    this.seen = run.variables().at(area, step);
  }

  /**
   * @throws ExpressionException when something cannot be computed, or the ballot could not be
   *     opened
   */
  BallotOrder order() {
    String title = ComputedText.of("title", plan.title(), seen, MAX_TITLE, run);
    String description =
        ComputedText.of("description", plan.description(), seen, MAX_DESCRIPTION, run);
    Surroundings around = run.surroundings();
    Duration deadline = plan.deadline();
    List<NewBallot.NewParticipant> participants = participants();
    run.spend((long) participants.size() * SEAT_EFFORT);
    NewBallot ballot =
        plan.rules()
            .asking(
                title == null ? run.graph().name() + ": " + step.name() : title,
                description == null ? plan.text() : description,
                new NewBallot.BallotSubject(around.entityType(), around.entityId()),
                options(),
                participants,
                deadline == null ? null : around.now().plus(deadline));
    try {
      return ballot.order();
    } catch (ProblemException e) {
      throw new ExpressionException("the ballot cannot be opened: " + reasons(e), e);
    }
  }

  private static String reasons(ProblemException e) {
    return e.errors().stream().limit(10).map(Polling::reason).collect(Collectors.joining("; "));
  }

  private static String reason(FieldError error) {
    return "'" + String.valueOf(error.pointer()).substring(1) + "' " + error.detail();
  }

  private List<BallotOption> options() {
    List<BallotOption> options = new ArrayList<>();
    for (BallotPlan.Options one : plan.options()) {
      if (one.written() != null) {
        options.add(one.written());
      } else {
        Expression computed = Objects.requireNonNull(one.computed());
        for (JsonNode entry : entries("the options", computed)) {
          options.add(option(computed, entry));
        }
      }
      Bounds.checkCount("options", options.size(), NewBallot.MAX_OPTIONS);
    }
    return options;
  }

  private static BallotOption option(Expression computed, JsonNode entry) {
    if (entry.isTextual()) {
      return new BallotOption(entry.textValue(), null, null);
    }
    if (!entry.path("id").isTextual()) {
      throw new ExpressionException(
          "'"
              + computed.source()
              + "' yields an option that is neither a text nor an object whose 'id' is one: "
              + told(entry));
    }
    return new BallotOption(
        entry.path("id").textValue(),
        optional(computed, entry, "label"),
        meaning(computed, optional(computed, entry, "meaning")));
  }

  private static @Nullable String optional(Expression computed, JsonNode entry, String field) {
    JsonNode value = entry.path(field);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new ExpressionException(
          "'" + computed.source() + "' yields an option whose '" + field + "' is " + told(value));
    }
    return value.textValue();
  }

  private static BallotOption.@Nullable Meaning meaning(
      Expression computed, @Nullable String text) {
    if (text == null) {
      return null;
    }
    for (BallotOption.Meaning meaning : BallotOption.Meaning.values()) {
      if (meaning.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
        return meaning;
      }
    }
    throw new ExpressionException(
        "'"
            + computed.source()
            + "' yields an option whose meaning is '"
            + text
            + "'; allowed are approve, reject");
  }

  /** Each user once: who is named twice must weigh the same both times. */
  private List<NewBallot.NewParticipant> participants() {
    Map<String, BigDecimal> weights = new LinkedHashMap<>();
    for (BallotPlan.Voters voters : plan.participants()) {
      BigDecimal weight = weight(voters);
      for (JsonNode entry : entries("the participants", voters.users())) {
        String user = user(voters.users(), entry);
        BigDecimal own = entry.has("weight") ? weight(voters.users(), entry) : weight;
        BigDecimal before = weights.putIfAbsent(user, own);
        if (before != null && before.compareTo(own) != 0) {
          throw new ExpressionException(
              "'" + user + "' is a participant twice, with the weights " + before + " and " + own);
        }
        Bounds.checkCount("participants", weights.size(), NewBallot.MAX_PARTICIPANTS);
      }
    }
    List<NewBallot.NewParticipant> participants = new ArrayList<>();
    weights.forEach(
        (user, weight) -> participants.add(new NewBallot.NewParticipant(user, null, weight)));
    return participants;
  }

  private static String user(Expression computed, JsonNode entry) {
    JsonNode user = entry.isTextual() ? entry : entry.path("user");
    if (!user.isTextual()) {
      throw new ExpressionException(
          "'"
              + computed.source()
              + "' yields a participant that is neither a user's name nor an object whose 'user' is"
              + " one: "
              + told(entry));
    }
    return user.textValue();
  }

  private BigDecimal weight(BallotPlan.Voters voters) {
    Expression computed = voters.weightOf();
    if (computed == null) {
      return voters.weight() == null ? BigDecimal.ONE : voters.weight();
    }
    return number(computed, computed.json(seen));
  }

  private static BigDecimal weight(Expression computed, JsonNode entry) {
    return number(computed, entry.path("weight"));
  }

  private static BigDecimal number(Expression computed, JsonNode value) {
    if (!value.isNumber()) {
      throw new ExpressionException(
          "'" + computed.source() + "' yields the weight " + told(value) + ", which is no number");
    }
    return value.decimalValue();
  }

  /** The value of an expression as a list, which it may be. */
  private Iterable<JsonNode> entries(String what, Expression computed) {
    JsonNode value = run.kept(what, computed.json(seen), Bounds.MAX_REQUEST_BYTES);
    return value.isArray() ? value : List.of(value);
  }

  private static String told(JsonNode value) {
    String text = value.toString();
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
