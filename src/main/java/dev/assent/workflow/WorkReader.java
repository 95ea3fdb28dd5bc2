package dev.assent.workflow;

import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.Fielded;
import dev.assent.workflow.Definition.Kept;
import dev.assent.workflow.Definition.Part;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Source;
import dev.assent.workflow.Definition.WorkStep;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps of the types whose work a job does: call, agent, notify and subworkflow. */
final class WorkReader {
  static final List<StepType> TYPES =
      List.of(StepType.CALL, StepType.AGENT, StepType.NOTIFY, StepType.SUBWORKFLOW);
  static final int MAX_ATTEMPTS = 100;
  static final int MAX_REFERENCE = 200;
  static final int MAX_PROMPT = 50_000;

  private static final int DEFAULT_ATTEMPTS = 5;
  private static final Duration DEFAULT_BACKOFF = Duration.ofSeconds(1);
  private static final Duration DEFAULT_MAX_BACKOFF = Duration.ofMinutes(5);
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Set<String> RETRY =
      new LinkedHashSet<>(List.of("attempts", "backoff", "maxBackoff", "timeout"));
  private static final Set<String> CACHE = new LinkedHashSet<>(List.of("key", "timeToLive"));

  private final Findings findings;

  WorkReader(Findings findings) {
    this.findings = findings;
  }

  static List<String> fields(StepType type) {
    return switch (type) {
      case CALL -> List.of("http", "bean", "input", "retry", "cache", "result", "output");
      case AGENT ->
          List.of("agent", "capability", "prompt", "input", "retry", "cache", "result", "output");
      case NOTIFY -> List.of("to", "url", "message", "data", "retry");
      case SUBWORKFLOW -> List.of("workflow", "input", "businessKey", "result", "output");
      default -> throw new IllegalArgumentException(type + " is no work of a job");
    };
  }

  WorkStep work(Fields fields, StepType type, Common common) {
    return switch (type) {
      case CALL -> work(fields, type, common, new CallReader(findings).request(fields), List.of());
      case AGENT -> work(fields, type, common, agent(fields), List.of());
      case SUBWORKFLOW -> work(fields, type, common, subworkflow(fields), List.of());
      case NOTIFY -> {
        NotifyReader.Notice notice = new NotifyReader(findings).notice(fields);
        yield work(fields, type, common, notice.request(), notice.roles());
      }
      default -> throw new IllegalArgumentException(type + " is no work of a job");
    };
  }

  private WorkStep work(
      Fields fields,
      StepType type,
      Common common,
      Map<String, Part> request,
      List<Reference> roles) {
    return new WorkStep(
        common,
        type,
        new Fielded(request),
        roles,
        retry(fields),
        kept(fields),
        result(fields, type),
        fields.schema("output"));
  }

  /** Of an answer by HTTP the body matters, unless the document says otherwise. */
  private static @Nullable Source result(Fields fields, StepType type) {
    return type == StepType.CALL && fields.has("http") && !fields.has("result")
        ? new Source("output.body", fields.place("http"), 0)
        : fields.source("result");
  }

  private Map<String, Part> agent(Fields fields) {
    Map<String, Part> request = new LinkedHashMap<>();
    if (fields.has("agent") == fields.has("capability")) {
      findings.error(
          fields.place(),
          "a step of type agent needs exactly one of agent and capability, but has "
              + (fields.has("agent") ? "both" : "none"));
    }
    text(fields, "agent", MAX_REFERENCE, request);
    text(fields, "capability", MAX_REFERENCE, request);
    fields.required("prompt", "it tells the agent what to do");
    text(fields, "prompt", MAX_PROMPT, request);
    template(fields, "input", request);
    return request;
  }

  private Map<String, Part> subworkflow(Fields fields) {
    Map<String, Part> request = new LinkedHashMap<>();
    String workflow = fields.id("workflow", DocumentReader.WORKFLOW_ID);
    if (workflow != null) {
      request.put("workflow", PartReader.literal(workflow));
    }
    template(fields, "input", request);
    computed(fields, "businessKey", request);
    return request;
  }

  private void template(Fields fields, String field, Map<String, Part> request) {
    Part part = PartReader.read(fields, field, findings);
    if (part != null) {
      request.put(field, part);
    }
  }

  static void computed(Fields fields, String field, Map<String, Part> request) {
    Source source = fields.source(field);
    if (source != null) {
      request.put(field, new Definition.Computed(source));
    }
  }

  static void text(Fields fields, String field, int most, Map<String, Part> request) {
    String text = fields.string(field, most);
    if (text != null) {
      request.put(field, PartReader.literal(text));
    }
  }

  private Node.Retry retry(Fields fields) {
    Integer attempts = null;
    Duration backoff = null;
    Duration maxBackoff = null;
    Duration timeout = null;
    DocumentNode value = fields.value("retry");
    Fields retry =
        value == null ? null : Fields.of(value, fields.pointer("retry"), "'retry'", findings);
    if (retry != null) {
      retry.refuseOthers("'retry'", RETRY, Set.of());
      attempts = retry.integer("attempts", 1, MAX_ATTEMPTS);
      backoff = retry.duration("backoff");
      maxBackoff = retry.duration("maxBackoff");
      timeout = retry.duration("timeout");
    }
    Duration first = backoff == null ? DEFAULT_BACKOFF : backoff;
    if (retry != null && maxBackoff != null && maxBackoff.compareTo(first) < 0) {
      findings.error(
          retry.place("maxBackoff"),
          "'maxBackoff' is " + maxBackoff + ", shorter than 'backoff', which is " + first);
    }
    Duration most = first.compareTo(DEFAULT_MAX_BACKOFF) > 0 ? first : DEFAULT_MAX_BACKOFF;
    return new Node.Retry(
        attempts == null ? DEFAULT_ATTEMPTS : attempts,
        first,
        maxBackoff == null ? most : maxBackoff,
        timeout == null ? DEFAULT_TIMEOUT : timeout);
  }

  private @Nullable Kept kept(Fields fields) {
    DocumentNode value = fields.value("cache");
    Fields cache =
        value == null ? null : Fields.of(value, fields.pointer("cache"), "'cache'", findings);
    if (cache == null) {
      return null;
    }
    cache.refuseOthers("'cache'", CACHE, Set.of());
    cache.required("key", "it is an expression; the same key has the same answer");
    cache.required("timeToLive", "it says how long an answer is kept, such as PT1H");
    Source key = cache.source("key");
    Duration timeToLive = cache.duration("timeToLive");
    return key == null || timeToLive == null ? null : new Kept(key, timeToLive);
  }
}
