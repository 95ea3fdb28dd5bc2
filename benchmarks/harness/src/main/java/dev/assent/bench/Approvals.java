package dev.assent.bench;

/** A system as {@link Workload#W1} sees it, in its two halves, for the open loop. */
public interface Approvals {
  /** Starts an instance and returns what names its approval. */
  String start(int worker) throws Exception;

  void decide(int worker, String approval) throws Exception;

  /** Both, one after the other. */
  default Work both() {
    return (worker, watch) -> {
      String approval = watch.time("start", () -> start(worker));
      watch.time(
          "decide",
          () -> {
            decide(worker, approval);
            return approval;
          });
    };
  }
}
