package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.assent.platform.problem.ProblemException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Between the lines of dashes stands a finding and then a document that must have it where the sign
 * § is, which is not part of the document.
 */
class BrokenDocumentTest {
  private static final String DOCUMENTS =
      """
      unknown field 'nmae' in the document; did you mean 'name'?
      §nmae: x
      name: y
      id: abc
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      'A b' is no valid id: it must match ^[a-z0-9-]{3,64}$
      id: §A b
      name: y
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      'run' is no valid id: it has a meaning of its own in addresses, as have batch, pending, run, statuses, validate
      id: §run
      name: y
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      'statuses' is no valid id: it has a meaning of its own in addresses, as have batch, pending, run, statuses, validate
      id: §statuses
      name: y
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the field 'steps' is missing; it lists at least one step
      §id: abc
      name: y
      ---
      'steps' is empty; it needs at least one step
      id: abc
      name: y
      steps: §[]
      ---
      'steps' must be a list, but is an object
      id: abc
      name: y
      steps: §{a: b}
      ---
      'version' must be a string, but is a number; write "1.0" in quotes
      id: abc
      name: y
      version: §1.0
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the id 'a' is taken by the step in line 4 already
      id: abc
      name: y
      steps:
        - {id: a, type: task, assignee: "'x'"}
        - id: §a
          type: task
          assignee: "'y'"
      ---
      the type 'aproval' is unknown; did you mean 'approval'?; allowed are task, approval, decision, parallel
      id: abc
      name: y
      steps:
        - {id: a,   type: §aproval}
      ---
      the type 'call' is not run by this version of Assent, which runs task, approval, decision, parallel
      id: abc
      name: y
      steps:
        - {id: a, type: §call, bean: payment}
      ---
      the field 'title' is missing; it is what people see
      id: abc
      name: y
      steps:
        - §{id: a, prompt: Do it}
      ---
      the field 'type' is missing; allowed are task, approval, decision, parallel
      id: abc
      name: y
      steps:
        - §{id: a}
      ---
      the field 'timeout' is not run by this version of Assent
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers: {roles: [r]}
          §timeout: PT72H
      ---
      unknown field 'aprovers' in a step of type approval; did you mean 'approvers'?
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          §aprovers: {roles: [r]}
      ---
      the field 'approvers' is missing; it says who decides, by 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - §id: a
          type: approval
      ---
      'approvers' names nobody; give 'users', 'roles' or both
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: §{roles: []}}
      ---
      there is no step 'sumbit'; did you mean 'submit'?
      id: abc
      name: y
      steps:
        - {id: submit, type: task, assignee: "'x'"}
        - id: a
          type: approval
          onReject: {goto: §sumbit}
          approvers: {roles: [r]}
      ---
      there is no step 'b'
      id: abc
      name: y
      steps:
        - {id: first, type: task, assignee: "'x'"}
        - {id: a, type: approval, approvers: {distinctFrom: [§b], roles: [r]}}
      ---
      the step 'a' names itself
      id: abc
      name: y
      steps:
        - {id: a, type: approval, approvers: {distinctFrom: [§a], roles: [r]}}
      ---
      the policy 'quorum' is not run by this version of Assent, which runs any, all
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers:
            roles: [r]
          policy:     §quorum
      ---
      'atMost' is 0; allowed are 1 to 1000
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers: {roles: [r]}
          onReject: {goto: a,     atMost: §0}
      ---
      'notRequester' must be true or false, but is a string
      id: abc
      name: y
      steps:
        - id: a
          type: approval
          approvers: {notRequester: §"yes", roles: [r]}
      ---
      the step 'inner' stands in a parallel branch that 'back' is not in; a goto may lead within its own branch or out of it, never into one
      id: abc
      name: y
      steps:
        - id: both
          type: parallel
          branches:
            - steps: [{id: inner, type: task, assignee: "'x'"}]
            - steps: [{id: other, type: task, assignee: "'x'"}]
        - id: back
          type: decision
          cases: [{when: "true", goto: §inner}]
      ---
      the join 'any' is not run by this version of Assent, which runs all
      id: abc
      name: y
      steps:
        - {id: a, type: parallel,           join: §any, branches: [{steps: [{id: b, type: task, assignee: "'x'"}]}]}
      ---
      a case needs exactly one of goto, end and steps, but has none
      id: abc
      name: y
      steps:
        - {id: a, type: decision, cases: [ §{when: "true"}]}
      ---
      'steps' is empty; it needs at least one step
      id: abc
      name: y
      steps:
        - {id: a, type: parallel, branches: [{steps:  §[]}]}
      ---
      the expression 'input.amuont > 1.0' is wrong at position 6: the input's schema does not allow the field 'amuont'; did you mean 'amount'?
      id: abc
      name: y
      input: {type: object, properties: {amount: {type: number}}, additionalProperties: false}
      steps:
        - id: a
          type: task
          when:    "input§.amuont > 1.0"
      ---
      the expression 'alice' is wrong at position 1: unknown variable 'alice'; known are input, steps and instance; for the text itself write "'alice'"
      id: abc
      name: y
      steps:
        - {id: a, type: task,           assignee: §alice}
      ---
      the expression 'input.a > 1 ? 1 : 2' must yield true or false, but yields a number
      id: abc
      name: y
      steps:
        - {id: a, type: task,     when: §"input.a > 1 ? 1 : 2"}
      ---
      'when' must be a string, but is a boolean; write "true" in quotes
      id: abc
      name: y
      steps:
        - {id: a, type: task,         when: §true}
      ---
      the schema of the input is wrong: does not have a value in the enumeration ["array", "boolean", "integer", "null", "number", "object", "string"]
      id: abc
      name: y
      input: {type: §objekt}
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the schema of the input is wrong: 'http://localhost/x' leads out of the document; only references that begin with # are followed
      id: abc
      name: y
      input: {$ref: §"http://localhost/x"}
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the schema of the input is wrong: the regular expression is not one of RE2 (without look-around and back-references): error parsing regexp: invalid or unsupported Perl syntax: `(?=`
      id: abc
      name: y
      input: {properties: {a:        {pattern: §"(?=a)b"}}}
      steps: [{id: a, type: task, assignee: "'x'"}]
      ---
      the field 'name' is there twice; it stands in line 2 already
      id: abc
      name: y
      §name: z
      ---
      tags such as 'tag:yaml.org,2002:java.lang.String' are not allowed
      id: abc
      name: §!!java.lang.String y
      ---
      the alias '*nobody' has no anchor before it
      id: abc
      name: §*nobody
      ---
      the document must be an object with fields, but is a list
      §- a
      """;

  record Broken(String detail, String marked) {
    String text() {
      return marked.replace("§", "");
    }

    String expected() {
      String before = marked.substring(0, marked.indexOf('§'));
      int line = before.split("\n", -1).length;
      return line + ":" + (before.length() - before.lastIndexOf('\n')) + " " + detail;
    }

    @Override
    public String toString() {
      return detail;
    }
  }

  static List<Broken> documents() {
    return java.util.Arrays.stream(DOCUMENTS.split("(?m)^---\n"))
        .map(one -> one.split("\n", 2))
        .map(one -> new Broken(one[0], one[1]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void says_what_is_wrong_and_where(Broken broken) {
    WorkflowCompiler.Check check = WorkflowCompiler.check(broken.text(), DocumentFormat.YAML);

    assertThat(check.valid()).isFalse();
    assertThat(check.findings())
        .filteredOn(finding -> finding.severity() == Finding.Severity.ERROR)
        .extracting(finding -> finding.line() + ":" + finding.column() + " " + finding.detail())
        .anySatisfy(found -> assertThat(found).isEqualTo(broken.expected()));
  }

  @Test
  void reports_all_errors_at_once_in_the_order_of_the_text() {
    String text =
        """
        id: X
        nmae: y
        steps:
          - {id: a, type: approval}
          - {id: b, type: taks}
          - {id: c, type: task, when: "inpt.a"}
        """;
    assertThatThrownBy(() -> WorkflowCompiler.compile(text, DocumentFormat.YAML))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e ->
                assertThat(e.errors())
                    .extracting(error -> error.line() + " " + error.pointer())
                    .containsExactly(
                        "1 ",
                        "1 /id",
                        "2 /nmae",
                        "4 /steps/0",
                        "5 /steps/1/type",
                        "6 /steps/2/when"));
  }

  @Test
  void points_into_json_too() {
    WorkflowCompiler.Check check =
        WorkflowCompiler.check(
            "{\"id\": \"abc\", \"name\": \"x\",\n \"steps\": [{\"id\": \"a\", \"type\": \"task\", \"when\": \"x > 1\"}]}",
            DocumentFormat.JSON);
    assertThat(check.findings()).hasSize(1);
    assertThat(check.findings().get(0).line()).isEqualTo(2);
    assertThat(check.findings().get(0).column()).isEqualTo(49);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{\"a\": 1,}",
        "{\"a\" 1}",
        "[1, 2",
        "{\"a\": 1} x",
        "{'a': 1}",
        "{\"a\": 01}",
        "{\"a\": NaN}",
        "{\"a\": 1, \"a\": 2}",
        "{\"a\": \"\\ud800\"}",
        "{\"a\": \"\\u0000\"}",
        "// c\n{}"
      })
  void refuses_what_is_no_json(String text) {
    assertThat(WorkflowCompiler.check(text, DocumentFormat.JSON).valid()).isFalse();
    assertThat(WorkflowCompiler.check(text, DocumentFormat.JSON).findings()).hasSize(1);
  }

  /** jsonb could not keep them, or only as a megabyte of zeros. */
  @ParameterizedTest
  @ValueSource(
      strings = {"-1e999999999", "1e1001", "-1.5E-1001", "1e99999999999", "1e-99999999999"})
  void refuses_numbers_that_cannot_be_stored(String number) {
    String text =
        """
        {"id": "abc", "name": "x",
         "input": {"properties": {"a": {"minimum": %s}}},
         "steps": [{"id": "a", "type": "task", "assignee": "'x'"}]}"""
            .formatted(number);
    for (DocumentFormat format : DocumentFormat.values()) {
      WorkflowCompiler.Check check = WorkflowCompiler.check(text, format);
      assertThat(check.valid()).as(format + " " + check.findings()).isFalse();
      assertThat(check.findings())
          .extracting(Finding::line, Finding::column)
          .containsExactly(tuple(2, 44));
    }
  }

  @Test
  void takes_numbers_that_can_be_stored() {
    for (String number : List.of("1e1000", "-1E-1000")) {
      String text =
          "{id: abc, name: x, input: {properties: {a: {minimum: %s}}}, steps: [{id: a, type: task}]}"
              .formatted(number);
      assertThat(WorkflowCompiler.check(text, DocumentFormat.YAML).valid()).as(number).isTrue();
    }
  }

  @Test
  void stays_within_bounds_whatever_the_text() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      laughs.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(10) + "]\n");
    }
    List<String> texts =
        List.of(
            laughs.toString(),
            "[".repeat(400_000),
            "- ".repeat(200_000),
            "{a: ".repeat(100_000),
            "a: &a [*a]",
            "a: " + "9".repeat(400_000),
            "? ".repeat(200_000),
            "'".repeat(400_001),
            "id: abc\nname: x\nsteps: [" + "{id: a, type: task},".repeat(20_000) + "]");
    for (String text : texts) {
      for (DocumentFormat format : DocumentFormat.values()) {
        Assertions.assertTimeoutPreemptively(
            Duration.ofSeconds(10),
            () -> {
              WorkflowCompiler.Check check = WorkflowCompiler.check(text, format);
              assertThat(check.valid()).isFalse();
              assertThat(check.findings()).isNotEmpty();
            });
      }
    }
    assertThatThrownBy(() -> WorkflowCompiler.check("x".repeat(600_000), DocumentFormat.YAML))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("too large");
  }
}
