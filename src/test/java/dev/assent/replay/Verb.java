package dev.assent.replay;

import java.util.Locale;
import java.util.Optional;

/** What somebody did. */
enum Verb {
  SAVE,
  SUBMIT,
  APPROVE,
  FINAL_APPROVE,
  REJECT,
  REQUEST_PAYMENT,
  HANDLE_PAYMENT;

  /** As the document of the workflow calls it. */
  String action() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Verb> ofAction(String action) {
    for (var verb : values()) {
      if (verb.action().equals(action)) {
        return Optional.of(verb);
      }
    }
    return Optional.empty();
  }

  /** The decision on an approval request; the server is not told that one is meant to be final. */
  Optional<String> decision() {
    return switch (this) {
      case APPROVE, FINAL_APPROVE -> Optional.of("APPROVE");
      case REJECT -> Optional.of("REJECT");
      default -> Optional.empty();
    };
  }
}
