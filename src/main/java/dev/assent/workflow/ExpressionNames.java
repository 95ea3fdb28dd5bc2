package dev.assent.workflow;

import dev.assent.platform.expression.ValueType;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.ExpressionCompiler.Known;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks at the names in one expression: fields of the input, ids of steps, variables. */
final class ExpressionNames {
  private static final List<String> STEP_FIELDS =
      List.of("status", "output", "decision", "decidedBy", "visits", "error");
  private static final List<String> INSTANCE_FIELDS =
      List.of("id", "businessKey", "startedBy", "entityType", "entityId");

  private final CelAbstractSyntaxTree tree;
  private final Source source;
  private final Known known;
  private final Findings findings;
  private final Deque<String> shadows = new ArrayDeque<>();
  private final Set<String> variables = new HashSet<>();
  private boolean looksFieldsUp;
  private boolean right = true;

  ExpressionNames(CelAbstractSyntaxTree tree, Source source, Known known, Findings findings) {
    this.tree = tree;
    this.source = source;
    this.known = known;
    this.findings = findings;
  }

  /** Whether no name is wrong; reports those that are. */
  boolean check() {
    visit(tree.getExpr());
    return right;
  }

  /** The variables that the expression reads. */
  Set<String> variables() {
    return Set.copyOf(variables);
  }

  /** Whether a field may be named by a string or looked for. */
  boolean looksFieldsUp() {
    return looksFieldsUp;
  }

  private void visit(CelExpr expression) {
    switch (expression.getKind()) {
      case IDENT -> variable(expression);
      case SELECT -> {
        CelExpr operand = expression.select().operand();
        field(expression, operand, expression.select().field(), expression.select().testOnly());
        visit(operand);
      }
      case CALL -> call(expression);
      case LIST -> expression.list().elements().forEach(this::visit);
      case MAP ->
          expression
              .map()
              .entries()
              .forEach(
                  entry -> {
                    visit(entry.key());
                    visit(entry.value());
                  });
      case STRUCT ->
          error(expression, "'" + expression.struct().messageName() + "' cannot be made here");
      case COMPREHENSION -> {
        looksFieldsUp = true;
        CelExpr.CelComprehension loop = expression.comprehension();
        visit(loop.iterRange());
        visit(loop.accuInit());
        shadows.push(loop.accuVar());
        visit(loop.result());
        shadows.push(loop.iterVar());
        shadows.push(loop.iterVar2());
        visit(loop.loopCondition());
        visit(loop.loopStep());
        shadows.pop();
        shadows.pop();
        shadows.pop();
      }
      default -> {}
    }
  }

  private void variable(CelExpr expression) {
    String written = expression.ident().name();
    boolean global = written.startsWith("."); // means the variable even where a macro's is near
    String name = global ? written.substring(1) : written;
    if (!Scope.ALL.has(name) || (!global && shadows.contains(name))) {
      return;
    }
    if (known.scope().has(name)) {
      variables.add(name);
    } else {
      error(expression, Scope.where(name));
    }
  }

  private void call(CelExpr expression) {
    CelExpr.CelCall call = expression.call();
    String function = call.function();
    if (function.equals("_[_]") || function.equals("@in")) {
      looksFieldsUp = true;
    }
    String name = function.equals("_[_]") ? text(call.args().get(1)) : null;
    if (name != null) {
      field(expression, call.args().get(0), name, false);
    }
    call.target().ifPresent(this::visit);
    call.args().forEach(this::visit);
  }

  private static @Nullable String text(CelExpr expression) {
    return expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && expression.constant().getKind() == CelConstant.Kind.STRING_VALUE
        ? expression.constant().stringValue()
        : null;
  }

  private void field(CelExpr place, CelExpr operand, String name, boolean presenceOnly) {
    if (isVariable(operand, "steps")) {
      if (!known.stepIds().contains(name)) {
        error(place, "there is no step '" + name + "'" + Spelling.hint(name, known.stepIds()));
      }
    } else if (isVariable(operand, Scope.VARS)) {
      if (!known.variables().contains(name)) {
        error(
            place,
            "no 'variables' and no 'set' gives '"
                + name
                + "' a value"
                + Spelling.hint(name, known.variables()));
      }
    } else if (isVariable(operand, "instance")) {
      oneOf(place, "'instance'", name, INSTANCE_FIELDS);
    } else if (isStep(operand)) {
      oneOf(place, "a step", name, STEP_FIELDS);
    } else {
      ValueType type = typeOf(operand);
      if (type != null && type.kind() == ValueType.Kind.OBJECT) {
        inputField(place, type, name, presenceOnly);
      }
    }
  }

  private void oneOf(CelExpr place, String what, String name, List<String> fields) {
    if (!fields.contains(name)) {
      error(
          place,
          what
              + " has no field '"
              + name
              + "'; known are "
              + String.join(", ", fields)
              + Spelling.hint(name, fields));
    }
  }

  private void inputField(CelExpr place, ValueType type, String name, boolean presenceOnly) {
    if (type.fields().containsKey(name)) {
      return;
    }
    String hint = Spelling.hint(name, type.fields().keySet());
    if (!type.open()) {
      error(place, "the input's schema does not allow the field '" + name + "'" + hint);
    } else if (!presenceOnly && !type.fields().isEmpty()) {
      findings.warning(
          ExpressionCompiler.place(source, position(place)),
          "the expression '"
              + source.text()
              + "' uses the field '"
              + name
              + "', which the input's schema does not declare"
              + hint);
    }
  }

  /** The type of a part of the input; null for everything else. */
  private @Nullable ValueType typeOf(CelExpr expression) {
    if (isVariable(expression, "input")) {
      return known.input();
    }
    if (expression.getKind() == CelExpr.ExprKind.Kind.SELECT) {
      ValueType parent = typeOf(expression.select().operand());
      return parent == null ? null : parent.field(expression.select().field());
    }
    if (expression.getKind() == CelExpr.ExprKind.Kind.CALL
        && expression.call().function().equals("_[_]")) {
      ValueType parent = typeOf(expression.call().args().get(0));
      String name = text(expression.call().args().get(1));
      return parent == null ? null : name == null ? parent.items() : parent.field(name);
    }
    return null;
  }

  private boolean isStep(CelExpr expression) {
    return switch (expression.getKind()) {
      case SELECT -> isVariable(expression.select().operand(), "steps");
      case CALL ->
          expression.call().function().equals("_[_]")
              && isVariable(expression.call().args().get(0), "steps");
      default -> false;
    };
  }

  private boolean isVariable(CelExpr expression, String name) {
    return expression.getKind() == CelExpr.ExprKind.Kind.IDENT
        && expression.ident().name().equals(name)
        && !shadows.contains(name);
  }

  private void error(CelExpr place, String detail) {
    right = false;
    int position = position(place);
    findings.error(
        ExpressionCompiler.place(source, position),
        ExpressionCompiler.at(source, position) + detail);
  }

  private int position(CelExpr expression) {
    Integer offset = tree.getSource().getPositionsMap().get(expression.id());
    return offset == null ? 0 : offset;
  }
}
