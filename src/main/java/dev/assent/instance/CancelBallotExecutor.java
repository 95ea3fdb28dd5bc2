package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.consensus.EndBallot;
import dev.assent.identity.Caller;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Cancels the ballot of a step that has been left. */
@ApplicationScoped
public class CancelBallotExecutor implements JobExecutor {
  @Inject private CommandQueue commands;

  @Override
  public String kind() {
    return WorkKind.CANCEL_BALLOT;
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure {
    try {
      commands.submit(
          new EndBallot(
              Caller.system(job.tenant()),
              job.tokenId(),
              EndBallot.Way.WITHDRAW,
              "the step that opened it was left",
              null));
    } catch (ProblemException e) {
      if (e.type().status() >= 500) {
        throw new JobFailure(true, String.valueOf(e.getMessage()), e.retryAfter());
      }
      // it has ended by itself
    }
    return NullNode.getInstance();
  }

  @Override
  public int parallelism() {
    return 8;
  }
}
