package dev.assent.approval;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assent.platform.expression.Conditions;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.web.Texts;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The conditions and names that routes are written with, in CEL over {@code input}, {@code request}
 * and {@code action}. Compiled once; those used least are forgotten. Thread-safe.
 */
final class RouteExpressions {
  /** What they may read. */
  static final Set<String> VARIABLES = Set.of("input", "request", "action");

  private static final int MAX_KEPT = 1_000;
  private static final Cache<String, Expression> CONDITIONS =
      Caffeine.newBuilder().maximumSize(MAX_KEPT).build();
  private static final Cache<String, Expression> NAMES =
      Caffeine.newBuilder().maximumSize(MAX_KEPT).build();

  private RouteExpressions() {}

  /**
   * @throws ExpressionException when it is none
   */
  static Expression condition(String text) {
    return CONDITIONS.get(text, t -> Conditions.compile(t, VARIABLES));
  }

  /**
   * @throws ExpressionException when it yields no names
   */
  static Expression names(String text) {
    return NAMES.get(text, t -> Conditions.compileNames(t, VARIABLES));
  }

  static void checkCondition(Texts texts, String at, @Nullable String text) {
    if (text != null) {
      check(texts, at, text, RouteExpressions::condition);
    }
  }

  static void checkNames(Texts texts, String at, @Nullable String text) {
    check(texts, at, text == null ? "" : text, RouteExpressions::names);
  }

  private static void check(Texts texts, String at, String text, Consumer<String> compiler) {
    try {
      compiler.accept(text);
    } catch (ExpressionException e) {
      texts.require(false, at, "is wrong: " + e.getMessage());
    }
  }
}
