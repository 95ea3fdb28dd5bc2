package dev.assent.workflow;

import com.google.common.collect.ImmutableList;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.expression.ExpressionLanguage;
import dev.assent.platform.expression.ValueType;
import dev.assent.workflow.Definition.Source;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Parses and type-checks the expressions of one document, and reports what is wrong with them. */
final class ExpressionCompiler {
  private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '([^']*)'.*");

  /** What an expression has to yield. */
  enum Wanted {
    CONDITION("true or false", SimpleType.BOOL),
    NAME("a string", SimpleType.STRING),
    NAMES(
        "a string or a list of strings",
        SimpleType.STRING,
        ListType.create(SimpleType.STRING),
        ListType.create(SimpleType.DYN)),
    TEXT("a string", SimpleType.STRING, ExpressionTypes.TEXT_OR_NULL),
    INTEGER("an integer", SimpleType.INT),
    NUMBER("a number", SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE),
    ENTRIES("a string, an object or a list of them", SimpleType.STRING),
    LIST("a list", ListType.create(SimpleType.DYN)),
    DURATION("a duration, or a string such as 'PT1H'", SimpleType.STRING, SimpleType.DURATION),
    TIME(
        "a timestamp, or a string such as '2030-12-31T12:00:00Z'",
        SimpleType.STRING,
        SimpleType.TIMESTAMP),
    ANYTHING("a value");

    private final String words;
    private final ImmutableList<CelType> types;

    Wanted(String words, CelType... types) {
      this.words = words;
      this.types = ImmutableList.copyOf(types);
    }

    boolean fits(CelType type) {
      return types.isEmpty()
          || type.equals(SimpleType.DYN)
          || types.contains(type)
          || (this == LIST && type.kind() == CelKind.LIST)
          || (this == ENTRIES && isEntry(type))
          || (this == ENTRIES && type instanceof ListType list && fitsEach(list));
    }

    private boolean fitsEach(ListType list) {
      CelType one = list.elemType();
      return one.equals(SimpleType.DYN) || types.contains(one) || isEntry(one);
    }

    private static boolean isEntry(CelType type) {
      return type.kind() == CelKind.MAP || type.kind() == CelKind.STRUCT;
    }
  }

  private final ValueType input;
  private final Set<String> stepIds;
  private final Set<String> variables;
  private final Findings findings;
  private final CelCompiler typed;
  private @Nullable CelCompiler untyped;

  /**
   * @param variables the names of all variables that get a value somewhere
   * @param sources all expressions to come: the names in them are the fields that an open object
   *     may have
   */
  ExpressionCompiler(
      ValueType input,
      Set<String> stepIds,
      Set<String> variables,
      Iterable<Source> sources,
      Findings findings) {
    this.input = input;
    this.stepIds = stepIds;
    this.variables = variables;
    this.findings = findings;
    this.typed = compiler(new ExpressionTypes(input, sources));
  }

  /** Null when the expression is wrong, which is reported. */
  @Nullable Expression compile(Source source, Wanted wanted, Scope scope) {
    CelValidationResult parsed = typed.parse(source.text());
    if (parsed.hasError()) {
      report(source, parsed, scope);
      return null;
    }
    CelAbstractSyntaxTree syntax = ExpressionLanguage.tree(parsed);
    ExpressionNames names =
        new ExpressionNames(syntax, source, new Known(input, stepIds, variables, scope), findings);
    if (!names.check()) {
      return null;
    }
    CelValidationResult checked = ExpressionLanguage.check(typed, syntax);
    if (checked.hasError() && names.looksFieldsUp()) {
      // input["a-b"], "x" in input and the like need a map where the schema gives a structure
      CelValidationResult again = ExpressionLanguage.check(untyped(), syntax);
      checked = again.hasError() ? checked : again;
    }
    if (checked.hasError()) {
      report(source, checked, scope);
      return null;
    }
    CelAbstractSyntaxTree tree = ExpressionLanguage.tree(checked);
    CelType type = tree.getResultType();
    if (!wanted.fits(type)) {
      findings.error(
          source.place(),
          "the expression '"
              + source.text()
              + "' must yield "
              + wanted.words
              + ", but yields "
              + ExpressionLanguage.words(type));
      return null;
    }
    try {
      return ExpressionLanguage.expression(source.text(), tree, types(names.variables()));
    } catch (ExpressionException e) {
      findings.error(source.place(), at(source, 0) + e.getMessage());
      return null;
    }
  }

  private Map<String, ValueType> types(Set<String> names) {
    return names.stream()
        .collect(
            Collectors.toMap(
                Function.identity(), name -> name.equals("input") ? input : ValueType.DYN));
  }

  /**
   * The names that an expression may use.
   *
   * @param variables fields of {@code vars}
   */
  record Known(ValueType input, Set<String> stepIds, Set<String> variables, Scope scope) {}

  private CelCompiler untyped() {
    CelCompiler compiler = untyped;
    if (compiler == null) {
      compiler = compiler(new ExpressionTypes(ValueType.DYN, List.of()));
      untyped = compiler;
    }
    return compiler;
  }

  private static CelCompiler compiler(ExpressionTypes types) {
    return ExpressionLanguage.compiler()
        .setTypeProvider(types.provider())
        .addVar("input", types.input())
        .addVar("steps", types.steps())
        .addVar("instance", types.instance())
        .addVar(Scope.VARS, MapType.create(SimpleType.STRING, SimpleType.DYN))
        .addVar(Scope.ITEM, SimpleType.DYN)
        .addVar(Scope.INDEX, SimpleType.INT)
        .addVar(Scope.OUTPUT, SimpleType.DYN)
        .build();
  }

  private void report(Source source, CelValidationResult result, Scope scope) {
    for (CelIssue issue : result.getErrors()) {
      int line = issue.getSourceLocation().getLine();
      int column = issue.getSourceLocation().getColumn();
      boolean first = line <= 1;
      findings.error(
          place(source, first ? Math.max(column, 0) : -1),
          "the expression '"
              + source.text()
              + "' is wrong at "
              + (first ? "" : "line " + line + ", ")
              + "position "
              + (Math.max(column, 0) + 1)
              + ": "
              + words(source, issue.getMessage(), scope));
    }
  }

  private static String words(Source source, String message, Scope scope) {
    Matcher undeclared = UNDECLARED.matcher(message);
    if (!undeclared.matches()) {
      return message.replaceAll("\\s+", " ");
    }
    String name = undeclared.group(1);
    String hint = Spelling.hint(name, scope.variables());
    if (hint.isEmpty() && name.equals(source.text())) {
      hint = "; for the text itself write \"'" + name + "'\"";
    }
    return "unknown variable '" + name + "'; known are " + scope.words() + hint;
  }

  /**
   * Where character {@code position} of the expression stands in the document, as far as that is
   * known.
   */
  static Place place(Source source, int position) {
    Place place = source.place();
    return position < 0 || source.textColumn() == 0
        ? place
        : new Place(place.pointer(), place.line(), source.textColumn() + position);
  }

  static String at(Source source, int position) {
    return "the expression '" + source.text() + "' is wrong at position " + (position + 1) + ": ";
  }
}
