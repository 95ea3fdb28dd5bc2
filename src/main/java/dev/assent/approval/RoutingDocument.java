package dev.assent.approval;

import dev.assent.platform.json.Json;
import dev.assent.platform.web.Texts;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a routing policy says: the first rule whose condition is true chooses the route.
 *
 * @param otherwise for requests that no rule is for; without it they are refused
 */
public record RoutingDocument(
    @Nullable String description,
    @Nullable List<RoutingRule> rules,
    @Nullable RoutingRule otherwise) {
  static final int MAX_RULES = 100;
  static final int MAX_EXPRESSIONS = 500;
  static final int MAX_BYTES = 262_144;

  /** The name of {@link #otherwise} when it has none. */
  static final String OTHERWISE = "otherwise";

  /**
   * Checks everything, so that a request is only refused for what it says itself.
   *
   * @throws dev.assent.platform.problem.ProblemException {@code INVALID_BODY} with every error
   */
  void check() {
    List<RoutingRule> all = ruleList();
    Texts texts = new Texts().optional("/description", description, 10_000);
    texts
        .require(!all.isEmpty() || otherwise != null, "/rules", "are none")
        .require(all.size() <= MAX_RULES, "/rules", "are more than " + MAX_RULES)
        .require(
            expressions() <= MAX_EXPRESSIONS,
            "/rules",
            "have more than " + MAX_EXPRESSIONS + " expressions")
        .require(
            Json.writeBytes(this).length <= MAX_BYTES,
            "",
            "is larger than " + MAX_BYTES + " bytes");
    texts.check();
    checkRules(texts, all);
    if (otherwise != null) {
      texts.require(otherwise.when() == null, "/otherwise/when", "is for rules only");
      otherwise.check(texts, "/otherwise");
    }
    texts.check();
  }

  private static void checkRules(Texts texts, List<RoutingRule> all) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < all.size(); i++) {
      RoutingRule rule = all.get(i);
      String at = "/rules/" + i;
      if (rule == null) {
        texts.require(false, at, "is null");
        continue;
      }
      texts
          .required(at + "/name", rule.name(), 64)
          .require(
              rule.name() == null || names.add(rule.name()),
              at + "/name",
              "is the name of another rule as well");
      rule.check(texts, at);
    }
  }

  private int expressions() {
    int count = otherwise == null ? 0 : otherwise.expressions();
    for (RoutingRule rule : ruleList()) {
      count += rule == null ? 0 : rule.expressions();
    }
    return count;
  }

  List<RoutingRule> ruleList() {
    return rules == null ? List.of() : rules;
  }
}
