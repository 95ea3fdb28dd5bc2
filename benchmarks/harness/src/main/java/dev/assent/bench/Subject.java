package dev.assent.bench;

import java.util.Optional;
import java.util.Set;

/** A system that is measured. */
public interface Subject extends AutoCloseable {
  /** With its version. */
  String name();

  Set<Workload> workloads();

  /**
   * What {@code clients} threads are to do. What has to be there before is made here, and is not
   * measured.
   */
  Work work(Workload workload, int clients) throws Exception;

  /** For the open loop. */
  default Optional<Approvals> approvals(int clients) throws Exception {
    return Optional.empty();
  }

  @Override
  void close();
}
