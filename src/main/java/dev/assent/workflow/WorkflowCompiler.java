package dev.assent.workflow;

import dev.assent.platform.expression.Expression;
import dev.assent.platform.expression.ValueType;
import dev.assent.platform.json.ContentHash;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Durations;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.ExpressionCompiler.Wanted;
import dev.assent.workflow.ExpressionUses.Use;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * From a document's text to something that runs: read, check structure, references and expressions,
 * build the graph. Finds all errors in one go. Pure, and bounded whatever the text.
 */
public final class WorkflowCompiler {

  /**
   * What a check found.
   *
   * @param workflow null when {@code findings} has errors
   * @param findings errors and warnings in the order of the text
   */
  public record Check(@Nullable CompiledWorkflow workflow, List<Finding> findings) {
    public Check {
      findings = List.copyOf(findings);
    }

    /** Whether the document could be published. */
    public boolean valid() {
      return workflow != null;
    }
  }

  /** Each takes a part of a millisecond to compile. */
  static final int MAX_EXPRESSIONS = 5_000;

  private final Findings findings = new Findings();

  private final @Nullable Set<String> roles;

  private WorkflowCompiler(@Nullable Set<String> roles) {
    this.roles = roles;
  }

  /**
   * The compiled document.
   *
   * @throws ProblemException INVALID_DOCUMENT with all errors, TOO_LARGE when the text is larger
   *     than 512 kB
   */
  public static CompiledWorkflow compile(String text, DocumentFormat format) {
    return compile(text, format, null);
  }

  /**
   * As {@link #compile(String, DocumentFormat)}, and warns of roles that are not among {@code
   * roles}.
   *
   * @param roles the names that the tenant knows; null when that is not to be looked at
   */
  public static CompiledWorkflow compile(
      String text, DocumentFormat format, @Nullable Set<String> roles) {
    Check check = check(text, format, roles);
    CompiledWorkflow workflow = check.workflow();
    if (workflow != null) {
      return workflow;
    }
    List<FieldError> errors =
        check.findings().stream()
            .filter(finding -> finding.severity() == Finding.Severity.ERROR)
            .map(Finding::toFieldError)
            .toList();
    throw new ProblemException(
            ProblemType.INVALID_DOCUMENT,
            errors.size() == 1
                ? "the workflow document has an error in line " + errors.get(0).line()
                : "the workflow document has " + errors.size() + " errors")
        .withErrors(errors);
  }

  /** As {@code compile}, but tells the errors instead of throwing them. */
  public static Check check(String text, DocumentFormat format) {
    return check(text, format, null);
  }

  /** As {@code compile}, but tells the errors instead of throwing them. */
  public static Check check(String text, DocumentFormat format, @Nullable Set<String> roles) {
    return new WorkflowCompiler(roles).run(text, format);
  }

  private Check run(String text, DocumentFormat format) {
    if (text.length() > DocumentBounds.MAX_BYTES
        || text.getBytes(StandardCharsets.UTF_8).length > DocumentBounds.MAX_BYTES) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          "the workflow document is too large; allowed are " + DocumentBounds.MAX_BYTES + " bytes");
    }
    DocumentNode root;
    try {
      root = read(text, format);
    } catch (DocumentSyntaxException e) {
      findings.error(new Place("", e.line(), e.column()), e.detail());
      return new Check(null, findings.inOrder());
    }
    return new Check(workflow(root), findings.inOrder());
  }

  /** The tree of a text; a byte order mark before it is passed over. */
  static DocumentNode read(String text, DocumentFormat format) {
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return format == DocumentFormat.JSON
        ? JsonDocumentReader.read(body)
        : YamlDocumentReader.read(body);
  }

  private @Nullable CompiledWorkflow workflow(DocumentNode root) {
    if (AgentDocumentReader.recognises(root)) {
      AgentDocument agents = AgentDocumentReader.read(root, findings);
      return agents == null || findings.hasErrors()
          ? null
          : CompiledWorkflow.of(agents, ContentHash.of(root.toJson()), findings.inOrder());
    }
    StepReader steps = new StepReader(findings);
    Definition definition = DocumentReader.read(root, findings, steps);
    if (definition == null) {
      return null;
    }
    References.check(definition, steps.declaredIds(), findings);
    IdentityHashMap<Source, Expression> expressions = expressions(definition, steps.declaredIds());
    if (findings.hasErrors()) {
      return null;
    }
    WorkflowGraph graph = GraphBuilder.build(definition, source -> compiled(expressions, source));
    Lint.check(definition, graph, roles, findings);
    ConditionLint.check(definition, source -> compiled(expressions, source), findings);
    return new CompiledWorkflow(
        definition.id(),
        definition.name(),
        definition.description(),
        definition.category(),
        definition.version(),
        ContentHash.of(root.toJson()),
        graph,
        InputSchema.of(definition.input()),
        null,
        findings.inOrder());
  }

  private IdentityHashMap<Source, Expression> expressions(
      Definition definition, Set<String> stepIds) {
    ExpressionUses uses = ExpressionUses.of(definition);
    IdentityHashMap<Source, Expression> expressions = new IdentityHashMap<>();
    if (uses.list().size() > MAX_EXPRESSIONS) {
      findings.error(
          uses.list().get(MAX_EXPRESSIONS).source().place(),
          "the document has "
              + uses.list().size()
              + " expressions; allowed are "
              + MAX_EXPRESSIONS);
      return expressions;
    }
    ExpressionCompiler compiler =
        new ExpressionCompiler(
            ValueType.of(definition.input()), stepIds, uses.variables(), uses.sources(), findings);
    for (Use use : uses.list()) {
      Expression expression = compiler.compile(use.source(), use.wanted(), use.scope());
      if (expression != null) {
        expressions.put(use.source(), expression);
        String problem = constantProblem(use.wanted(), expression);
        if (problem != null) {
          findings.error(use.source().place(), problem);
        }
      }
    }
    return expressions;
  }

  /** What can be said of a value without running anything. */
  private static @Nullable String constantProblem(Wanted wanted, Expression expression) {
    if ((wanted != Wanted.DURATION && wanted != Wanted.TIME)
        || !(expression.constant().orElse(null) instanceof String text)) {
      return null;
    }
    if (wanted == Wanted.DURATION) {
      return Durations.problem(text);
    }
    return Durations.isTime(text)
        ? null
        : "'" + text + "' is no time; write it as RFC 3339 has it, such as 2030-12-31T12:00:00Z";
  }

  private static Expression compiled(
      IdentityHashMap<Source, Expression> expressions, Source source) {
    Expression expression = expressions.get(source);
    if (expression == null) {
      throw new IllegalStateException("'" + source.text() + "' was not compiled");
    }
    return expression;
  }
}
