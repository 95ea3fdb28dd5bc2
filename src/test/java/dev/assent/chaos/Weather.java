package dev.assent.chaos;

import java.util.concurrent.atomic.AtomicInteger;

/** Whether the server runs, for those who judge its answers. Thread-safe. */
final class Weather {

  private final AtomicInteger changes = new AtomicInteger();
  private volatile boolean serverUp;

  void serverUp() {
    serverUp = true;
    changes.incrementAndGet();
  }

  void serverDown() {
    serverUp = false;
    changes.incrementAndGet();
  }

  /** To be asked again later: whether the server has run all the time since. */
  record Look(boolean up, int changes) {}

  Look look() {
    return new Look(serverUp, changes.get());
  }

  boolean wasFineSince(Look before) {
    return before.up() && serverUp && before.changes() == changes.get();
  }
}
