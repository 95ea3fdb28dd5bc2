package dev.assent.approval;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Which command is which verb of {@link ApprovalService}. */
final class ApprovalHandlers {
  private ApprovalHandlers() {}

  /** {@link Decide}. */
  @ApplicationScoped
  public static class Deciding implements CommandHandler<Decide, DecisionView> {
    @Inject private ApprovalService service;

    @Override
    public Class<Decide> commandType() {
      return Decide.class;
    }

    @Override
    public DecisionView handle(Decide command, Batch batch) {
      return service.decide(command, batch);
    }
  }

  /** {@link RequestApproval}. */
  @ApplicationScoped
  public static class Requesting implements CommandHandler<RequestApproval, ApprovalView> {
    @Inject private ApprovalService service;

    @Override
    public Class<RequestApproval> commandType() {
      return RequestApproval.class;
    }

    @Override
    public ApprovalView handle(RequestApproval command, Batch batch) {
      return service.request(command, batch);
    }
  }

  /** {@link CancelApproval}. */
  @ApplicationScoped
  public static class Cancelling implements CommandHandler<CancelApproval, ApprovalView> {
    @Inject private ApprovalService service;

    @Override
    public Class<CancelApproval> commandType() {
      return CancelApproval.class;
    }

    @Override
    public ApprovalView handle(CancelApproval command, Batch batch) {
      return service.cancel(command, batch);
    }
  }
}
