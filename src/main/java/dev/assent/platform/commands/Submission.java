package dev.assent.platform.commands;

import dev.assent.platform.problem.ProblemException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A command that waits, and its caller's answer. */
public final class Submission<R> {
  private final Command<R> command;
  private final CompletableFuture<R> answer = new CompletableFuture<>();
  private @Nullable R result;
  private @Nullable ProblemException refusal;
  private boolean replayed;

  Submission(Command<R> command) {
    this.command = command;
  }

  Command<R> command() {
    return command;
  }

  CompletableFuture<R> answer() {
    return answer;
  }

  void forget() {
    result = null;
    refusal = null;
    replayed = false;
  }

  void result(R applied) {
    result = applied;
  }

  @Nullable R result() {
    return result;
  }

  void refuse(ProblemException why) {
    refusal = why;
  }

  boolean isRefused() {
    return refusal != null;
  }

  /** Answers with what an earlier request under the same key was answered. */
  void replay(String stored) {
    result = dev.assent.platform.json.Json.read(stored, command.answerType());
    replayed = true;
  }

  boolean isReplayed() {
    return replayed;
  }

  /** Tells the caller: after the commit, or when there is nothing to commit. */
  void tell() {
    if (refusal != null) {
      answer.completeExceptionally(refusal);
    } else if (result != null) {
      answer.complete(result);
    } else {
      answer.completeExceptionally(
          new IllegalStateException("a command was left without an answer"));
    }
  }

  void fail(Throwable fault) {
    answer.completeExceptionally(fault);
  }
}
