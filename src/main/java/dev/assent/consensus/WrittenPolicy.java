package dev.assent.consensus;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A policy as JSON: what has its default is left out. */
record WrittenPolicy(
    Policy.@Nullable Type type,
    @Nullable Integer required,
    @Nullable BigDecimal threshold,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<Policy.Criterion> criteria,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable List<String> veto,
    @Nullable Integer minimumParticipation,
    Policy.@Nullable Abstentions abstentions,
    Policy.@Nullable Tie tie) {

  static WrittenPolicy of(Policy p) {
    return new WrittenPolicy(
        p.type(),
        p.required(),
        p.threshold(),
        p.criteria(),
        p.veto(),
        p.minimumParticipation() == 0 ? null : p.minimumParticipation(),
        p.abstentions() == Policy.Abstentions.IGNORED ? null : p.abstentions(),
        p.tie() == Policy.Tie.REJECT ? null : p.tie());
  }

  Policy policy(Policy.Type known) {
    return new Policy(
        known,
        required,
        threshold,
        criteria == null ? List.of() : criteria,
        veto == null ? List.of() : veto,
        minimumParticipation == null ? 0 : minimumParticipation,
        abstentions == null ? Policy.Abstentions.IGNORED : abstentions,
        tie == null ? Policy.Tie.REJECT : tie);
  }
}
