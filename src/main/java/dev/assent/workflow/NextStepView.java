package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent has to do next.
 *
 * @param version of the workflow; absent for a draft
 * @param isComplete whether nothing is left to do; {@code step} is absent then
 * @param loop the turn that the step belongs to
 * @param guidance what is so, in a sentence or two
 * @param start what to know before the first step; only while nothing is completed
 */
public record NextStepView(
    String workflow,
    @Nullable Integer version,
    boolean isComplete,
    @Nullable GuidedStep step,
    @Nullable LoopTurn loop,
    String guidance,
    @Nullable GuideStart start) {

  /**
   * A step with its texts filled in.
   *
   * @param requireConfirmation whether somebody has to agree before it is completed
   * @param humanApproval whether that somebody has to be a person
   * @param hasValidation whether its output can be validated
   * @param functionDefinitions those that the step uses
   */
  public record GuidedStep(
      String id,
      String title,
      String prompt,
      @Nullable String agentRole,
      List<String> guidance,
      boolean askForFiles,
      boolean requireConfirmation,
      boolean humanApproval,
      boolean hasValidation,
      boolean notesOptional,
      List<JsonNode> functionDefinitions,
      List<JsonNode> functionCalls,
      @Nullable JsonNode templateCall,
      @Nullable JsonNode outputContract) {}

  /**
   * A turn of a loop.
   *
   * @param type while, until, for or forEach
   * @param iteration from 1
   * @param iterations how many there will be; absent when a condition decides
   * @param variables to be sent with the context when the step's output is validated
   */
  public record LoopTurn(
      String id,
      String title,
      String type,
      int iteration,
      @Nullable Integer iterations,
      int maxIterations,
      Map<String, JsonNode> variables) {}

  /** What to know before the first step. */
  public record GuideStart(
      List<String> preconditions,
      List<String> clarificationPrompts,
      List<String> metaGuidance,
      List<JsonNode> references) {}

  NextStepView ofVersion(int number) {
    return new NextStepView(workflow, number, isComplete, step, loop, guidance, start);
  }
}
