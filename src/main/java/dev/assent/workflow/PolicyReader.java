package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.Policy;
import dev.assent.platform.problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads when a stage is decided: a name, or an object with a type and its parameters. */
final class PolicyReader {
  static final int MAX_COUNT = 1_000;
  static final int MAX_CRITERIA = 50;
  static final int MAX_NAME = 128;

  private static final Set<String> FIELDS =
      new LinkedHashSet<>(
          List.of(
              "type",
              "required",
              "threshold",
              "criteria",
              "veto",
              "minimumParticipation",
              "abstentions",
              "tie"));
  private static final Set<String> CRITERION = new LinkedHashSet<>(List.of("name", "weight"));

  private final Fields fields;
  private final Findings findings;

  PolicyReader(Fields fields, Findings findings) {
    this.fields = fields;
    this.findings = findings;
  }

  /** ANY when absent or reported. */
  Policy policy() {
    DocumentNode value = fields.value("policy");
    if (!(value instanceof DocumentNode.Mapping)) {
      Policy policy =
          Policy.of(fields.choice("policy", Policy.Type.class, Policy.Type.ANY, Set.of()));
      return checked(policy, value);
    }
    int before = findings.count();
    Fields written = Fields.of(value, fields.pointer("policy"), "'policy'", findings);
    Policy policy = written == null ? null : read(written);
    return policy == null || findings.count() > before
        ? Policy.of(Policy.Type.ANY)
        : checked(policy, value);
  }

  private Policy checked(Policy policy, @Nullable DocumentNode value) {
    String pointer = fields.pointer("policy");
    List<FieldError> errors = policy.violations("");
    if (value == null || errors.isEmpty()) {
      return policy;
    }
    for (FieldError error : errors) {
      String at = String.valueOf(error.pointer());
      findings.error(
          Place.of(pointer + at, value.nearest(at)),
          "the policy is wrong: '" + at.substring(1) + "' " + error.detail());
    }
    return Policy.of(Policy.Type.ANY);
  }

  private @Nullable Policy read(Fields written) {
    written.refuseOthers("'policy'", FIELDS, Set.of());
    if (written.required("type", "it says which policy, such as quorum") == null) {
      return null;
    }
    Integer participation = written.integer("minimumParticipation", 0, MAX_COUNT);
    return new Policy(
        written.choice("type", Policy.Type.class, Policy.Type.ANY, Set.of()),
        written.integer("required", 1, MAX_COUNT),
        decimal(written, "threshold"),
        criteria(written),
        Definition.Reference.ids(written.names("veto", StepReader.MAX_LIST, MAX_NAME)),
        participation == null ? 0 : participation,
        written.choice(
            "abstentions", Policy.Abstentions.class, Policy.Abstentions.IGNORED, Set.of()),
        written.choice("tie", Policy.Tie.class, Policy.Tie.REJECT, Set.of()));
  }

  List<Policy.Criterion> criteria(Fields written) {
    List<Policy.Criterion> criteria = new ArrayList<>();
    List<DocumentNode> items = written.list("criteria", MAX_CRITERIA);
    for (int i = 0; i < items.size(); i++) {
      String at = written.pointer("criteria") + "/" + i;
      Fields one = Fields.of(items.get(i), at, "a criterion", findings);
      if (one != null) {
        one.refuseOthers("a criterion", CRITERION, Set.of());
        one.required("name", "it says what is scored");
        one.required("weight", "it says how much of the whole it is");
        String name = one.string("name", MAX_NAME);
        BigDecimal weight = decimal(one, "weight");
        if (name != null && weight != null) {
          criteria.add(new Policy.Criterion(name, weight));
        }
      }
    }
    return criteria;
  }

  /** Null when absent or reported. */
  @Nullable BigDecimal decimal(Fields written, String field) {
    DocumentNode value = written.value(field);
    if (value == null) {
      return null;
    }
    JsonNode json = value instanceof DocumentNode.Scalar scalar ? scalar.value() : null;
    if (json == null || !json.isNumber()) {
      findings.error(
          written.place(field), "'" + field + "' must be a number, but is " + value.kind());
      return null;
    }
    return json.decimalValue();
  }

  /** Where only roles are asked, or some are selected, it is known how many places there are. */
  void requirePossible(WrittenStage stage) {
    int roles = stage.asked().roles().size();
    Integer required = stage.policy().required();
    int wanted = Math.max(required == null ? 0 : required, stage.policy().minimumParticipation());
    if (!stage.asked().users().isEmpty()) {
      return;
    }
    ApprovalStage.LookUp lookUp = stage.lookUp();
    if (lookUp != null) {
      int found = lookUp.count() + (lookUp.managerLevel() > 0 ? 1 : 0);
      if (lookUp.selects() && wanted > found) {
        findings.error(
            fields.place("policy"),
            "the policy wants "
                + wanted
                + " people, but only "
                + found
                + (found == 1 ? " is" : " are")
                + " asked: 'count' says how many are selected");
      }
    } else if (roles > 0 && wanted > roles) {
      findings.error(
          fields.place("policy"),
          "the policy wants "
              + wanted
              + " people, but the roles make only "
              + roles
              + (roles == 1 ? " place" : " places")
              + ": each role is asked for one decision");
    }
  }
}
