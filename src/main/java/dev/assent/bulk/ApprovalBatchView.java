package dev.assent.bulk;

import dev.assent.approval.ApprovalState;
import dev.assent.approval.ApprovalView;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of a batch of approvals, item by item; both lists in the order of the request.
 *
 * @param succeeded what was committed
 * @param failed what was not done, and why
 */
public record ApprovalBatchView(List<ApprovalItem> succeeded, List<BatchView.BatchFailure> failed) {

  /**
   * @param index of the item in the request, from 0
   * @param id of the approval
   * @param status when the item was done; a later one may have changed it
   */
  public record ApprovalItem(int index, UUID id, ApprovalState status) {}

  static <R> ApprovalBatchView of(
      List<Batches.Result<R>> results,
      Function<R, ApprovalView> approval,
      @Nullable String requestId) {
    List<ApprovalItem> succeeded = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      R done = results.get(i).done();
      if (done != null) {
        ApprovalView view = approval.apply(done);
        succeeded.add(new ApprovalItem(i, view.id(), view.status()));
      }
    }
    return new ApprovalBatchView(succeeded, BatchView.failures(results, requestId));
  }
}
