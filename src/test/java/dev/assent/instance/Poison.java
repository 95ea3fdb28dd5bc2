package dev.assent.instance;

import dev.assent.testing.Caller;
import dev.assent.testing.Receiver;
import dev.assent.testing.Scene;

/** Workflows with a step that can never be done. */
enum Poison {
  /** A call that is always answered with an error. */
  FAILS(
      ".*was answered 500\\. \\(attempt 3\\)",
      """
      steps:
        - id: work
          type: call
          http: { url: "'${url}/fails'", body: {} }
          retry: { attempts: 3, backoff: PT0.05S, maxBackoff: PT0.2S }
      """),

  /** A call that is never answered. */
  HANGS(
      ".*not (answered|end) within .* ms\\. \\(attempt 2\\)",
      """
      steps:
        - id: work
          type: call
          http: { url: "'${url}/hangs'", body: {} }
          retry: { attempts: 2, backoff: PT0.05S, timeout: PT0.5S }
      """),

  /** A call whose answer has 10 MB. */
  TOO_LARGE(
      ".*was answered with more than 1048576 bytes\\. \\(attempt 1\\)",
      """
      steps:
        - id: work
          type: call
          http: { url: "'${url}/large'", body: {} }
          retry: { attempts: 5, backoff: PT0.05S }
      """),

  /** A loop without end. */
  LOOP(
      "passed 10000 steps without coming to one that waits",
      """
      steps:
        - { id: begin, type: wait, duration: PT0.1S }
        - id: outer
          type: loop
          while: "true"
          atMost: 1000
          steps:
            - id: inner
              type: loop
              while: "true"
              atMost: 1000
              atLimit: continue
              steps:
                - id: work
                  type: decision
                  cases: [{ when: "index >= 0", steps: [{ id: never, type: task, when: "false" }] }]
                  default: { steps: [{ id: nor, type: task, when: "false" }] }
      """),

  /** An instance runs an instance that runs an instance. */
  RECURSION(
      "Subworkflows would be nested deeper than 10; .*",
      """
      steps:
        - { id: work, type: subworkflow, workflow: "${id}" }
      """),

  /** Decisions that lead to each other. */
  CYCLE(
      ".*was taken 1000 times, which is its bound.*",
      """
      steps:
        - { id: begin, type: wait, duration: PT0.1S }
        - { id: there, type: decision, cases: [{ when: "true", goto: back }], default: { end: rejected } }
        - { id: back, type: decision, cases: [{ when: "true", goto: there, atMost: 1000 }], default: { end: rejected } }
      """),

  /** The same, and each fails with the one that it runs. */
  REQUIRED_RECURSION(
      "",
      """
      steps:
        - { id: work, type: subworkflow, workflow: "${id}", required: true }
      """);

  /** Of {@link #FAILS}. */
  static final int ATTEMPTS = 3;

  /** Of {@link #HANGS}. */
  static final int HANGING_ATTEMPTS = 2;

  /** How many instances a recursion comes to. */
  static final int DEPTH = 11;

  private final String detail;
  private final String steps;

  Poison(String detail, String steps) {
    this.detail = detail;
    this.steps = steps;
  }

  /** Answers the id. */
  String published(Caller manager, Receiver receiver) {
    return Scene.published(
        manager, "id: ${id}\nname: Poison\n" + steps.replace("${url}", receiver.url()));
  }

  /** What the detail of its incidents has to match. */
  String detail() {
    return detail;
  }
}
