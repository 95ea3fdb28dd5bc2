package dev.assent.workflow;

import dev.assent.platform.time.Durations;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.WaitStep;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads steps of type wait. */
final class WaitReader {
  static final List<String> FIELDS =
      List.of("duration", "until", "signal", "correlation", "timeout", "onTimeout");
  static final Pattern SIGNAL = Pattern.compile("^[A-Za-z0-9._-]{1,64}$");

  private static final List<String> WAYS = List.of("duration", "until", "signal");

  private final Findings findings;

  WaitReader(Findings findings) {
    this.findings = findings;
  }

  WaitStep wait(Fields fields, Common common) {
    List<String> given = WAYS.stream().filter(fields::has).toList();
    if (given.size() != 1) {
      findings.error(
          fields.place(),
          "a step of type wait needs exactly one of duration, until and signal, but has "
              + (given.isEmpty() ? "none" : String.join(" and ", given)));
    }
    if (!fields.has("signal")) {
      for (String field : List.of("correlation", "timeout", "onTimeout")) {
        if (fields.has(field)) {
          findings.error(
              fields.place(field),
              "'" + field + "' is for a wait for a 'signal', and there is none");
        }
      }
    }
    return new WaitStep(
        common,
        duration(fields),
        fields.source("until"),
        fields.has("signal") ? fields.id("signal", SIGNAL) : null,
        fields.source("correlation"));
  }

  /** A duration that stands for itself becomes the expression of its text. */
  private static @Nullable Source duration(Fields fields) {
    Source source = fields.source("duration");
    if (source == null || !Durations.looksLike(source.text())) {
      return source;
    }
    Duration literal = fields.duration("duration");
    return literal == null ? null : new Source("'" + literal + "'", source.place(), 0);
  }
}
