package dev.assent.replay;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an event, understood.
 *
 * @param subject what it is about; empty for a payment, whose subject the name does not say
 */
record Activity(Optional<String> subject, Act act) {

  private static final Pattern FORM =
      Pattern.compile("(.{1,60}?) (SUBMITTED|SAVED|APPROVED|FINAL_APPROVED|REJECTED) by (.+)");

  private static final Map<String, Verb> VERBS =
      Map.of(
          "SUBMITTED", Verb.SUBMIT,
          "SAVED", Verb.SAVE,
          "APPROVED", Verb.APPROVE,
          "FINAL_APPROVED", Verb.FINAL_APPROVE,
          "REJECTED", Verb.REJECT);

  /** The payments are the system's own; the logs give it no role. */
  static final String PAYMENT = "payment";

  private static final Map<String, Verb> PAYMENTS =
      Map.of(
          "Request Payment", Verb.REQUEST_PAYMENT,
          "Payment Handled", Verb.HANDLE_PAYMENT);

  /** Empty for whatever is not of the known forms, such as {@code Start trip}. */
  static Optional<Activity> parse(String name) {
    if (PAYMENTS.containsKey(name)) {
      return Optional.of(
          new Activity(Optional.empty(), new Act(PAYMENTS.get(name), Activity.PAYMENT)));
    }
    var form = FORM.matcher(name);
    if (!form.matches() || Act.slug(form.group(3)).length() > 64) {
      return Optional.empty();
    }
    return Optional.of(
        new Activity(
            Optional.of(form.group(1)),
            new Act(VERBS.get(form.group(2)), Act.slug(form.group(3)))));
  }
}
