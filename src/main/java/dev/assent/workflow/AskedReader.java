package dev.assent.workflow;

import dev.assent.workflow.WrittenStage.Asked;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads who is asked: users and roles. */
final class AskedReader {
  private static final List<String> NAMED = List.of("users", "roles");

  /** What takes a look into the database, which a step that is entered has no time for. */
  private static final List<String> LOOKED_UP =
      List.of("manager", "capabilities", "select", "count", "expressions");

  private final Findings findings;

  AskedReader(Findings findings) {
    this.findings = findings;
  }

  /**
   * The object in {@code field}; null when it is absent, which is reported, or no object.
   *
   * @param others what it may have beside users and roles
   */
  @Nullable Fields object(Fields parent, String field, String hint, List<String> others) {
    DocumentNode value = parent.required(field, hint + ", by 'users', 'roles' or both");
    Fields object =
        value == null ? null : Fields.of(value, parent.pointer(field), "'" + field + "'", findings);
    if (object == null) {
      return null;
    }
    Set<String> known = new LinkedHashSet<>(NAMED);
    known.addAll(others);
    for (String lookedUp : LOOKED_UP) {
      if (object.has(lookedUp)) {
        known.add(lookedUp);
        findings.error(
            object.place(lookedUp),
            "'"
                + lookedUp
                + "' has to be looked up outside of the transaction in which a step is entered; it"
                + " is for requests that stand alone. Name 'users' by expressions, or 'roles'");
      }
    }
    object.refuseOthers("'" + field + "'", known, Set.of());
    return object;
  }

  Asked asked(@Nullable Fields object, String field) {
    if (object == null) {
      return Asked.NOBODY;
    }
    if (object.isEmpty("users") && object.isEmpty("roles")) {
      findings.error(object.place(), "'" + field + "' names nobody; give 'users', 'roles' or both");
    }
    return new Asked(
        object.sources("users"), object.names("roles", StepReader.MAX_LIST, StepReader.MAX_ROLE));
  }
}
