package dev.assent.instance;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Which command is which verb of {@link InstanceService}. */
final class InstanceHandlers {
  private InstanceHandlers() {}

  /** {@link StartInstance}. */
  @ApplicationScoped
  public static class Starting implements CommandHandler<StartInstance, InstanceView> {
    @Inject private InstanceService service;

    @Override
    public Class<StartInstance> commandType() {
      return StartInstance.class;
    }

    @Override
    public InstanceView handle(StartInstance command, Batch batch) {
      return service.start(command, batch);
    }
  }

  /** {@link CompleteStep}. */
  @ApplicationScoped
  public static class Completing implements CommandHandler<CompleteStep, InstanceView> {
    @Inject private InstanceService service;

    @Override
    public Class<CompleteStep> commandType() {
      return CompleteStep.class;
    }

    @Override
    public InstanceView handle(CompleteStep command, Batch batch) {
      return service.complete(command, batch);
    }
  }

  /** {@link CancelInstance}. */
  @ApplicationScoped
  public static class Cancelling implements CommandHandler<CancelInstance, InstanceView> {
    @Inject private InstanceService service;

    @Override
    public Class<CancelInstance> commandType() {
      return CancelInstance.class;
    }

    @Override
    public InstanceView handle(CancelInstance command, Batch batch) {
      return service.cancel(command, batch);
    }
  }
}
