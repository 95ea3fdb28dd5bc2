package dev.assent.replay;

import java.time.Instant;

/**
 * A line of the log whose activity is of a known form.
 *
 * @param number 1, 2, 3… within its case
 * @param line in the file
 * @param name as the log has it
 */
record Event(int number, long line, String name, Activity activity, Instant at) {

  Act act() {
    return activity.act();
  }

  Verb verb() {
    return act().verb();
  }

  String role() {
    return act().role();
  }
}
