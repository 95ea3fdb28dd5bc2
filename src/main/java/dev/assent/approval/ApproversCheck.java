package dev.assent.approval;

import dev.assent.platform.web.Texts;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything that is wrong with whom a stage asks. */
final class ApproversCheck {
  private static final Pattern CAPABILITY = Pattern.compile("[a-z0-9._-]{1,64}");

  private final NewStage stage;
  private final NewStage.Approvers asked;
  private final Texts texts;
  private final String at;

  ApproversCheck(NewStage stage, Texts texts, String at) {
    this.stage = stage;
    this.asked = stage.approversOrNone();
    this.texts = texts;
    this.at = at;
  }

  /**
   * @param before the names of the stages before it
   */
  void check(Set<String> before) {
    NewStage.names(texts, at, stage.asked());
    texts.require(
        !stage.asked().isEmpty() || stage.isLookedUp(), at, "needs a user or a role at least");
    List<String> expressions = bounded("/expressions", asked.expressions());
    for (int i = 0; i < expressions.size(); i++) {
      RouteExpressions.checkNames(texts, at + "/expressions/" + i, expressions.get(i));
    }
    List<String> capabilities = bounded("/capabilities", asked.capabilities());
    for (int i = 0; i < capabilities.size(); i++) {
      String one = capabilities.get(i);
      texts.require(
          one != null && CAPABILITY.matcher(one).matches(),
          at + "/capabilities/" + i,
          "is no name of a capability: " + CAPABILITY);
    }
    Integer level = asked.managerLevel();
    texts
        .require(
            level == null || Boolean.TRUE.equals(asked.manager()),
            at + "/managerLevel",
            "goes with 'manager': true")
        .require(
            level == null || (level >= 1 && level <= NewStage.MAX_LEVEL),
            at + "/managerLevel",
            "must be from 1 to " + NewStage.MAX_LEVEL);
    selection();
    if (asked.distinctFrom() != null) {
      for (String other : asked.distinctFrom()) {
        texts.require(
            before.contains(other),
            at + "/distinctFrom",
            "names '" + other + "', which is no stage before this one");
      }
    }
  }

  private List<String> bounded(String field, @Nullable List<String> names) {
    if (names == null) {
      return List.of();
    }
    texts
        .require(!names.isEmpty(), at + field, "are none")
        .require(
            names.size() <= NewStage.MAX_SOURCES,
            at + field,
            "are more than " + NewStage.MAX_SOURCES);
    return names.subList(0, Math.min(names.size(), NewStage.MAX_SOURCES));
  }

  private void selection() {
    Integer count = asked.count();
    texts.require(
        count == null || stage.isSelective(), at + "/count", "goes with a 'select' of some");
    texts.require(
        count == null || (count >= 1 && count <= NewStage.MAX_APPROVERS),
        at + "/count",
        "must be from 1 to " + NewStage.MAX_APPROVERS);
    if (stage.isSelective()) {
      List<String> roles = asked.roles();
      texts
          .require(
              (roles != null && !roles.isEmpty()) || asked.capabilities() != null,
              at + "/select",
              "needs roles or capabilities to choose among")
          .require(
              roles == null || roles.size() <= NewStage.MAX_SOURCES,
              at + "/roles",
              "are more than " + NewStage.MAX_SOURCES + " to choose among");
    }
  }
}
