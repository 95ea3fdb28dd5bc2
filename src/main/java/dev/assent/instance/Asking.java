package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.Policy;
import dev.assent.consensus.Tally;
import dev.assent.consensus.Voice;
import dev.assent.consensus.Vote;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.workflow.ApprovalStage;
import dev.assent.workflow.Node;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whom an approval step asks when a path comes to it, and what they are shown. */
final class Asking {
  static final int MAX_APPROVERS = 100;
  static final int MAX_NAME = 128;
  static final int MAX_TITLE = 500;
  static final int MAX_DESCRIPTION = 10_000;
  static final int MAX_DATA_BYTES = 65_536;

  private final Run run;
  private final Area area;
  private final Node.Approval step;
  private final Map<String, Object> seen;

  Asking(Run run, Area area, Node.Approval step) {
    this.run = run;
    this.area = area;
    this.step = step;
    this.seen = run.variables().at(area, step);
  }

  /**
   * Null when none of its stages is needed.
   *
   * @throws ExpressionException when something cannot be computed, or a stage would wait in vain
   */
  Effect.@Nullable OpenApproval request(UUID id) {
    List<Effect.AskedStage> stages = new ArrayList<>();
    for (ApprovalStage stage : step.stages()) {
      stages.add(step.stages().size() == 1 ? asked(stage) : named(stage));
    }
    if (step.routing() == null && stages.stream().noneMatch(Effect.AskedStage::needed)) {
      return null;
    }
    Node.Subject subject = step.subject();
    String description =
        ComputedText.of("description", subject.description(), seen, MAX_DESCRIPTION, run);
    return new Effect.OpenApproval(
        id,
        step,
        ComputedText.of("title", subject.title(), seen, MAX_TITLE, run),
        description == null ? subject.text() : description,
        data(subject),
        stages);
  }

  private @Nullable JsonNode data(Node.Subject subject) {
    return subject.data() == null
        ? null
        : run.kept("the data of the subject", subject.data().fill(seen), MAX_DATA_BYTES);
  }

  private Effect.AskedStage named(ApprovalStage stage) {
    try {
      return asked(stage);
    } catch (ExpressionException e) {
      throw new ExpressionException("stage " + stage.name() + ": " + e.getMessage(), e);
    }
  }

  private Effect.AskedStage asked(ApprovalStage stage) {
    if (stage.when() != null && !stage.when().test(seen)) {
      return new Effect.AskedStage(stage, false, List.of(), Map.of(), List.of());
    }
    boolean others = stage.lookUp() != null;
    List<String> users = users(stage.users(), stage.roles(), others, () -> "there is no approver");
    Map<String, String> excluded = excluded(stage);
    if (!others) {
      requirePossible(stage, users, excluded);
    }
    List<List<String>> escalatedTo = new ArrayList<>();
    for (ApprovalStage.Level level : stage.escalations()) {
      escalatedTo.add(
          users(
              level.users(),
              level.roles(),
              false,
              () -> "there is nobody to ask as well after " + level.after()));
    }
    return new Effect.AskedStage(stage, true, users, excluded, escalatedTo);
  }

  /**
   * @param others whether others are still to be found
   */
  private List<String> users(
      List<Expression> expressions, List<String> roles, boolean others, Supplier<String> ifNobody) {
    Set<String> users = new LinkedHashSet<>();
    for (Expression user : expressions) {
      users.addAll(user.strings(seen));
    }
    if (users.contains("")) {
      throw new ExpressionException("an approver's name is empty");
    }
    for (String user : users) {
      if (user.length() > MAX_NAME) {
        throw new ExpressionException(
            "an approver's name has " + user.length() + " characters; allowed are " + MAX_NAME);
      }
    }
    if (users.isEmpty() && roles.isEmpty() && !others) {
      throw new ExpressionException(ifNobody.get());
    }
    Bounds.checkCount("approvers", users.size() + roles.size(), MAX_APPROVERS);
    return List.copyOf(users);
  }

  private Map<String, String> excluded(ApprovalStage stage) {
    Map<String, String> excluded = new LinkedHashMap<>();
    if (stage.notRequester()) {
      excluded.put(run.surroundings().startedBy(), "the requester must not decide (notRequester)");
    }
    for (String other : stage.distinctFrom()) {
      for (String user : run.visible(area, other).decidedBy()) {
        excluded.putIfAbsent(
            user, "whoever decided step " + other + " must not decide (distinctFrom)");
      }
    }
    return excluded;
  }

  /** Nobody should be waited for in vain. */
  private static void requirePossible(
      ApprovalStage stage, List<String> users, Map<String, String> excluded) {
    if (stage.roles().isEmpty() && excluded.keySet().containsAll(users)) {
      throw new ExpressionException(
          "none of the approvers " + users + " may decide: " + excluded.values());
    }
    Policy policy = stage.policy();
    List<Voice> best = new ArrayList<>();
    for (String user : users) {
      if (policy.type() == Policy.Type.ALL && excluded.containsKey(user)) {
        throw new ExpressionException(
            "all of the approvers "
                + users
                + " have to approve, but "
                + user
                + " may not: "
                + excluded.get(user));
      }
      best.add(voice(stage, user, excluded.containsKey(user) ? null : Vote.APPROVE));
    }
    stage.roles().forEach(role -> best.add(voice(stage, role, Vote.APPROVE)));
    Map<String, String> barred = new LinkedHashMap<>(excluded);
    barred.keySet().retainAll(users);
    Tally tally = policy.tally(best);
    if (tally.outcome() != Tally.Outcome.APPROVED) {
      throw new ExpressionException(
          "even when everybody approves who may, it is not approved"
              + (barred.isEmpty() ? "" : " without " + barred)
              + ": "
              + tally.explanation());
    }
  }

  private static Voice voice(ApprovalStage stage, String name, @Nullable Vote vote) {
    Map<String, BigDecimal> scores = new LinkedHashMap<>();
    stage.policy().criteria().forEach(c -> scores.put(c.name(), BigDecimal.TEN));
    return new Voice(
        name,
        stage.weights().getOrDefault(name, BigDecimal.ONE),
        stage.policy().veto().contains(name),
        vote,
        vote == null ? Map.of() : scores);
  }
}
