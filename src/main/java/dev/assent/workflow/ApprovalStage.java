package dev.assent.workflow;

import dev.assent.consensus.Policy;
import dev.assent.platform.expression.Expression;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage of an approval step.
 *
 * @param parallel whether it begins together with the stage before it
 * @param when looked at when the step is entered; when it is false the stage is skipped
 * @param users each yields one user or a list of users
 * @param roles asked as roles, unless the look-up selects among those who have them
 * @param lookUp who else is found when the step is entered; absent when nobody has to be
 * @param distinctFrom steps whose actors may not decide here
 * @param distinctFromStages earlier stages of the step whose deciders may not decide here
 * @param weights of approvers, by name; 1 where there is none
 */
public record ApprovalStage(
    String name,
    boolean parallel,
    @Nullable Expression when,
    List<Expression> users,
    List<String> roles,
    @Nullable LookUp lookUp,
    boolean notRequester,
    List<String> distinctFrom,
    List<String> distinctFromStages,
    Policy policy,
    Map<String, BigDecimal> weights,
    Rationale rationale,
    Times times,
    List<Level> escalations) {

  /** How some of several candidates are chosen. */
  public enum Select {
    ALL,
    FIRST_AVAILABLE,
    LEAST_LOADED,
    BEST_SUITED
  }

  /**
   * Who is found by looking into who there is.
   *
   * @param managerLevel how many levels above the requester a manager is asked; 0 for none
   * @param capabilities whoever has one of them, by name
   * @param select who of those who have a role or capability; ALL asks roles as roles
   * @param count how many are selected
   */
  public record LookUp(int managerLevel, List<String> capabilities, Select select, int count) {
    public LookUp {
      capabilities = List.copyOf(capabilities);
    }

    /** Whether it chooses some of its candidates. */
    public boolean selects() {
      return select != Select.ALL;
    }
  }

  /** When a decision must say why. */
  public enum Rationale {
    OPTIONAL,
    UNLESS_APPROVED,
    REQUIRED
  }

  /** What happens to a stage whose time is over. */
  public enum OnExpiry {
    REJECT,
    APPROVE,
    EXTEND
  }

  /** What happens to passed stages when a request comes back changed. */
  public enum OnResubmit {
    KEEP_DECIDED,
    ASK_AGAIN
  }

  /** How much is at stake. */
  public enum Risk {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  /**
   * What time does, counted from the opening of the stage.
   *
   * @param reminders how many at most
   * @param extensions how often expiry is put off
   */
  public record Times(
      @Nullable Duration due,
      @Nullable Duration remindAfter,
      @Nullable Duration remindEvery,
      int reminders,
      @Nullable Duration expires,
      OnExpiry onExpiry,
      int extensions) {
    static final Times NONE = new Times(null, null, null, 0, null, OnExpiry.REJECT, 0);
  }

  /** Who is asked as well after a time. */
  public record Level(Duration after, List<Expression> users, List<String> roles) {
    public Level {
      users = List.copyOf(users);
      roles = List.copyOf(roles);
    }
  }

  public ApprovalStage {
    users = List.copyOf(users);
    roles = List.copyOf(roles);
    distinctFrom = List.copyOf(distinctFrom);
    distinctFromStages = List.copyOf(distinctFromStages);
    weights = Map.copyOf(weights);
    escalations = List.copyOf(escalations);
  }

  /** The roles of which each is asked for one decision. */
  public List<String> rolesAsked() {
    return lookUp != null && lookUp.selects() ? List.of() : roles;
  }

  /** How many of those who are asked it takes, as words before their names; may be none. */
  public String share() {
    return switch (policy.type()) {
      case ALL, UNANIMOUS -> "all of ";
      case QUORUM -> policy.required() + " of ";
      case MAJORITY -> "most of ";
      case ANY, WEIGHTED, MULTI_CRITERIA -> "";
    };
  }
}
