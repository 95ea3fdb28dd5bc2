package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.BallotOption;
import dev.assent.consensus.VotingMethod;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What becomes of the fields of each type of step. */
class StepTypesTest {
  static final String DOCUMENT =
      """
      id: every-type
      name: Every type
      input:
        type: object
        properties:
          orders: { type: array, items: { type: object, properties: { id: { type: string } } } }
          owner: { type: string }
      variables:
        total: "0"
        note: "'none'"
      output: { type: object, required: [total] }
      result: { total: "vars.total", fixed: 7, list: ["input.owner", true, null] }
      steps:
        - id: orders
          type: forEach
          items: "input.orders"
          parallel: 3
          atMost: 50
          required: false
          set: { total: "vars.total + size(output)" }
          steps:
            - id: pay
              type: call
              http:
                method: PUT
                url: "'https://pay.example/orders/' + string(index)"
                headers: { X-Order: "string(item.id)" }
                body: { order: "item.id", at: [1, "index"] }
              retry: { attempts: 3, backoff: PT2S, maxBackoff: PT10S, timeout: PT5S }
              cache: { key: "string(item.id)", timeToLive: PT1H }
              result: "output.body"
              output: { type: object }
              timeout: PT10M
              onTimeout: { goto: told, atMost: 2 }
              compensate: { type: call, bean: refund, input: { order: "item.id" }, required: false }
            - id: told
              type: notify
              to: { users: ["input.owner"], roles: [sales] }
              url: "'https://hooks.example'"
              message: "'paid ' + string(index)"
              data: { order: "item" }
          result: "{'id': item.id, 'answer': steps.pay.output}"
        - id: again
          type: loop
          until: "steps.probe.output.ready"
          atMost: 5
          atLimit: continue
          steps:
            - { id: pause, type: wait, duration: PT5M }
            - { id: probe, type: agent, agent: prober, prompt: "Look whether it is there.", input: { turn: "index" } }
        - id: answer
          type: wait
          signal: order.answered
          correlation: "input.owner"
          timeout: P3D
          onFailure: fail
        - { id: morning, type: wait, until: "'2030-01-01T08:00:00Z'" }
        - id: child
          type: subworkflow
          workflow: other-one
          input: { who: "input.owner", n: 3 }
          businessKey: "instance.businessKey"
          result: "output"
        - id: sign
          type: task
          description: Sign it.
          assignee: "input.owner"
          output: { type: object, required: [signed] }
          compensate: { type: notify, name: Take it back, url: "'https://hooks.example'", message: "'not signed'" }
        - id: race
          type: parallel
          join: any
          branches:
            - steps: [{ id: left, type: agent, capability: summarise, prompt: x }]
            - steps: [{ id: right, type: wait, duration: "'PT' + string(size(input.orders)) + 'H'" }]
        - id: vote
          type: consensus
          subject: { title: "'For ' + input.owner", description: "vars.note" }
          method: weighted
          options: [{ id: none, label: Nobody, meaning: reject }, "input.orders"]
          participants: ["input.owner", { user: "['eve', 'bob']", weight: 2.5 }, { user: "'kim'", weight: "size(input.orders)" }]
          threshold: { moreThan: 0.5 }
          quorum: { participants: 2 }
          rounds: 2
          dropLast: true
          deadline: P3D
          secret: true
          closeEarly: false
          onReject: { goto: sign, atMost: 3 }
          onNoConsensus: { goto: sign }
          compensate: { type: call, bean: withdraw }
      """;

  private final CompiledWorkflow workflow = WorkflowCompiler.compile(DOCUMENT, DocumentFormat.YAML);
  private final WorkflowGraph graph = workflow.graph();

  private <T> T node(String step, Class<T> type) {
    return type.cast(graph.node(graph.entry(step)));
  }

  @Test
  void numbers_nodes_in_the_order_of_the_text_and_compensations_behind_the_end() {
    assertThat(workflow.warnings()).isEmpty();
    assertThat(graph.nodes().stream().map(WorkflowCompilerTest::line))
        .containsExactly(
            "0 ForEach orders r0 -> 1 4",
            "1 Work pay r1 -> 2 2",
            "2 Work told r1 -> 3",
            "3 Return orders r1 -> 0",
            "4 Loop again r0 -> 5 8",
            "5 Wait pause r2 -> 6",
            "6 Work probe r2 -> 7",
            "7 Return again r2 -> 4",
            "8 Wait answer r0 -> 9",
            "9 Wait morning r0 -> 10",
            "10 Work child r0 -> 11",
            "11 Task sign r0 -> 12",
            "12 Fork race r0 -> 13 14",
            "13 Work left r3 -> 15",
            "14 Wait right r4 -> 15",
            "15 Join race r0 -> 16",
            "16 Consensus vote r0 -> 17 11 11",
            "17 End null r0 ->",
            "18 Work pay.compensate r1 ->",
            "19 Work sign.compensate r0 ->",
            "20 Work vote.compensate r0 ->");
    assertThat(graph.regionParents()).containsExactly(-1, 0, 0, 0, 0);
    assertThat(graph.jumpCount()).isEqualTo(4);
    assertThat(graph.steps())
        .extracting(StepInfo::type)
        .containsExactly(
            StepType.FOR_EACH,
            StepType.CALL,
            StepType.NOTIFY,
            StepType.LOOP,
            StepType.WAIT,
            StepType.AGENT,
            StepType.WAIT,
            StepType.WAIT,
            StepType.SUBWORKFLOW,
            StepType.TASK,
            StepType.PARALLEL,
            StepType.AGENT,
            StepType.WAIT,
            StepType.CONSENSUS);
  }

  @Test
  void has_variables_a_result_and_its_schema() {
    assertThat(graph.variables()).containsOnlyKeys("total", "note");
    assertThat(graph.variables().keySet()).containsExactly("total", "note");
    assertThat(graph.variables().get("note")).extracting(Expression::source).isEqualTo("'none'");
    Template result = Objects.requireNonNull(graph.result());
    JsonNode made =
        result.fill(Map.of("vars", Map.of("total", 5), "input", Map.of("owner", "eve")));
    assertThat(made.toString()).isEqualTo("{\"total\":5,\"fixed\":7,\"list\":[\"eve\",true,null]}");
    InputSchema schema = Objects.requireNonNull(graph.outputSchema());
    assertThat(schema.violations(made)).isEmpty();
    assertThat(schema.violations(Json.parse("{}"))).hasSize(1);
  }

  @Test
  void has_the_body_of_a_for_each() {
    Node.ForEach orders = node("orders", Node.ForEach.class);
    assertThat(orders.items().source()).isEqualTo("input.orders");
    assertThat(orders.atMost()).isEqualTo(50);
    assertThat(orders.parallel()).isEqualTo(3);
    assertThat(orders.body()).isEqualTo(1);
    assertThat(orders.bodyRegion()).isEqualTo(1);
    assertThat(orders.result()).isNotNull();
    assertThat(orders.frame().onFailure()).isEqualTo(Node.OnFailure.CONTINUE);
    assertThat(orders.frame().set().get("total"))
        .extracting(e -> e.json(Map.of("vars", Map.of("total", 1), "output", List.of(1, 2))))
        .hasToString("3");
    assertThat(((Node.Return) graph.node(3)).owner()).isZero();
  }

  @Test
  void has_the_bounds_of_a_loop() {
    Node.Loop again = node("again", Node.Loop.class);
    assertThat(again.whileTrue()).isNull();
    assertThat(again.untilTrue()).isNotNull();
    assertThat(again.times()).isNull();
    assertThat(again.atMost()).isEqualTo(5);
    assertThat(again.goOn()).isTrue();
    assertThat(again.body()).isEqualTo(5);
    assertThat(again.bodyRegion()).isEqualTo(2);
    assertThat(again.counter()).isEqualTo(1);
  }

  @Test
  void has_what_a_job_is_given() {
    Node.Work pay = node("pay", Node.Work.class);
    Map<String, Object> seen =
        Map.of("item", Map.of("id", "o1"), "index", 4, "input", Map.of("owner", "eve"));
    assertThat(pay.request().fill(seen).toString())
        .isEqualTo(
            "{\"http\":{\"method\":\"PUT\",\"url\":\"https://pay.example/orders/4\","
                + "\"headers\":{\"X-Order\":\"o1\"},\"body\":{\"order\":\"o1\",\"at\":[1,4]}}}");
    assertThat(pay.retry())
        .isEqualTo(
            new Node.Retry(
                3, Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(5)));
    assertThat(pay.cached()).extracting(Node.Cached::timeToLive).isEqualTo(Duration.ofHours(1));
    assertThat(pay.result()).isNotNull();
    assertThat(pay.outputSchema()).isNotNull();
    assertThat(pay.frame().timeout())
        .isEqualTo(new Node.Timeout(Duration.ofMinutes(10), new Node.Jump(2, 2, 0)));
    assertThat(node("told", Node.Work.class).request().fill(seen).toString())
        .isEqualTo(
            "{\"to\":{\"users\":[\"eve\"],\"roles\":[\"sales\"]},\"url\":\"https://hooks.example\","
                + "\"message\":\"paid 4\",\"data\":{\"order\":{\"id\":\"o1\"}}}");
    assertThat(node("probe", Node.Work.class).request().fill(Map.of("index", 0)).toString())
        .isEqualTo(
            "{\"agent\":\"prober\",\"prompt\":\"Look whether it is there.\",\"input\":{\"turn\":0}}");
    assertThat(node("left", Node.Work.class).request().fill(Map.of()).toString())
        .isEqualTo("{\"capability\":\"summarise\",\"prompt\":\"x\"}");
    assertThat(node("left", Node.Work.class).retry())
        .isEqualTo(
            new Node.Retry(
                5, Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(30)));
    Map<String, Object> started =
        Map.of("input", Map.of("owner", "eve"), "instance", Map.of("businessKey", "k"));
    assertThat(node("child", Node.Work.class).request().fill(started).toString())
        .isEqualTo(
            "{\"workflow\":\"other-one\",\"input\":{\"who\":\"eve\",\"n\":3},\"businessKey\":\"k\"}");
  }

  @Test
  void takes_the_body_for_the_result_of_a_request_unless_told_otherwise() {
    String calls =
        """
        id: abc
        name: x
        steps:
          - { id: a, type: call, http: { url: "'https://x.example'" } }
          - { id: b, type: call, http: { url: "'https://x.example'" }, result: "output.status" }
          - { id: c, type: call, bean: b }
        """;
    assertThat(WorkflowCompiler.compile(calls, DocumentFormat.YAML).graph().nodes())
        .filteredOn(Node.Work.class::isInstance)
        .extracting(node -> String.valueOf(((Node.Work) node).result()))
        .containsExactly("output.body", "output.status", "null");
  }

  @Test
  void has_what_undoes_a_step() {
    Node.Work refund = (Node.Work) graph.node(node("pay", Node.Work.class).frame().compensation());
    assertThat(refund.step()).isEqualTo("pay.compensate");
    assertThat(refund.name()).isEqualTo("pay");
    assertThat(refund.type()).isEqualTo(StepType.CALL);
    assertThat(refund.next()).isEqualTo(-1);
    assertThat(refund.frame().compensation()).isEqualTo(-1);
    assertThat(refund.frame().onFailure()).isEqualTo(Node.OnFailure.CONTINUE);
    assertThat(refund.request().fill(Map.of("item", Map.of("id", "o1"))).toString())
        .isEqualTo("{\"bean\":\"refund\",\"input\":{\"order\":\"o1\"}}");
    Node.Task sign = node("sign", Node.Task.class);
    assertThat(graph.node(sign.frame().compensation()))
        .extracting(node -> ((Node.Work) node).name())
        .isEqualTo("Take it back");
    assertThat(node("told", Node.Work.class).frame().compensation()).isEqualTo(-1);
  }

  @Test
  void has_what_a_wait_waits_for() {
    Node.Wait pause = node("pause", Node.Wait.class);
    assertThat(Objects.requireNonNull(pause.durationOf()).json(Map.of()).textValue())
        .isEqualTo("PT5M");
    Node.Wait right = node("right", Node.Wait.class);
    assertThat(
            Objects.requireNonNull(right.durationOf())
                .json(Map.of("input", Map.of("orders", List.of(1, 2))))
                .textValue())
        .isEqualTo("PT2H");
    Node.Wait morning = node("morning", Node.Wait.class);
    assertThat(morning.until()).isNotNull();
    assertThat(morning.durationOf()).isNull();
    Node.Wait answer = node("answer", Node.Wait.class);
    assertThat(answer.signal()).isEqualTo("order.answered");
    assertThat(answer.correlation()).isNotNull();
    assertThat(answer.frame().timeout()).isEqualTo(new Node.Timeout(Duration.ofDays(3), null));
    assertThat(answer.frame().onFailure()).isEqualTo(Node.OnFailure.FAIL);
  }

  @Test
  void has_what_a_task_needs_and_tells() {
    Node.Task sign = node("sign", Node.Task.class);
    assertThat(Objects.requireNonNull(sign.outputSchema()).violations(Json.parse("{}"))).hasSize(1);
    assertThat(String.valueOf(sign.brief())).isEqualTo("{\"description\":\"Sign it.\"}");
    assertThat(sign.frame().onFailure()).isEqualTo(Node.OnFailure.INCIDENT);
  }

  @Test
  void has_what_is_put_to_the_vote() {
    Node.Consensus vote = node("vote", Node.Consensus.class);
    assertThat(vote.onReject()).isEqualTo(new Node.Jump(11, 3, 2));
    assertThat(vote.onNoConsensus()).isEqualTo(new Node.Jump(11, 100, 3));
    BallotPlan ballot = vote.ballot();
    assertThat(Objects.requireNonNull(ballot.title()).source()).isEqualTo("'For ' + input.owner");
    assertThat(Objects.requireNonNull(ballot.description()).source()).isEqualTo("vars.note");
    assertThat(ballot.deadline()).isEqualTo(Duration.ofDays(3));
    assertThat(ballot.options().get(0).written())
        .isEqualTo(new BallotOption("none", "Nobody", BallotOption.Meaning.REJECT));
    assertThat(String.valueOf(ballot.options().get(1).computed())).isEqualTo("input.orders");
    assertThat(ballot.participants())
        .extracting(v -> v.users().source())
        .containsExactly("input.owner", "['eve', 'bob']", "'kim'");
    assertThat(ballot.participants())
        .extracting(BallotPlan.Voters::weight)
        .containsExactly(null, new BigDecimal("2.5"), null);
    assertThat(ballot.participants().get(2).weightOf()).isNotNull();
    assertThat(ballot.rules().method()).isEqualTo(VotingMethod.WEIGHTED);
    assertThat(ballot.rules().rounds()).isEqualTo(2);
    assertThat(ballot.rules().dropLast()).isTrue();
    assertThat(ballot.rules().secret()).isTrue();
    assertThat(ballot.rules().closeEarly()).isFalse();
    assertThat(Objects.requireNonNull(ballot.rules().quorum()).participants()).isEqualTo(2);
  }

  @Test
  void joins_as_many_branches_as_are_wanted() {
    assertThat(((Node.Join) graph.node(15)).wanted()).isEqualTo(1);
    assertThat(((Node.Join) graph.node(15)).arity()).isEqualTo(2);
    assertThat(wanted("join: 2")).isEqualTo(2);
    assertThat(wanted("join: all")).isEqualTo(3);
    assertThat(wanted("name: all")).isEqualTo(3);
  }

  private static int wanted(String join) {
    String text =
        """
        id: abc
        name: x
        steps:
          - id: p
            type: parallel
            JOIN
            branches:
              - steps: [{id: a, type: task, roles: [r]}]
              - steps: [{id: b, type: task, roles: [r]}]
              - steps: [{id: c, type: task, roles: [r]}]
        """
            .replace("JOIN", join);
    WorkflowGraph graph = WorkflowCompiler.compile(text, DocumentFormat.YAML).graph();
    return ((Node.Join) graph.node(4)).wanted();
  }

  @Test
  void is_the_same_in_json() {
    String json = YamlDocumentReader.read(DOCUMENT).toJson().toString();
    assertThat(WorkflowCompiler.compile(json, DocumentFormat.JSON).contentHash())
        .isEqualTo(workflow.contentHash());
  }
}
