package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.BatchKey;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotencyRepository;
import dev.assent.platform.commands.Outcome;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.Faults;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.Idempotency;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Has the items of a request, of any kind, done by the queue of commands, each for itself. */
@ApplicationScoped
public class Batches {
  /** Most items of one request. */
  public static final int MAX_ITEMS = 1000;

  private static final int MULTI_STATUS = 207;

  @Inject private CommandQueue commands;
  @Inject private IdempotencyRepository keys;

  /** Makes an item's command. */
  @FunctionalInterface
  interface Reader<R> {
    /**
     * @throws ProblemException when the item is not valid
     */
    Command<R> command(int index, JsonNode item);
  }

  /**
   * What items were answered at first, when a request is sent again.
   *
   * @param key null when it cannot be known
   */
  record Kept<R>(@Nullable BatchKey key, Class<R> answerType) {}

  /** An item's outcome: one of both. */
  record Result<R>(@Nullable R done, @Nullable ProblemException refusal) {}

  /**
   * The items of a body.
   *
   * @throws ProblemException {@code INVALID_BODY} for none or too many
   */
  static List<JsonNode> checked(@Nullable List<JsonNode> items) {
    int size = items == null ? 0 : items.size();
    if (items == null || size == 0 || size > MAX_ITEMS) {
      throw ProblemException.invalidBody(
          "/items", "A batch has 1 to " + MAX_ITEMS + " items, not " + size + ".");
    }
    return items;
  }

  /**
   * From what the items' keys follow; null without the header.
   *
   * @throws ProblemException {@code INVALID_PARAMETER}; {@code IDEMPOTENCY_KEY_REUSED} when it was
   *     used for another body
   */
  @Nullable BatchKey key(@Nullable String header, Caller caller, String operation, Object body) {
    BatchKey key = Idempotency.batchKey(header, caller.tenant(), caller.user(), operation, body);
    if (key != null) {
      keys.requireUnusedByOthers(key, MAX_ITEMS);
    }
    return key;
  }

  static @Nullable IdempotencyKey item(@Nullable BatchKey key, int index) {
    return key == null ? null : key.item(index);
  }

  /** The status of the answer, {@code usual} when every item was done. */
  static int status(List<BatchView.BatchFailure> failed, int usual) {
    return failed.isEmpty() ? usual : MULTI_STATUS;
  }

  /**
   * What came of each item, in their order.
   *
   * @param requestId for the log
   * @throws ProblemException {@code UNAVAILABLE} when not one of them could be begun
   */
  <R> List<Result<R>> run(List<JsonNode> items, Reader<R> reader, @Nullable String requestId) {
    return run(items, reader, null, requestId);
  }

  /**
   * The same of items whose commands need a look-up: one that is refused by it is answered as it
   * was at first. One statement more, and only when there are such items.
   */
  <R> List<Result<R>> run(
      List<JsonNode> items, Reader<R> reader, @Nullable Kept<R> kept, @Nullable String requestId) {
    List<@Nullable Result<R>> results = new ArrayList<>(Collections.nCopies(items.size(), null));
    List<Command<R>> valid = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      try {
        valid.add(reader.command(i, items.get(i)));
        places.add(i);
      } catch (ProblemException refusal) {
        results.set(i, new Result<>(null, inBody(refusal, i)));
      }
    }
    if (kept != null) {
      answerAgain(kept, results);
    }
    List<Outcome<R>> done = commands.submitAll(valid);
    for (int i = 0; i < done.size(); i++) {
      int place = places.get(i);
      results.set(place, result(done.get(i), place, requestId));
    }
    List<Result<R>> all = results.stream().map(Objects::requireNonNull).toList();
    requireBegun(all);
    return all;
  }

  private <R> void answerAgain(Kept<R> kept, List<@Nullable Result<R>> results) {
    List<Integer> refused = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) != null) {
        refused.add(i);
      }
    }
    if (kept.key() != null && !refused.isEmpty()) {
      keys.answers(kept.key(), refused)
          .forEach(
              (place, answer) ->
                  results.set(place, new Result<>(Json.read(answer, kept.answerType()), null)));
    }
  }

  private static <R> Result<R> result(Outcome<R> outcome, int index, @Nullable String requestId) {
    if (outcome instanceof Outcome.Done<R> done) {
      return new Result<>(done.answer(), null);
    }
    Throwable fault = ((Outcome.Failed<R>) outcome).fault();
    ProblemException refusal = Faults.problem(fault, "request " + requestId + ", item " + index);
    return new Result<>(null, inBody(refusal, index));
  }

  /** What a single request would be told to send again later is told of the whole one. */
  private static void requireBegun(List<? extends Result<?>> all) {
    ProblemException first = null;
    for (Result<?> result : all) {
      first = result.refusal();
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
