package dev.assent.workflow.diagram;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far an instance has come.
 *
 * @param heading what is said of the instance, under the workflow's name
 * @param end how the workflow's last end was reached; absent: not, or it is not known
 * @param marks of the steps that were reached, by their ids
 */
public record Progress(String heading, @Nullable State end, Map<String, Mark> marks) {
  public Progress {
    marks = Map.copyOf(marks);
  }

  /** What has become of a step; what needs somebody first. */
  public enum State {
    INCIDENT("incident"),
    ACTIVE("active"),
    FAILED("failed"),
    REJECTED("rejected"),
    DONE("done"),
    CANCELLED("cancelled"),
    SKIPPED("skipped");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** As it is shown, and the name of its class and mark. */
    public String word() {
      return word;
    }
  }

  /**
   * What has become of one step.
   *
   * @param line shown at the step, in a few words
   * @param note shown to who points at it or has it read aloud
   */
  public record Mark(State state, String line, String note) {}
}
