package dev.assent.workflow;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects findings, so that an author sees all of them at once. */
final class Findings {
  /** More than an author can read; keeps the answer to a hostile document small. */
  static final int MAX_FINDINGS = 200;

  private final List<Finding> findings = new ArrayList<>();
  private boolean errors;
  private int count;

  void error(Place place, String detail) {
    errors = true;
    count++;
    add(Finding.Severity.ERROR, place, detail);
  }

  void warning(Place place, String detail) {
    add(Finding.Severity.WARNING, place, detail);
  }

  /** How many errors there are. */
  int count() {
    return count;
  }

  boolean hasErrors() {
    return errors;
  }

  /** In the order of the text. */
  List<Finding> inOrder() {
    return findings.stream()
        .sorted(Comparator.comparingInt(Finding::line).thenComparingInt(Finding::column))
        .toList();
  }

  private void add(Finding.Severity severity, Place place, String detail) {
    boolean room = findings.size() < MAX_FINDINGS;
    if (!room && severity == Finding.Severity.ERROR) {
      room = findings.removeIf(new OnlyFirstWarning());
    }
    if (room) {
      findings.add(new Finding(severity, place.pointer(), place.line(), place.column(), detail));
    }
  }

  /** Makes room for an error: warnings are the first to go. */
  private static final class OnlyFirstWarning implements java.util.function.Predicate<Finding> {
    private boolean done;

    @Override
    public boolean test(Finding finding) {
      if (done || finding.severity() == Finding.Severity.ERROR) {
        return false;
      }
      done = true;
      return true;
    }
  }
}
