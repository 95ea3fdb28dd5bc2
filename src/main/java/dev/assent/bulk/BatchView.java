package dev.assent.bulk;

import dev.assent.instance.InstanceState;
import dev.assent.instance.InstanceView;
import dev.assent.platform.problem.Problem;
import dev.assent.platform.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of a batch, item by item; both lists in the order of the request.
 *
 * @param succeeded what was committed
 * @param failed what was not done, and why
 */
public record BatchView(List<BatchItem> succeeded, List<BatchFailure> failed) {

  /**
   * @param index of the item in the request, from 0
   * @param id of the instance
   */
  public record BatchItem(int index, UUID id, InstanceState status) {}

  /**
   * @param index of the item in the request, from 0
   */
  public record BatchFailure(int index, Problem problem) {}

  static BatchView of(List<Batches.Result<InstanceView>> results, @Nullable String requestId) {
    List<BatchItem> succeeded = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      InstanceView done = results.get(i).done();
      if (done != null) {
        succeeded.add(new BatchItem(i, done.id(), done.status()));
      }
    }
    return new BatchView(succeeded, failures(results, requestId));
  }

  /** Those that were not done. */
  static List<BatchFailure> failures(
      List<? extends Batches.Result<?>> results, @Nullable String requestId) {
    List<BatchFailure> failed = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      ProblemException refusal = results.get(i).refusal();
      if (refusal != null) {
        failed.add(new BatchFailure(i, Problem.of(refusal, null, requestId)));
      }
    }
    return failed;
  }
}
