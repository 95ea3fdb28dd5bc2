package dev.assent.approval;

import dev.assent.consensus.Policy;
import dev.assent.consensus.Tally;
import dev.assent.consensus.Voice;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.web.Texts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stage as a client or a routing policy states it.
 *
 * @param when a condition in CEL; the stage is skipped when it is false
 * @param due from its opening to when it should be decided
 * @param expires from its opening to its end
 */
public record NewStage(
    @Nullable String name,
    @Nullable Boolean parallel,
    @Nullable String when,
    @Nullable Approvers approvers,
    @Nullable Policy policy,
    @Nullable Map<String, BigDecimal> weights,
    StagePlan.@Nullable Rationale rationale,
    @Nullable Duration due,
    @Nullable Reminders remind,
    @Nullable Duration expires,
    Deadline.@Nullable OnExpiry onExpiry,
    @Nullable Integer extensions,
    @Nullable List<NewEscalation> escalations) {
  static final int MAX_APPROVERS = 100;
  static final int MAX_NAME = 128;
  static final int MAX_ESCALATIONS = 10;
  static final int MAX_SOURCES = 10;
  static final int MAX_LEVEL = 10;
  static final BigDecimal MAX_WEIGHT = new BigDecimal("1000000");

  private static final Approvers NOBODY =
      new Approvers(null, null, null, null, null, null, null, null, null, null);

  /** How choosing among several candidates is done. */
  public enum Select {
    /** All of them are asked. */
    ALL,
    /** The first that is there. */
    FIRST_AVAILABLE,
    /** Whoever has the fewest open assignments. */
    LEAST_LOADED,
    /** By availability, load and the time taken in the past. */
    BEST_SUITED
  }

  /**
   * Who is asked.
   *
   * @param expressions in CEL over the request; each yields a user or a list of users
   * @param manager whether the requester's manager is asked
   * @param managerLevel how many levels above the requester; 1 without
   * @param capabilities whoever has one of them, by name
   * @param select who is asked of those who have a role or capability: all (a role as a role, so
   *     that anybody who has it may decide), or some of them by name
   * @param count how many are selected; 1 without
   * @param distinctFrom earlier stages whose deciders must not decide here
   */
  public record Approvers(
      @Nullable List<String> users,
      @Nullable List<String> roles,
      @Nullable List<String> expressions,
      @Nullable Boolean manager,
      @Nullable Integer managerLevel,
      @Nullable List<String> capabilities,
      @Nullable Select select,
      @Nullable Integer count,
      @Nullable Boolean notRequester,
      @Nullable List<String> distinctFrom) {
    /** Whether some of its candidates are chosen. */
    boolean isSelective() {
      return select != null && select != Select.ALL;
    }
  }

  /** When approvers are reminded. */
  public record Reminders(
      @Nullable Duration after, @Nullable Duration every, @Nullable Integer atMost) {}

  /** Who is asked as well after a time. */
  public record NewEscalation(@Nullable Duration after, @Nullable Targets to) {}

  /** Users and roles by name. */
  public record Targets(@Nullable List<String> users, @Nullable List<String> roles) {}

  static List<Approver> named(@Nullable List<String> users, @Nullable List<String> roles) {
    Set<Approver> named = new LinkedHashSet<>();
    if (users != null) {
      users.forEach(name -> named.add(Approver.user(name == null ? "" : name)));
    }
    if (roles != null) {
      roles.forEach(name -> named.add(Approver.role(name == null ? "" : name)));
    }
    return new ArrayList<>(named);
  }

  /** What a stage without a name is called, of {@code count}. */
  static String name(NewStage stage, int index, int count) {
    return stage.name() != null
        ? stage.name()
        : count == 1 ? StagePlan.ONLY : "stage-" + (index + 1);
  }

  static List<String> orNone(@Nullable List<String> names) {
    return names == null ? List.of() : names;
  }

  Approvers approversOrNone() {
    return approvers == null ? NOBODY : approvers;
  }

  /** Whether some of its candidates are chosen. */
  boolean isSelective() {
    return approvers != null && approvers.isSelective();
  }

  List<Approver> asked() {
    return approvers == null ? List.of() : named(approvers.users(), approvers.roles());
  }

  boolean isLookedUp() {
    return approvers != null
        && (approvers.expressions() != null
            || Boolean.TRUE.equals(approvers.manager())
            || approvers.capabilities() != null
            || isSelective());
  }

  /**
   * Everything that is wrong with the stages of one route.
   *
   * @param at where each of them stands
   * @param all where they stand together
   */
  static void checkAll(Texts texts, List<NewStage> stages, IntFunction<String> at, String all) {
    texts
        .require(!stages.isEmpty(), all, "are none")
        .require(
            stages.size() <= NewApproval.MAX_STAGES,
            all,
            "are more than " + NewApproval.MAX_STAGES);
    Set<String> before = new HashSet<>();
    for (int i = 0; i < Math.min(stages.size(), NewApproval.MAX_STAGES); i++) {
      NewStage stage = stages.get(i);
      if (stage == null) {
        texts.require(false, at.apply(i), "is null");
        continue;
      }
      stage.check(texts, at.apply(i), before);
      texts.require(
          before.add(name(stage, i, stages.size())),
          at.apply(i) + "/name",
          "is the name of another stage as well");
    }
  }

  /** Everything that is wrong with it. */
  void check(Texts texts, String at, Set<String> before) {
    texts.require(
        name == null || name.matches("[a-z0-9-]{1,64}"),
        at + "/name",
        "is no name of a stage: [a-z0-9-]{1,64}");
    RouteExpressions.checkCondition(texts, at + "/when", when);
    new ApproversCheck(this, texts, at + "/approvers").check(before);
    Policy asks = policyOrAny();
    for (FieldError error : asks.violations(at + "/policy")) {
      texts.require(false, String.valueOf(error.pointer()), error.detail());
    }
    checkReachable(texts, at, asks);
    if (weights != null) {
      texts.require(
          weights.size() <= MAX_APPROVERS, at + "/weights", "are more than " + MAX_APPROVERS);
      weights.forEach(
          (who, weight) ->
              texts.require(
                  weight != null && weight.signum() > 0 && weight.compareTo(MAX_WEIGHT) <= 0,
                  at + "/weights/" + who,
                  "must be above 0 and at most " + MAX_WEIGHT));
    }
    checkTimes(texts, at);
  }

  /** Nobody is asked for what all of them together could not bring about. */
  private void checkReachable(Texts texts, String at, Policy asks) {
    if (isLookedUp() || asked().isEmpty() || !asks.violations("").isEmpty()) {
      return;
    }
    List<Voice> voices =
        asked().stream()
            .map(a -> new Voice(a.toString(), weightOf(a.name()), false, null, Map.of()))
            .toList();
    texts.require(
        asks.tally(voices).outcome() == Tally.Outcome.OPEN,
        at + "/policy",
        "cannot be met by those who are asked, whatever they decide");
  }

  private BigDecimal weightOf(String who) {
    BigDecimal weight = weights == null ? null : weights.get(who);
    return weight == null || weight.signum() <= 0 ? BigDecimal.ONE : weight;
  }

  static void names(Texts texts, String at, List<Approver> named) {
    texts.require(named.size() <= MAX_APPROVERS, at, "are more than " + MAX_APPROVERS);
    for (Approver a : named.subList(0, Math.min(named.size(), MAX_APPROVERS))) {
      texts.required(at, a.name(), MAX_NAME);
    }
  }

  private void checkTimes(Texts texts, String at) {
    if (remind != null) {
      texts.require(remind.after() != null, at + "/remind/after", "is required");
      bounded(texts, at + "/remind/atMost", remind.atMost());
    }
    bounded(texts, at + "/extensions", extensions);
    texts.require(
        expires != null || (onExpiry == null && extensions == null),
        at + "/expires",
        "is required with onExpiry or extensions");
    List<NewEscalation> levels = escalations == null ? List.of() : escalations;
    texts.require(
        levels.size() <= MAX_ESCALATIONS, at + "/escalations", "are more than " + MAX_ESCALATIONS);
    Duration last = Duration.ZERO;
    for (int i = 0; i < Math.min(levels.size(), MAX_ESCALATIONS); i++) {
      NewEscalation level = levels.get(i);
      String here = at + "/escalations/" + i;
      Duration after = level == null ? null : level.after();
      Targets target = level == null ? null : level.to();
      texts.require(after != null && target != null, here, "needs 'after' and 'to'");
      if (after != null && target != null) {
        List<Approver> to = named(target.users(), target.roles());
        texts
            .require(!to.isEmpty(), here + "/to", "needs a user or a role at least")
            .require(after.compareTo(last) > 0, here + "/after", "must be after the one before");
        names(texts, here + "/to", to);
        last = after;
      }
    }
  }

  private static void bounded(Texts texts, String at, @Nullable Integer count) {
    texts.require(count == null || (count >= 1 && count <= 100), at, "must be from 1 to 100");
  }

  Policy policyOrAny() {
    return policy == null ? Policy.of(Policy.Type.ANY) : policy;
  }

  /**
   * As it is decided.
   *
   * @param asked users and roles, found by now
   */
  StagePlan plan(
      String stageName, String requester, List<Approver> asked, @Nullable String skipped) {
    boolean notRequester = approvers != null && Boolean.TRUE.equals(approvers.notRequester());
    return new StagePlan(
        stageName,
        Boolean.TRUE.equals(parallel),
        asked,
        policyOrAny(),
        weights == null ? Map.of() : new LinkedHashMap<>(weights),
        notRequester ? Map.of(requester, "the requester must not decide (notRequester)") : Map.of(),
        approvers == null || approvers.distinctFrom() == null
            ? List.of()
            : approvers.distinctFrom(),
        rationale == null ? StagePlan.Rationale.OPTIONAL : rationale,
        deadline(),
        skipped);
  }

  private Deadline deadline() {
    List<Escalation> levels = new ArrayList<>();
    if (escalations != null) {
      for (NewEscalation level : escalations) {
        Targets to = java.util.Objects.requireNonNull(level.to());
        levels.add(
            new Escalation(
                java.util.Objects.requireNonNull(level.after()), named(to.users(), to.roles())));
      }
    }
    boolean extend = onExpiry == Deadline.OnExpiry.EXTEND;
    return new Deadline(
        due,
        remind == null ? null : remind.after(),
        remind == null ? null : remind.every(),
        remind == null ? 0 : remind.atMost() == null ? 1 : remind.atMost(),
        levels,
        expires,
        onExpiry == null ? Deadline.OnExpiry.REJECT : onExpiry,
        extensions == null ? (extend ? 1 : 0) : extensions);
  }
}
