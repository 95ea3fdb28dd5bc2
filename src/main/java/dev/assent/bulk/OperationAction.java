package dev.assent.bulk;

import dev.assent.instance.InstanceState;
import dev.assent.platform.problem.ProblemException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an operation does to each of its items, and for which instances that is possible. */
public enum OperationAction {
  CANCEL,
  SUSPEND,
  RESUME,
  RETRY,
  RESTART,
  SKIP_INCIDENTS,
  FAIL_INCIDENTS,
  RETRY_INCIDENTS,
  MIGRATE;

  /**
   * By the name on the wire.
   *
   * @throws ProblemException {@code INVALID_BODY}
   */
  static OperationAction of(@Nullable String name) {
    for (OperationAction action : values()) {
      if (action.wireName().equals(name)) {
        return action;
      }
    }
    throw ProblemException.invalidBody(
        "/action",
        "The action is none of "
            + Arrays.stream(values()).map(OperationAction::wireName).toList()
            + ".");
  }

  /** {@code skip-incidents}. */
  String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether its items are incidents and not instances. */
  boolean isOnIncidents() {
    return this == SKIP_INCIDENTS || this == FAIL_INCIDENTS || this == RETRY_INCIDENTS;
  }

  /** The states in which an instance is chosen. */
  List<String> possible() {
    Set<InstanceState> states =
        switch (this) {
          case CANCEL, MIGRATE -> EnumSet.of(InstanceState.RUNNING, InstanceState.SUSPENDED);
          case SUSPEND, SKIP_INCIDENTS, FAIL_INCIDENTS, RETRY_INCIDENTS ->
              EnumSet.of(InstanceState.RUNNING);
          case RESUME -> EnumSet.of(InstanceState.SUSPENDED);
          case RETRY -> EnumSet.of(InstanceState.RUNNING, InstanceState.FAILED);
          case RESTART ->
              EnumSet.of(InstanceState.RUNNING, InstanceState.SUSPENDED, InstanceState.FAILED);
        };
    return states.stream().map(InstanceState::name).toList();
  }
}
