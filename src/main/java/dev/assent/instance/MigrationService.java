package dev.assent.instance;

import dev.assent.approval.ApprovalService;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.problem.ProblemException;
import dev.assent.workflow.PublishedWorkflows;
import dev.assent.workflow.StepType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** Takes instances to other versions of their workflows, within a batch. */
@ApplicationScoped
public class MigrationService implements CommandService {
  @Inject private InstanceRepository repository;
  @Inject private PublishedWorkflows workflows;
  @Inject private ApprovalService approvals;
  @Inject private IncidentRepository incidents;
  @Inject private Advancement advancement;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(new CommandHandler<>(MigrateInstance.class, this::migrate));
  }

  /**
   * Migrates an instance, or says whether it could be.
   *
   * @throws ProblemException {@code NOT_FOUND} for the instance or the version, {@code
   *     INVALID_STATE} with the reasons when it cannot be done and is no dry run, {@code FORBIDDEN}
   */
  public MigrationView migrate(MigrateInstance command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.OPERATIONS_MANAGE);
    WorkflowInstance instance = repository.get(batch, caller.tenant(), command.instanceId());
    WorkflowInstance.Identity identity = instance.identity();
    PublishedWorkflows.Version version =
        workflows
            .find(batch, identity.tenant(), identity.workflowId(), command.version())
            .orElseThrow(
                () ->
                    ProblemException.notFound(
                        "version", command.version() + " of workflow " + identity.workflowId()));
    Migration.Result result = result(command, instance, version, batch);
    Execution moved = result.execution();
    if (command.dryRun() || moved == null) {
      MigrationView view =
          view(command, identity.workflowVersion(), moved != null, false, result.reasons());
      if (!command.dryRun()) {
        throw view.refusal();
      }
      return view;
    }
    move(batch, caller, instance, command, moved);
    return view(command, identity.workflowVersion(), true, true, List.of());
  }

  private Migration.Result result(
      MigrateInstance command,
      WorkflowInstance instance,
      PublishedWorkflows.Version version,
      Batch batch) {
    List<String> reasons = new ArrayList<>();
    if (!instance.state().isOpen()) {
      reasons.add("it is " + instance.state());
    }
    if (instance.identity().workflowVersion() == command.version()) {
      reasons.add("it is of this version already");
    }
    if (version.compiled().agentDocument() != null) {
      reasons.add("that version is a document for agents, which is not run");
    }
    return reasons.isEmpty()
        ? Migration.of(
            advancement.graph(batch, instance),
            version.compiled().graph(),
            instance.execution(),
            command.steps())
        : new Migration.Result(null, reasons);
  }

  private void move(
      Batch batch,
      Caller caller,
      WorkflowInstance instance,
      MigrateInstance command,
      Execution moved) {
    int from = instance.identity().workflowVersion();
    List<Token> before = instance.execution().tokens();
    instance.migrate(command.version(), moved, batch.now());
    repository.changed(batch, instance);
    for (int i = 0; i < before.size(); i++) {
      Token token = moved.tokens().get(i);
      if (token.step().equals(before.get(i).step())) {
        continue;
      }
      if (token.incident() != null) {
        incidents.renameStep(batch, instance.tenant(), token.id(), token.step());
      } else if (token.type() == StepType.APPROVAL) {
        approvals.renameStep(batch, instance.tenant(), token.id(), token.step());
      }
    }
    advancement.append(
        batch,
        caller,
        instance,
        List.of(Migration.event(from, command.version(), command.steps())));
  }

  private static MigrationView view(
      MigrateInstance command, int from, boolean possible, boolean migrated, List<String> reasons) {
    return new MigrationView(
        command.instanceId(), from, command.version(), possible, migrated, reasons);
  }
}
