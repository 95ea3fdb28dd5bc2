package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.instance.InstanceView;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.Outcome;
import dev.assent.platform.problem.Faults;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has the items of a request done by the queue of commands, each for itself. */
@ApplicationScoped
public class Batches {
  @Inject private CommandQueue commands;

  /** Makes an item's command. */
  @FunctionalInterface
  interface Reader {
    /**
     * @throws ProblemException when the item is not valid
     */
    Command<InstanceView> command(int index, JsonNode item);
  }

  /**
   * What came of each item, in their order.
   *
   * @param requestId for the log
   * @throws ProblemException {@code UNAVAILABLE} when not one of them could be begun
   */
  List<BatchView.Outcome> run(List<JsonNode> items, Reader reader, @Nullable String requestId) {
    BatchView.@Nullable Outcome[] outcomes = new BatchView.@Nullable Outcome[items.size()];
    List<Command<InstanceView>> valid = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      try {
        valid.add(reader.command(i, items.get(i)));
        places.add(i);
      } catch (ProblemException refusal) {
        outcomes[i] = new BatchView.Outcome(null, inBody(refusal, i));
      }
    }
    List<Outcome<InstanceView>> done = commands.submitAll(valid);
    for (int i = 0; i < done.size(); i++) {
      int place = places.get(i);
      outcomes[place] = outcome(done.get(i), place, requestId);
    }
    List<BatchView.Outcome> all = Arrays.stream(outcomes).map(Objects::requireNonNull).toList();
    requireBegun(all);
    return all;
  }

  private static BatchView.Outcome outcome(
      Outcome<InstanceView> outcome, int index, @Nullable String requestId) {
    if (outcome instanceof Outcome.Done<InstanceView> done) {
      return new BatchView.Outcome(done.answer(), null);
    }
    Throwable fault = ((Outcome.Failed<InstanceView>) outcome).fault();
    ProblemException refusal = Faults.problem(fault, "request " + requestId + ", item " + index);
    return new BatchView.Outcome(null, inBody(refusal, index));
  }

  /** What a single request would be told to send again later is told of the whole one. */
  private static void requireBegun(List<BatchView.Outcome> all) {
    ProblemException first = null;
    for (BatchView.Outcome outcome : all) {
      first = outcome.refusal();
      if (first == null || first.type() != ProblemType.UNAVAILABLE) {
        return;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** The item's pointers as those of the body that it came in. */
  private static ProblemException inBody(ProblemException refusal, int index) {
    if (refusal.errors().isEmpty()) {
      return refusal;
    }
    return refusal.withErrors(
        refusal.errors().stream()
            .map(
                e ->
                    e.pointer() == null
                        ? e
                        : FieldError.at("/items/" + index + e.pointer(), e.detail()))
            .toList());
  }
}
