package dev.assent.platform.jobs;

import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.InstanceCommand;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Takes the outcome of a job from whoever holds its lease. */
public record FinishJob(Job job, long fence, JobOutcome outcome)
    implements Command<FinishJob.Answer>, InstanceCommand {

  /**
   * @param taken false when the job was cancelled, or the lease is another's by now
   */
  public record Answer(boolean taken) {}

  @Override
  public Class<Answer> answerType() {
    return Answer.class;
  }

  @Override
  public @Nullable IdempotencyKey idempotencyKey() {
    return null;
  }

  @Override
  public String tenant() {
    return job.tenant();
  }

  @Override
  public UUID instanceId() {
    return job.instanceId();
  }
}
