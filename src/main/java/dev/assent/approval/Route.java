package dev.assent.approval;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request through its stages.
 *
 * @param onResubmit what is asked again when the request comes back changed
 * @param expires when the request as a whole is over, counted from its being made
 * @param chosen which policy chose the route and why; absent when the request brought it along
 */
public record Route(
    List<StagePlan> stages,
    OnResubmit onResubmit,
    @Nullable Duration expires,
    @Nullable Chosen chosen) {

  /** What happens to stages that were passed before changes were asked for. */
  public enum OnResubmit {
    /** They stay passed; the stage that asked for changes and those behind it are asked. */
    KEEP_DECIDED,
    /** All stages are asked again. */
    ASK_AGAIN
  }

  /** Why this route. */
  public record Chosen(String policy, int version, String rule, String reason) {}

  public Route {
    stages = List.copyOf(stages);
  }

  /** The same, over after {@code most} at the latest. */
  Route within(@Nullable Duration most) {
    boolean sooner = most != null && (expires == null || most.compareTo(expires) < 0);
    return sooner ? new Route(stages, onResubmit, most, chosen) : this;
  }

  /** Of one stage. */
  public static Route of(StagePlan stage) {
    return new Route(List.of(stage), OnResubmit.KEEP_DECIDED, null, null);
  }
}
