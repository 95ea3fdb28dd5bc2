package dev.assent.platform.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Conditions, and expressions for names, over variables of which nothing but the name is known
 * before they have values.
 */
public final class Conditions {
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");

  private Conditions() {}

  /**
   * The condition, to be asked by {@link Expression#test}. As the types of the variables are open,
   * it may yet turn out there that a value is missing or of the wrong type.
   *
   * @param variables the names of all that the condition may read
   * @throws ExpressionException when it is too long, is not written in CEL, reads another variable
   *     or cannot yield true or false; the message says what is wrong and at which position
   */
  public static Expression compile(String text, Set<String> variables) {
    return compile(text, variables, Set.of(CelKind.BOOL), "true or false");
  }

  /**
   * An expression for names, to be asked by {@link Expression#strings}.
   *
   * @throws ExpressionException as for a condition, and when it can yield neither a string nor a
   *     list
   */
  public static Expression compileNames(String text, Set<String> variables) {
    return compile(
        text, variables, Set.of(CelKind.STRING, CelKind.LIST), "a name or a list of names");
  }

  private static Expression compile(
      String text, Set<String> variables, Set<CelKind> kinds, String wanted) {
    if (text.length() > ExpressionLanguage.MAX_LENGTH) {
      throw new ExpressionException(
          "the expression has "
              + text.length()
              + " characters; at most "
              + ExpressionLanguage.MAX_LENGTH
              + " are allowed");
    }
    if (text.isBlank()) {
      throw new ExpressionException("the expression is empty");
    }
    CelAbstractSyntaxTree tree = checked(text, variables);
    CelType type = tree.getResultType();
    if (!kinds.contains(type.kind()) && !type.equals(SimpleType.DYN)) {
      throw new ExpressionException(
          "the expression '"
              + text
              + "' must yield "
              + wanted
              + ", but yields "
              + ExpressionLanguage.words(type));
    }
    try {
      return ExpressionLanguage.expression(text, tree, read(tree, variables));
    } catch (ExpressionException e) {
      throw wrong(text, 1, 0, String.valueOf(e.getMessage()));
    }
  }

  private static CelAbstractSyntaxTree checked(String text, Set<String> variables) {
    CelCompiler compiler = compiler(variables);
    CelValidationResult parsed = compiler.parse(text);
    refuse(parsed, text, variables);
    CelAbstractSyntaxTree tree = ExpressionLanguage.tree(parsed);
    CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.STRUCT)
        .findFirst()
        .ifPresent(
            node -> {
              String name = node.expr().struct().messageName();
              Integer offset = tree.getSource().getPositionsMap().get(node.id());
              throw wrong(
                  text, 1, offset == null ? 0 : offset, "'" + name + "' cannot be made here");
            });
    CelValidationResult result = ExpressionLanguage.check(compiler, tree);
    refuse(result, text, variables);
    return ExpressionLanguage.tree(result);
  }

  private static CelCompiler compiler(Set<String> variables) {
    CelCompilerBuilder compiler = ExpressionLanguage.compiler();
    variables.forEach(name -> compiler.addVar(name, SimpleType.DYN));
    return compiler.build();
  }

  private static void refuse(CelValidationResult result, String text, Set<String> variables) {
    if (result.hasError()) {
      CelIssue issue = result.getErrors().get(0);
      throw wrong(
          text,
          issue.getSourceLocation().getLine(),
          issue.getSourceLocation().getColumn(),
          words(issue.getMessage(), variables));
    }
  }

  private static ExpressionException wrong(String text, int line, int column, String what) {
    return new ExpressionException(
        "the expression '"
            + text
            + "' is wrong at "
            + (line <= 1 ? "" : "line " + line + ", ")
            + "position "
            + (Math.max(column, 0) + 1)
            + ": "
            + what);
  }

  private static String words(String message, Set<String> variables) {
    Matcher undeclared = UNDECLARED.matcher(message);
    return undeclared.matches()
        ? "unknown variable '"
            + undeclared.group(1)
            + "'; known are "
            + String.join(", ", new TreeSet<>(variables))
        : message.replaceAll("\\s+", " ");
  }

  /** Those that it reads; perhaps also one that a macro's variable hides. */
  private static Map<String, ValueType> read(CelAbstractSyntaxTree tree, Set<String> variables) {
    return tree.getReferenceMap().values().stream()
        .map(reference -> reference.name())
        .filter(variables::contains)
        .distinct()
        .collect(Collectors.toMap(Function.identity(), name -> ValueType.DYN));
  }
}
