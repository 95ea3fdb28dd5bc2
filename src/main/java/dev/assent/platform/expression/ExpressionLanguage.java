package dev.assent.platform.expression;

import com.google.common.collect.ImmutableSet;
import dev.cel.checker.CelStandardDeclarations;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What all expressions are compiled and run with: the language and its bounds. */
public final class ExpressionLanguage {
  /** In characters. With the bounds below it keeps any evaluation far under a second. */
  public static final int MAX_LENGTH = 4_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseRecursionDepth(50)
          .maxParseExpressionNodeCount(1_000)
          .maxParseErrorRecoveryLimit(5)
          .comprehensionMaxIterations(1_000)
          .maxRegexProgramSize(1_000)
          .enableHeterogeneousNumericComparisons(true)
          .enableQuotedIdentifierSyntax(true)
          .build();
  private static final CelRuntime RUNTIME =
      CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).build();

  private ExpressionLanguage() {}

  /**
   * A compiler without variables, to which they are added; its trees are checked by {@link #check}.
   */
  public static CelCompilerBuilder compiler() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardEnvironmentEnabled(false)
        .setStandardMacros(ImmutableSet.copyOf(CelStandardMacro.STANDARD_MACROS));
  }

  /**
   * Checks a parsed tree by what {@code compiler} knows of variables and types. The checker
   * declares the functions of the language anew for each tree, which takes longer than parsing and
   * checking together: here only those that the tree calls.
   */
  public static CelValidationResult check(CelCompiler compiler, CelAbstractSyntaxTree tree) {
    Set<String> called =
        CelNavigableAst.fromAst(tree)
            .getRoot()
            .allNodes()
            .filter(node -> node.getKind() == CelExpr.ExprKind.Kind.CALL)
            .map(node -> node.expr().call().function())
            .collect(Collectors.toUnmodifiableSet());
    return compiler
        .toCompilerBuilder()
        .setStandardDeclarations(
            CelStandardDeclarations.newBuilder()
                .filterFunctions((function, overload) -> called.contains(function.functionName()))
                .build())
        .build()
        .check(tree);
  }

  /** The tree of a result that has no errors. */
  public static CelAbstractSyntaxTree tree(CelValidationResult result) {
    try {
      return result.getAst();
    } catch (CelValidationException e) {
      throw new IllegalStateException("a result without errors has a tree", e);
    }
  }

  /**
   * @param tree checked, from {@code source}
   * @param variables those that the expression reads, and what their values are known to be
   * @throws ExpressionException when it cannot be run, such as for a wrong regular expression
   */
  public static Expression expression(
      String source, CelAbstractSyntaxTree tree, Map<String, ValueType> variables) {
    try {
      return new Expression(source, RUNTIME.createProgram(tree), variables);
    } catch (CelEvaluationException | RuntimeException e) {
      throw new ExpressionException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A type as an author knows it. */
  public static String words(CelType type) {
    return switch (type.kind()) {
      case BOOL -> "true or false";
      case INT, UINT, DOUBLE -> "a number";
      case STRING -> "a string";
      case LIST -> "a list";
      case MAP, STRUCT -> "an object";
      case NULL_TYPE -> "null";
      case TIMESTAMP -> "a timestamp";
      case DURATION -> "a duration";
      default -> type.name();
    };
  }
}
