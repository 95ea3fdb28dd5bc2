package dev.assent.workflow;

import dev.assent.workflow.ApprovalStage.OnExpiry;
import dev.assent.workflow.ApprovalStage.Times;
import dev.assent.workflow.Definition.Limit;
import dev.assent.workflow.WrittenStage.Asked;
import dev.assent.workflow.WrittenStage.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what time does to a stage of an approval step. */
final class StageTimesReader {
  static final List<String> FIELDS =
      List.of("due", "remind", "expires", "onExpiry", "extensions", "escalations");

  static final int MAX_ESCALATIONS = 10;
  static final int MAX_COUNT = 100;

  private static final Set<String> REMIND =
      new LinkedHashSet<>(List.of("after", "every", "atMost"));
  private static final Set<String> ESCALATION = new LinkedHashSet<>(List.of("after", "to"));

  private final Fields fields;
  private final Findings findings;

  StageTimesReader(Fields fields, Findings findings) {
    this.fields = fields;
    this.findings = findings;
  }

  Times times() {
    for (String field : List.of("onExpiry", "extensions")) {
      if (fields.has(field) && !fields.has("expires")) {
        findings.error(
            fields.place(field), "'" + field + "' needs 'expires', such as expires: P7D");
      }
    }
    OnExpiry onExpiry = fields.choice("onExpiry", OnExpiry.class, OnExpiry.REJECT, Set.of());
    if (fields.has("extensions") && onExpiry != OnExpiry.EXTEND) {
      findings.error(
          fields.place("extensions"), "'extensions' are counted with onExpiry: extend only");
    }
    Integer extensions = fields.integer("extensions", 1, MAX_COUNT);
    Fields remind = remind();
    Integer reminders = remind == null ? null : remind.integer("atMost", 1, MAX_COUNT);
    return new Times(
        fields.duration("due"),
        remind == null ? null : remind.duration("after"),
        remind == null ? null : remind.duration("every"),
        remind == null ? 0 : reminders == null ? 1 : reminders,
        fields.duration("expires"),
        onExpiry,
        extensions != null ? extensions : onExpiry == OnExpiry.EXTEND ? 1 : 0);
  }

  private @Nullable Fields remind() {
    DocumentNode value = fields.value("remind");
    Fields remind =
        value == null ? null : Fields.of(value, fields.pointer("remind"), "'remind'", findings);
    if (remind != null) {
      remind.refuseOthers("'remind'", REMIND, Set.of());
      remind.required("after", "it says when approvers are reminded first, such as PT24H");
    }
    return remind;
  }

  /**
   * In the order of their times.
   *
   * @param timeout one more, when it names somebody
   */
  List<Level> escalations(@Nullable Limit timeout) {
    List<Level> levels = new ArrayList<>();
    List<DocumentNode> items = fields.list("escalations", MAX_ESCALATIONS);
    Duration last = Duration.ZERO;
    for (int i = 0; i < items.size(); i++) {
      String at = fields.pointer("escalations") + "/" + i;
      Fields one = Fields.of(items.get(i), at, "an escalation", findings);
      Level level = one == null ? null : level(one, last);
      if (level != null) {
        levels.add(level);
        last = level.after();
      }
    }
    Asked to = timeout == null ? null : timeout.escalateTo();
    if (timeout != null && to != null) {
      levels.add(new Level(timeout.after(), to));
      levels.sort(Comparator.comparing(Level::after));
    }
    return levels;
  }

  private @Nullable Level level(Fields one, Duration last) {
    one.refuseOthers("an escalation", ESCALATION, Set.of());
    one.required("after", "it says when others are asked as well, such as PT48H");
    AskedReader reader = new AskedReader(findings);
    Asked to = reader.asked(reader.named(one, "to"), "to", null);
    Duration after = one.duration("after");
    if (after != null && after.compareTo(last) <= 0) {
      findings.error(
          one.place("after"), "'after' is " + after + ", not after the one before: " + last);
    }
    return after == null ? null : new Level(after, to);
  }
}
