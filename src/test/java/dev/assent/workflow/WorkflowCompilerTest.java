package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.consensus.Policy;
import dev.assent.platform.expression.Expression;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WorkflowCompilerTest {
  private static final String EVERYTHING =
      """
      id: everything
      name: Everything
      steps:
        - id: start
          type: task
          title: Begin
          roles: [clerk]
        - id: both
          type: parallel
          when: "input.big"
          branches:
            - name: money
              steps:
                - {id: money, type: approval, policy: all, priority: URGENT, approvers: {users: ["'a'", "input.list"]}}
                - id: nested
                  type: parallel
                  branches:
                    - steps: [{id: left, type: approval, approvers: {roles: [x]}, onReject: {goto: start}}]
                    - steps: [{id: right, type: task, assignee: "'r'"}]
            - steps:
                - id: choice
                  type: decision
                  cases:
                    - when: "steps.start.visits > 3"
                      end: rejected
                    - when: "input.b == 2"
                      steps: [{id: extra, type: task, assignee: "'e'"}]
                    - when: "input.c == 2"
                      goto: tail
                  default: {goto: choice, atMost: 3}
                - {id: tail, type: task, assignee: "'t'"}
        - {id: finish, type: approval, approvers: {roles: [x], distinctFrom: [start, money], notRequester: true}}
      """;

  private static WorkflowGraph graph(String text) {
    return WorkflowCompiler.compile(text, DocumentFormat.YAML).graph();
  }

  @Test
  void compiles_every_kind_of_step() {
    WorkflowGraph graph = graph(EVERYTHING);

    assertThat(graph.nodes().stream().map(WorkflowCompilerTest::line))
        .containsExactly(
            "0 Task start r0 -> 1",
            "1 Fork both r0 -> 2 7 12",
            "2 Approval money r1 -> 3",
            "3 Fork nested r1 -> 4 5",
            "4 Approval left r2 -> 6 0",
            "5 Task right r3 -> 6",
            "6 Join nested r1 -> 11",
            "7 Exclusive choice r4 -> 8 9 10 7",
            "8 End choice r4 ->",
            "9 Task extra r4 -> 10",
            "10 Task tail r4 -> 11",
            "11 Join both r0 -> 12",
            "12 Approval finish r0 -> 13",
            "13 End null r0 ->");
    assertThat(graph.regionParents()).containsExactly(-1, 0, 1, 1, 0);
    assertThat(graph.jumpCount()).isEqualTo(2);
    assertThat(((Node.Approval) graph.node(4)).onReject()).isEqualTo(new Node.Jump(0, 100, 0));
    Node.Exclusive choice = (Node.Exclusive) graph.node(7);
    assertThat(choice.cases().get(2).jump()).isEqualTo(-1);
    assertThat(choice.otherwise()).isEqualTo(new Node.Branch(null, 7, 3, 1));
    assertThat(((Node.End) graph.node(8)).outcome()).isEqualTo(Outcome.REJECTED);
    assertThat(((Node.Join) graph.node(11)).arity()).isEqualTo(2);
    Node.Approval money = (Node.Approval) graph.node(2);
    assertThat(money.stages()).hasSize(1);
    assertThat(money.stages().get(0).policy()).isEqualTo(Policy.of(Policy.Type.ALL));
    assertThat(money.priority()).isEqualTo(3);
    assertThat(money.stages().get(0).users())
        .extracting(Expression::source)
        .containsExactly("'a'", "input.list");
    assertThat(graph.steps())
        .extracting(StepInfo::id)
        .containsExactly(
            "start", "both", "money", "nested", "left", "right", "choice", "extra", "tail",
            "finish");
    assertThat(graph.steps().get(0)).isEqualTo(new StepInfo("start", "Begin", StepType.TASK, 0));
    assertThat(graph.entry("nested")).isEqualTo(3);
    assertThat(graph.encloses(0, 3)).isTrue();
    assertThat(graph.encloses(1, 3)).isTrue();
    assertThat(graph.encloses(4, 3)).isFalse();
  }

  static String line(Node node) {
    int[] targets = WorkflowGraph.targets(node).toArray();
    return (node.index()
            + " "
            + node.getClass().getSimpleName()
            + " "
            + node.step()
            + " r"
            + node.region()
            + " -> "
            + String.join(" ", Arrays.stream(targets).mapToObj(String::valueOf).toList()))
        .strip();
  }

  @Test
  void hashes_the_document_and_not_its_writing() {
    String yaml =
        "id: abc\nname: x\ninput: {maximum: 250.0}\nsteps:\n  - id: a\n    type: task\n    assignee: \"'x'\"\n";
    String json =
        "{ \"steps\": [{\"type\":\"task\",\"assignee\":\"'x'\",\"id\":\"\\u0061\"}],\t\"name\":\"x\", \"input\":{\"maximum\":2.5e2}, \"id\":\"abc\"}";
    String hash = WorkflowCompiler.compile(yaml, DocumentFormat.YAML).contentHash();

    assertThat(hash).matches("[0-9a-f]{64}");
    assertThat(WorkflowCompiler.compile(json, DocumentFormat.JSON).contentHash()).isEqualTo(hash);
    assertThat(WorkflowCompiler.compile(json, DocumentFormat.YAML).contentHash()).isEqualTo(hash);
    assertThat(WorkflowCompiler.compile("# c\n" + yaml, DocumentFormat.YAML).contentHash())
        .isEqualTo(hash);
    assertThat(
            WorkflowCompiler.compile(yaml.replace("'x'", "'y'"), DocumentFormat.YAML).contentHash())
        .isNotEqualTo(hash);
  }

  @Test
  void takes_anchors_and_words_that_old_yaml_made_booleans() {
    WorkflowGraph graph =
        graph(
            "id: abc\nname: on\nsteps:\n  - {id: \"no\", type: task, roles: &r [no, off]}\n  - {id: b, type: task, roles: *r}\n");
    assertThat(graph.name()).isEqualTo("on");
    assertThat(graph.steps().get(0).id()).isEqualTo("no");
    assertThat(((Node.Task) graph.node(1)).roles()).containsExactly("no", "off");
  }

  @Test
  void warns_of_what_is_probably_not_meant() {
    String text =
        """
        id: abc
        name: x
        input: {properties: {amount: {type: number}}}
        steps:
          - {id: a, type: task}
          - id: d
            type: decision
            cases: [{when: "input.amonut > 1", goto: d}, {when: "true", end: completed}]
            default: {end: rejected}
          - {id: never, type: task, roles: [x]}
          - {id: e, type: decision, cases: [{when: "input.amount > 1.0", goto: never}]}
        """;
    assertThat(WorkflowCompiler.compile(text, DocumentFormat.YAML).warnings())
        .extracting(warning -> warning.line() + " " + warning.detail())
        .containsExactly(
            "5 the task 'a' has neither 'assignee' nor 'roles'; everybody may complete it",
            "6 the decision 'd' goes back to a step before it with nothing between that waits; it may turn 100 times at once",
            "8 the expression 'input.amonut > 1' uses the field 'amonut', which the input's schema does not declare; did you mean 'amount'?",
            "8 the condition 'true' is always true; what stands behind it is never taken",
            "10 nothing leads to the step 'never'; it never runs",
            "11 nothing leads to the step 'e'; it never runs",
            "11 the decision 'e' has no 'default'; when no case is true the workflow goes on behind it");
  }

  @Test
  void tells_the_documents_of_agents_by_their_steps() {
    String text =
        "{\"id\":\"a_b.c-d\",\"name\":\"x\",\"description\":\"y\",\"version\":\"1.0.0\","
            + "\"steps\":[{\"id\":\"abc\",\"title\":\"A\",\"prompt\":\"do\"}]}";
    CompiledWorkflow compiled = WorkflowCompiler.compile(text, DocumentFormat.JSON);
    assertThat(compiled.agentDocument()).isNotNull();
    assertThat(compiled.warnings()).isEmpty();
    String typed = text.replace("\"title\"", "\"type\":\"task\",\"title\"");
    assertThat(WorkflowCompiler.check(typed, DocumentFormat.JSON).findings())
        .anyMatch(finding -> finding.pointer().equals("/id"));
  }
}
