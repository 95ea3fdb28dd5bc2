package dev.assent.workflow;

import dev.assent.workflow.ApprovalStage.LookUp;
import dev.assent.workflow.ApprovalStage.Select;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.WrittenStage.Asked;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads who is asked: users and roles, and in a stage those who are looked up. */
final class AskedReader {
  static final int MAX_SOURCES = 10;
  static final int MAX_COUNT = 100;
  static final int MAX_LEVEL = 10;

  private static final List<String> NAMED = List.of("users", "roles");
  private static final List<String> LOOKED_UP =
      List.of("manager", "managerLevel", "capabilities", "select", "count");
  private static final Pattern CAPABILITY = Pattern.compile("^[a-z0-9._-]{1,64}$");

  private final Findings findings;

  AskedReader(Findings findings) {
    this.findings = findings;
  }

  /** Who is asked as well in {@code field}, by name; null when absent, which is reported. */
  @Nullable Fields named(Fields parent, String field) {
    return object(parent, field, "it says who is asked as well", NAMED);
  }

  /** Who decides a stage; null when it is absent, which is reported, or no object. */
  @Nullable Fields approvers(Fields parent) {
    Set<String> known = new LinkedHashSet<>(NAMED);
    known.addAll(LOOKED_UP);
    known.addAll(List.of("notRequester", "distinctFrom"));
    return object(parent, "approvers", "it says who decides", known);
  }

  private @Nullable Fields object(
      Fields parent, String field, String hint, Collection<String> fields) {
    DocumentNode value = parent.required(field, hint + ", by 'users', 'roles' or both");
    Fields object =
        value == null ? null : Fields.of(value, parent.pointer(field), "'" + field + "'", findings);
    if (object == null) {
      return null;
    }
    Set<String> known = new LinkedHashSet<>(fields);
    if (object.has("expressions")) {
      known.add("expressions");
      findings.error(
          object.place("expressions"),
          "in a document 'users' are expressions; write them there instead of in 'expressions'");
    }
    for (String lookedUp : LOOKED_UP) {
      if (object.has(lookedUp) && known.add(lookedUp)) {
        findings.error(
            object.place(lookedUp),
            "'" + lookedUp + "' is for 'approvers'; '" + field + "' takes 'users' and 'roles'");
      }
    }
    object.refuseOthers("'" + field + "'", known, Set.of());
    return object;
  }

  /**
   * @param found who is looked up as well; null when nobody is
   */
  Asked asked(@Nullable Fields object, String field, @Nullable LookUp found) {
    if (object == null) {
      return Asked.NOBODY;
    }
    if (found == null && object.isEmpty("users") && object.isEmpty("roles")) {
      findings.error(object.place(), "'" + field + "' names nobody; give 'users', 'roles' or both");
    }
    return new Asked(
        object.sources("users"), object.names("roles", StepReader.MAX_LIST, StepReader.MAX_ROLE));
  }

  /** Who has to be looked up; null when nobody has. */
  @Nullable LookUp lookUp(@Nullable Fields approvers) {
    if (approvers == null) {
      return null;
    }
    int level = managerLevel(approvers);
    List<String> capabilities = capabilities(approvers);
    Select select = approvers.choice("select", Select.class, Select.ALL, Set.of());
    Integer count = approvers.integer("count", 1, MAX_COUNT);
    boolean selects = select != Select.ALL;
    if (approvers.has("count") && !selects) {
      findings.error(
          approvers.place("count"),
          "'count' goes with a 'select' of some: first_available, least_loaded or best_suited");
    }
    if (selects && approvers.isEmpty("roles") && approvers.isEmpty("capabilities")) {
      findings.error(
          approvers.place("select"), "'select' needs 'roles' or 'capabilities' to choose among");
    }
    if (selects
        && approvers.value("roles") instanceof DocumentNode.Sequence roles
        && roles.items().size() > MAX_SOURCES) {
      findings.error(
          approvers.place("roles"),
          "'roles' has "
              + roles.items().size()
              + " items; with 'select' allowed are "
              + MAX_SOURCES);
    }
    return level > 0 || approvers.has("capabilities") || selects
        ? new LookUp(level, capabilities, select, count == null ? 1 : count)
        : null;
  }

  /** 0 when no manager is asked. */
  private int managerLevel(Fields approvers) {
    boolean manager = approvers.flag("manager");
    Integer level = approvers.integer("managerLevel", 1, MAX_LEVEL);
    if (approvers.has("managerLevel") && !manager) {
      findings.error(approvers.place("managerLevel"), "'managerLevel' goes with manager: true");
    }
    return !manager ? 0 : level == null ? 1 : level;
  }

  private List<String> capabilities(Fields approvers) {
    List<Reference> names = approvers.names("capabilities", MAX_SOURCES, 64);
    if (approvers.value("capabilities") instanceof DocumentNode.Sequence
        && approvers.isEmpty("capabilities")) {
      findings.error(approvers.place("capabilities"), "'capabilities' is empty; name one at least");
    }
    for (Reference name : names) {
      if (!CAPABILITY.matcher(name.id()).matches()) {
        findings.error(
            name.place(),
            "'"
                + name.id()
                + "' is no valid name of a capability: it must match "
                + CAPABILITY.pattern());
      }
    }
    return Reference.ids(names);
  }
}
