package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import dev.assent.workflow.ExpressionCompiler.Wanted;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
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

  private final Findings findings = new Findings();
  private final IdentityHashMap<Source, Wanted> sources = new IdentityHashMap<>();
  private final List<Source> inOrder = new ArrayList<>();

  private WorkflowCompiler() {}

  /**
   * The compiled document.
   *
   * @throws ProblemException INVALID_DOCUMENT with all errors, TOO_LARGE when the text is larger
   *     than 512 kB
   */
  public static CompiledWorkflow compile(String text, DocumentFormat format) {
    Check check = check(text, format);
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

  /** As {@link #compile}, but tells the errors instead of throwing them. */
  public static Check check(String text, DocumentFormat format) {
    return new WorkflowCompiler().run(text, format);
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
    ObjectNode input = definition.input();
    boolean usable = input == null || inputSchema(input, root);
    References.check(definition, steps.declaredIds(), findings);
    collect(definition.steps());
    ExpressionCompiler compiler =
        new ExpressionCompiler(
            usable ? ValueType.of(input) : ValueType.DYN, steps.declaredIds(), inOrder, findings);
    IdentityHashMap<Source, Expression> expressions = new IdentityHashMap<>();
    for (Source source : inOrder) {
      Expression expression = compiler.compile(source, wanted(source));
      if (expression != null) {
        expressions.put(source, expression);
      }
    }
    if (findings.hasErrors()) {
      return null;
    }
    WorkflowGraph graph = GraphBuilder.build(definition, source -> compiled(expressions, source));
    Lint.check(definition, graph, findings);
    return new CompiledWorkflow(
        definition.id(),
        definition.name(),
        definition.description(),
        definition.category(),
        definition.version(),
        ContentHash.of(root.toJson()),
        graph,
        InputSchema.of(input),
        null,
        findings.inOrder());
  }

  private boolean inputSchema(ObjectNode schema, DocumentNode root) {
    boolean[] usable = {true};
    DocumentNode input = root.nearest("/input");
    InputSchema.check(
        schema,
        (pointer, detail) -> {
          usable[0] = false;
          DocumentNode at = input.nearest(pointer);
          findings.error(
              Place.of("/input" + pointer, at), "the schema of the input is wrong: " + detail);
        });
    return usable[0];
  }

  private Wanted wanted(Source source) {
    return sources.getOrDefault(source, Wanted.CONDITION);
  }

  private static Expression compiled(
      IdentityHashMap<Source, Expression> expressions, Source source) {
    Expression expression = expressions.get(source);
    if (expression == null) {
      throw new IllegalStateException("'" + source.text() + "' was not compiled");
    }
    return expression;
  }

  private void collect(List<Step> steps) {
    for (Step step : steps) {
      collect(step.common().when(), Wanted.CONDITION);
      if (step instanceof TaskStep task) {
        collect(task.assignee(), Wanted.NAME);
      } else if (step instanceof ApprovalStep approval) {
        approval.users().forEach(user -> collect(user, Wanted.NAMES));
      } else if (step instanceof DecisionStep decision) {
        decision.cases().forEach(one -> collect(one.when(), Wanted.CONDITION));
        for (Way way : References.ways(decision)) {
          if (way instanceof Through through) {
            collect(through.steps());
          }
        }
      } else if (step instanceof ParallelStep parallel) {
        parallel.branches().forEach(this::collect);
      }
    }
  }

  private void collect(@Nullable Source source, Wanted wanted) {
    if (source != null) {
      sources.put(source, wanted);
      inOrder.add(source);
    }
  }
}
