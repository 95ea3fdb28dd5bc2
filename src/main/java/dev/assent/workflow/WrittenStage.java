package dev.assent.workflow;

import dev.assent.consensus.Policy;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Source;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stage of an approval step as its author wrote it; {@link ApprovalStage} is what it becomes.
 *
 * @param place of the stage, or of the step when it has no other
 * @param lookUp who else is found; null when nobody has to be
 * @param distinctFrom ids of steps
 * @param distinctFromStages names of stages before it
 */
record WrittenStage(
    String name,
    Place place,
    boolean parallel,
    @Nullable Source when,
    Asked asked,
    ApprovalStage.@Nullable LookUp lookUp,
    List<Reference> distinctFrom,
    List<Reference> distinctFromStages,
    boolean notRequester,
    Policy policy,
    Map<String, BigDecimal> weights,
    ApprovalStage.Rationale rationale,
    ApprovalStage.Times times,
    List<Level> escalations) {

  /** Users and roles. */
  record Asked(List<Source> users, List<Reference> roles) {
    static final Asked NOBODY = new Asked(List.of(), List.of());
  }

  /** Who is asked as well after a time. */
  record Level(Duration after, Asked to) {}

  ApprovalStage compiled(Compiled compiled) {
    return new ApprovalStage(
        name,
        parallel,
        compiled.optional(when),
        asked.users().stream().map(compiled::expression).toList(),
        Reference.ids(asked.roles()),
        lookUp,
        notRequester,
        Reference.ids(distinctFrom),
        Reference.ids(distinctFromStages),
        policy,
        weights,
        rationale,
        times,
        escalations.stream()
            .map(
                level ->
                    new ApprovalStage.Level(
                        level.after(),
                        level.to().users().stream().map(compiled::expression).toList(),
                        Reference.ids(level.to().roles())))
            .toList());
  }

  /** Every expression that names users. */
  List<Source> users() {
    List<Source> all = new ArrayList<>(asked.users());
    escalations.forEach(level -> all.addAll(level.to().users()));
    return all;
  }

  /** Every role that is mentioned. */
  List<Reference> roles() {
    List<Reference> all = new ArrayList<>(asked.roles());
    escalations.forEach(level -> all.addAll(level.to().roles()));
    return all;
  }
}
