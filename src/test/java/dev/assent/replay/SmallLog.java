package dev.assent.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of the shape of the real ones with every kind of case, for where no real one is at hand:
 * {@code new SmallLog().with("claim-1", "120.50", "Declaration SUBMITTED by EMPLOYEE", …)}.
 */
final class SmallLog {

  private static final String HEADER =
      "case:concept:name,case:creator,(case)_Amount,concept:name,lifecycle:transition,org:role,"
          + "time:timestamp";

  private static final String APPROVED =
      "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION|FINAL_APPROVED by SUPERVISOR";
  private static final String PAID = "|Request Payment|Payment Handled";

  private final List<String> lines = new ArrayList<>(List.of(HEADER));
  private LocalDateTime time = LocalDateTime.of(2017, 1, 9, 9, 0);

  /** Adds a case; its events are an hour apart. */
  SmallLog with(String id, String amount, String... activities) {
    for (var activity : activities) {
      time = time.plusHours(1);
      line(id, amount, activity);
    }
    return this;
  }

  /** Adds a case of one declaration; activities are separated by bars, without the subject. */
  SmallLog declaration(String id, String activities) {
    var names = new ArrayList<String>();
    for (var activity : activities.split("\\|")) {
      names.add(activity.contains(" by ") ? "Declaration " + activity : activity);
    }
    return with(id, "120.50", names.toArray(String[]::new));
  }

  /** Adds an event at the time of the one before. */
  SmallLog atOnce(String id, String amount, String activity) {
    line(id, amount, activity);
    return this;
  }

  SmallLog raw(String line) {
    lines.add(line);
    return this;
  }

  private void line(String id, String amount, String activity) {
    lines.add(
        "%s,test,%s,%s,complete,,%s"
            .formatted(
                id,
                amount,
                activity,
                time.atOffset(ZoneOffset.ofHours(1))
                    .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME)));
  }

  Path write(Path directory, String name) {
    try {
      return Files.write(Files.createDirectories(directory).resolve(name), lines);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a small log", e);
    }
  }

  /** Every kind of case that the process knows, so many times. */
  static SmallLog ofAllKinds(int times) {
    var log = new SmallLog();
    for (var i = 1; i <= times; i++) {
      log.declaration("paid-" + i, APPROVED + PAID)
          .declaration("short-" + i, "SUBMITTED by EMPLOYEE|FINAL_APPROVED by SUPERVISOR" + PAID)
          .declaration(
              "long-" + i,
              "SUBMITTED by EMPLOYEE|APPROVED by PRE_APPROVER|APPROVED by ADMINISTRATION"
                  + "|APPROVED by BUDGET OWNER|APPROVED by SUPERVISOR|FINAL_APPROVED by DIRECTOR"
                  + PAID)
          .declaration(
              "again-" + i,
              "SUBMITTED by EMPLOYEE|REJECTED by ADMINISTRATION|REJECTED by EMPLOYEE|"
                  + APPROVED
                  + PAID)
          .declaration(
              "at-once-" + i,
              "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION|REJECTED by SUPERVISOR|"
                  + APPROVED
                  + PAID)
          .declaration(
              "withdrawn-" + i,
              "SUBMITTED by EMPLOYEE|REJECTED by ADMINISTRATION|SUBMITTED by EMPLOYEE"
                  + "|REJECTED by EMPLOYEE|"
                  + APPROVED
                  + PAID)
          .declaration(
              "given-up-" + i,
              "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION|REJECTED by BUDGET OWNER"
                  + "|REJECTED by EMPLOYEE")
          .declaration("payment-failed-" + i, APPROVED + "|REJECTED by MISSING|" + APPROVED + PAID)
          .declaration(
              "payment-failed-late-" + i, APPROVED + "|Request Payment|REJECTED by MISSING")
          .declaration("saved-" + i, "SAVED by EMPLOYEE")
          .declaration("saved-first-" + i, "SAVED by EMPLOYEE|" + APPROVED + PAID)
          .declaration(
              "saved-last-" + i,
              "SUBMITTED by EMPLOYEE|REJECTED by SUPERVISOR|REJECTED by EMPLOYEE"
                  + "|SAVED by EMPLOYEE")
          .declaration("open-" + i, "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION")
          .declaration("unpaid-" + i, APPROVED);
    }
    return log;
  }

  /** Where no log is named and none is found. */
  static Path write(Path directory) {
    return ofAllKinds(10).write(directory, "small-log.csv");
  }
}
