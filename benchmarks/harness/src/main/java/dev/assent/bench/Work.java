package dev.assent.bench;

/** One operation of a workload; called by many threads at a time. */
@FunctionalInterface
public interface Work {
  /**
   * @param worker number of the calling thread, from 0; it calls for itself only
   * @param watch takes the time of the operation's parts
   */
  void once(int worker, Stopwatch watch) throws Exception;
}
