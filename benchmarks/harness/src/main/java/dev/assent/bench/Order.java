package dev.assent.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A window to be run.
 *
 * @param clients callers at a time
 * @param millis how long; 0 only makes what has to be there before
 * @param rate operations a second of an open loop; 0 for a closed one
 */
public record Order(Workload workload, int clients, long millis, double rate) {
  public static Order closed(Workload workload, int clients, long millis) {
    return new Order(workload, clients, millis, 0);
  }

  @JsonIgnore
  public boolean isOpen() {
    return rate > 0;
  }
}
