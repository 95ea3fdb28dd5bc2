package dev.assent.approval;

import java.time.Duration;
import java.util.List;

/**
 * Who is asked as well when a stage has been open for a time.
 *
 * @param after since the stage was opened
 */
public record Escalation(Duration after, List<Approver> to) {
  public Escalation {
    to = List.copyOf(to);
  }
}
