package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Leads agents through the documents that are stored: the latest published version, the one that is
 * asked for, or the draft of a workflow that was never published. Changes nothing. One statement,
 * and another for a document that this node has not read yet.
 */
@ApplicationScoped
public class AgentGuides {
  private static final int MAX_DOCUMENTS = 500;

  @Inject private WorkflowRepository repository;

  private final Cache<Key, AgentDocument> documents =
      Caffeine.newBuilder().maximumSize(MAX_DOCUMENTS).build();

  /** Names a document that does not change; a draft is one of its revision. */
  private record Key(String tenant, String workflow, @Nullable Integer version, long revision) {}

  /** A document and the number of its version. */
  private record Asked(AgentDocument document, @Nullable Integer version) {}

  /**
   * What to do next, see {@link AgentGuide#next}.
   *
   * @param version null for the latest
   * @throws ProblemException {@code NOT_FOUND}; {@code INVALID_STATE} when the workflow is archived
   *     or is not for agents
   */
  public NextStepView next(
      String tenant,
      String workflow,
      @Nullable Integer version,
      List<String> completed,
      @Nullable JsonNode context) {
    Asked asked = asked(tenant, workflow, version);
    NextStepView view = AgentGuide.next(asked.document(), completed, object(context));
    return asked.version() == null ? view : view.ofVersion(asked.version());
  }

  /**
   * Checks the output of a step, see {@link AgentGuide#validate}; throws what {@link #next} does.
   */
  public OutputCriteria.Result validate(
      String tenant,
      String workflow,
      @Nullable Integer version,
      String step,
      String output,
      @Nullable JsonNode context) {
    Asked asked = asked(tenant, workflow, version);
    return AgentGuide.validate(asked.document(), step, output, object(context));
  }

  private static ObjectNode object(@Nullable JsonNode context) {
    return context instanceof ObjectNode object ? object : Json.mapper().createObjectNode();
  }

  private Asked asked(String tenant, String id, @Nullable Integer version) {
    Workflow workflow = repository.get(tenant, id);
    if (workflow.status() == WorkflowState.ARCHIVED) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow " + id + " is ARCHIVED and leads no agent any more.");
    }
    Integer number = version == null ? workflow.latestVersion() : version;
    Key key = new Key(tenant, id, number, number == null ? workflow.revision() : 0);
    AgentDocument document = documents.getIfPresent(key);
    if (document == null) {
      document = number == null ? draft(workflow) : published(tenant, id, number);
      documents.put(key, document);
    }
    return new Asked(document, number);
  }

  private static AgentDocument draft(Workflow workflow) {
    return forAgents(WorkflowCompiler.compile(workflow.draft(), workflow.draftFormat()));
  }

  private AgentDocument published(String tenant, String id, int number) {
    WorkflowVersion version = repository.version(tenant, id, number);
    return forAgents(WorkflowCompiler.compile(version.document(), version.format()));
  }

  private static AgentDocument forAgents(CompiledWorkflow compiled) {
    AgentDocument document = compiled.agentDocument();
    if (document == null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow "
              + compiled.id()
              + " is run by POST workflows/run; only documents of prompts are asked for a next step.");
    }
    return document;
  }
}
