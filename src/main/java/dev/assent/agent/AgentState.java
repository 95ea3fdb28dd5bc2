package dev.assent.agent;

import java.util.EnumSet;
import java.util.Set;

/** The life of an agent. */
public enum AgentState {
  /** Takes tasks. */
  ACTIVE,
  /** Takes none for the time being. */
  SUSPENDED,
  /** Takes none any more. */
  RETIRED;

  Set<AgentState> successors() {
    return switch (this) {
      case ACTIVE -> EnumSet.of(SUSPENDED, RETIRED);
      case SUSPENDED -> EnumSet.of(ACTIVE, RETIRED);
      case RETIRED -> EnumSet.noneOf(AgentState.class);
    };
  }
}
