package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.expression.ExpressionException;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Tasks completed by hand, applied in memory to what the batch has loaded; the transaction is the
 * batch's. Statements alone: as for a decision.
 */
@ApplicationScoped
public class TaskService implements CommandService {
  @Inject private InstanceRepository repository;
  @Inject private Advancement advancement;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(new CommandHandler<>(CompleteStep.class, this::complete));
  }

  /**
   * Completes an active task: its assignee or whoever has one of its roles may; without either,
   * whoever may run workflows.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE} when the step is not an
   *     active task, {@code INVALID_INPUT} when the output is not what the step asks for, or the
   *     variables become too large, {@code FORBIDDEN}
   */
  public InstanceView complete(CompleteStep command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.WORKFLOW_RUN);
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    WorkflowGraph graph = advancement.graph(batch, instance);
    if (graph.steps().stream().noneMatch(s -> s.id().equals(command.step()))) {
      throw ProblemException.notFound("step", command.step() + " in instance " + instance.id());
    }
    instance.requireRunning("completing a step");
    Token token = activation(instance, command.step(), command.activationId());
    Node.Task task = task(graph, token);
    requireMayComplete(caller, token, task);
    requireOutput(command, task);
    try {
      advancement.advance(
          batch,
          caller,
          instance,
          new EngineCommand.CompleteTask(
              token.id(), caller.user(), command.output(), assigned(command.variables())));
    } catch (ExpressionException e) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "Step " + command.step() + " cannot be completed with these variables.")
          .withErrors(List.of(FieldError.at("/variables", String.valueOf(e.getMessage()))));
    }
    return InstanceView.of(instance);
  }

  /** The task that {@code token} waits at. */
  private static Node.Task task(WorkflowGraph graph, Token token) {
    if (token.incident() != null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Step "
              + token.step()
              + " cannot go on: "
              + token.incident().detail()
              + ". Resolve incident "
              + token.id()
              + " instead.");
    }
    if (!(graph.node(token.node()) instanceof Node.Task task)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Step "
              + token.step()
              + " is of type "
              + token.type()
              + " and not completed by hand"
              + (graph.node(token.node()) instanceof Node.Approval && !token.routing()
                  ? ": decide approval " + token.id() + " instead."
                  : graph.node(token.node()) instanceof Node.Consensus
                      ? ": vote in ballot " + token.id() + " instead."
                      : "."));
    }
    return task;
  }

  private static List<EngineCommand.Assigned> assigned(@Nullable JsonNode variables) {
    List<EngineCommand.Assigned> values = new ArrayList<>();
    if (variables != null) {
      variables
          .properties()
          .forEach(v -> values.add(new EngineCommand.Assigned(v.getKey(), v.getValue())));
    }
    return values;
  }

  private static void requireOutput(CompleteStep command, Node.Task task) {
    if (task.outputSchema() == null) {
      return;
    }
    JsonNode output =
        command.output() == null ? Json.mapper().createObjectNode() : command.output();
    List<FieldError> violations = task.outputSchema().violations(output);
    if (!violations.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "The output is not what step " + task.step() + " asks for.")
          .withErrors(
              violations.stream()
                  .map(e -> FieldError.at("/output" + e.pointer(), e.detail()))
                  .toList());
    }
  }

  private static Token activation(
      WorkflowInstance instance, String step, @Nullable UUID activationId) {
    List<Token> tokens = instance.tokensAt(step);
    if (activationId != null) {
      return tokens.stream()
          .filter(t -> t.id().equals(activationId))
          .findFirst()
          .orElseThrow(
              () ->
                  new ProblemException(
                      ProblemType.INVALID_STATE,
                      "The activation "
                          + activationId
                          + " of step "
                          + step
                          + " is not active; active are "
                          + tokens.stream().map(Token::id).toList()
                          + "."));
    }
    if (tokens.size() > 1) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Step "
              + step
              + " is active "
              + tokens.size()
              + " times; say which is meant by its activationId: "
              + tokens.stream().limit(20).map(Token::id).toList()
              + ".");
    }
    if (tokens.isEmpty()) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Step "
              + step
              + " of instance "
              + instance.id()
              + " is "
              + instance.execution().steps().getOrDefault(step, StepRecord.UNREACHED).status()
              + "; active are "
              + instance.execution().tokens().stream().map(Token::step).distinct().toList()
              + ".");
    }
    return tokens.get(0);
  }

  private static void requireMayComplete(Caller caller, Token token, Node.Task task) {
    boolean open = token.assignee() == null && task.roles().isEmpty();
    boolean own = caller.user().equals(token.assignee());
    boolean inRole = task.roles().stream().anyMatch(caller.roles()::contains);
    if (!open && !own && !inRole) {
      throw new ProblemException(
          ProblemType.FORBIDDEN,
          "Step "
              + task.step()
              + " is for "
              + performers(token, task)
              + ", and "
              + caller.user()
              + " is none of them.");
    }
  }

  private static String performers(Token token, Node.Task task) {
    List<String> performers = new ArrayList<>();
    if (token.assignee() != null) {
      performers.add("the user " + token.assignee());
    }
    task.roles().forEach(role -> performers.add("the role " + role));
    return String.join(" or ", performers);
  }
}
