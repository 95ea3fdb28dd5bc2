package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.workflow.Definition.Limit;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.WrittenStage.Asked;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a stage of an approval step; a step without stages is one itself. */
final class StageReader {
  static final int MAX_WEIGHTS = 100;
  static final BigDecimal MAX_WEIGHT = new BigDecimal("1000000");
  static final int MAX_SCALE = 6;

  /** Of a step that has no stages, too. */
  static final List<String> SHARED;

  /** Of one of several stages. */
  static final Set<String> FIELDS = new LinkedHashSet<>(List.of("name", "parallel", "when"));

  private static final Pattern NAME = Pattern.compile("^[a-z0-9-]{1,64}$");

  static {
    Set<String> shared =
        new LinkedHashSet<>(List.of("approvers", "policy", "weights", "rationale"));
    shared.addAll(StageTimesReader.FIELDS);
    SHARED = List.copyOf(shared);
    FIELDS.addAll(SHARED);
  }

  private final Fields fields;
  private final Findings findings;

  StageReader(Fields fields, Findings findings) {
    this.fields = fields;
    this.findings = findings;
  }

  /**
   * The stage that a step without stages is.
   *
   * @param timeout when it says who is asked as well after the time
   */
  WrittenStage only(@Nullable Limit timeout) {
    return stage(ApprovalReader.ONLY, false, null, Set.of(), timeout);
  }

  /**
   * One of several.
   *
   * @param otherwise its name when it has none
   * @param before the names of those before it
   */
  WrittenStage oneOf(String otherwise, Set<String> before) {
    fields.refuseOthers("a stage", FIELDS, Set.of());
    String name = fields.has("name") ? fields.id("name", NAME) : null;
    return stage(
        name == null ? otherwise : name,
        fields.flag("parallel"),
        fields.source("when"),
        before,
        null);
  }

  private WrittenStage stage(
      String name,
      boolean parallel,
      Definition.@Nullable Source when,
      Set<String> before,
      @Nullable Limit timeout) {
    AskedReader reader = new AskedReader(findings);
    Fields approvers = reader.approvers(fields);
    ApprovalStage.LookUp lookUp = reader.lookUp(approvers);
    Asked asked = reader.asked(approvers, "approvers", lookUp);
    List<Reference> apart =
        approvers == null ? List.of() : StepReader.references(approvers, "distinctFrom");
    PolicyReader policies = new PolicyReader(fields, findings);
    StageTimesReader times = new StageTimesReader(fields, findings);
    WrittenStage stage =
        new WrittenStage(
            name,
            fields.place(),
            parallel,
            when,
            asked,
            lookUp,
            apart.stream().filter(other -> !before.contains(other.id())).toList(),
            apart.stream().filter(other -> before.contains(other.id())).toList(),
            approvers != null && approvers.flag("notRequester"),
            policies.policy(),
            weights(),
            fields.choice(
                "rationale",
                ApprovalStage.Rationale.class,
                ApprovalStage.Rationale.OPTIONAL,
                Set.of()),
            times.times(),
            times.escalations(timeout));
    policies.requirePossible(stage);
    return stage;
  }

  private Map<String, BigDecimal> weights() {
    Map<String, BigDecimal> weights = new LinkedHashMap<>();
    DocumentNode value = fields.value("weights");
    if (value == null) {
      return weights;
    }
    if (!(value instanceof DocumentNode.Mapping mapping)) {
      findings.error(
          fields.place("weights"),
          "'weights' must be an object with a number for each name, but is " + value.kind());
      return weights;
    }
    if (mapping.fields().size() > MAX_WEIGHTS) {
      findings.error(
          fields.place("weights"),
          "'weights' has " + mapping.fields().size() + " fields; allowed are " + MAX_WEIGHTS);
      return weights;
    }
    mapping
        .fields()
        .forEach(
            (who, one) -> {
              BigDecimal weight = weight(one.value());
              if (weight == null) {
                findings.error(
                    Place.of(Place.pointer(fields.pointer("weights"), who), one.value()),
                    "the weight of '"
                        + who
                        + "' must be a number above 0 and at most "
                        + MAX_WEIGHT
                        + ", with "
                        + MAX_SCALE
                        + " decimal places at most");
              } else {
                weights.put(who, weight);
              }
            });
    return weights;
  }

  private static @Nullable BigDecimal weight(DocumentNode node) {
    JsonNode json = node instanceof DocumentNode.Scalar scalar ? scalar.value() : null;
    if (json == null || !json.isNumber()) {
      return null;
    }
    BigDecimal weight = json.decimalValue();
    boolean fine =
        weight.signum() > 0
            && weight.scale() <= MAX_SCALE
            && weight.scale() >= -MAX_SCALE
            && weight.compareTo(MAX_WEIGHT) <= 0;
    return fine ? weight : null;
  }
}
