package dev.assent.chaos;

import java.util.List;
import java.util.Map;

/** The workflows of the load; together they use every type of step. */
final class Documents {

  /** Run by {@link #PARENT} only. */
  static final String CHILD = "chaos-child";

  static final String PARENT = "chaos-parent";

  /** Those that clients start. */
  static final List<String> STARTED =
      List.of("chaos-order", "chaos-vote", "chaos-each", "chaos-signal", PARENT, "chaos-undo");

  private static final String ORDER =
      """
      id: chaos-order
      name: A task, a call, a decision, branches, a pause and a message
      steps:
        - { id: write, type: task, roles: [employee], set: { turns: "1.0" } }
        - id: pay
          type: call
          http: { url: "'${url}/pay/' + instance.id", body: { who: "instance.startedBy" } }
          retry: { attempts: 6, backoff: PT0.2S, maxBackoff: PT2S, timeout: PT10S }
          compensate: { type: call, http: { url: "'${url}/refund/' + instance.id", body: {} } }
        - id: size
          type: decision
          cases:
            - { when: "input.amount > 500.0", goto: both }
          default:
            steps:
              - id: look
                type: approval
                approvers: { roles: [supervisor, budget-owner] }
                onReject: { goto: write, atMost: 2 }
        - id: both
          type: parallel
          branches:
            - steps:
                - { id: consent, type: approval, approvers: { roles: [supervisor] }, onReject: { goto: write, atMost: 2 } }
            - steps:
                - { id: reserve, type: call, http: { url: "'${url}/reserve/' + instance.id", body: {} }, retry: { attempts: 3, backoff: PT0.1S, timeout: PT10S } }
                - { id: rest, type: wait, duration: PT0.5S }
          join: all
        - { id: tell, type: notify, url: "'${url}/tell/' + instance.id", message: "'done'", retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
      """;

  private static final String VOTE =
      """
      id: chaos-vote
      name: Approvals by all, and joins that do not wait for all
      steps:
        - { id: write, type: task, roles: [employee] }
        - id: all
          type: approval
          approvers: { roles: [supervisor, budget-owner] }
          policy: all
          onReject: { goto: write, atMost: 2 }
        - id: first
          type: parallel
          branches:
            - steps: [{ id: by-hand, type: task, roles: [employee] }]
            - steps: [{ id: by-signal, type: wait, signal: more }]
          join: any
        - id: two
          type: parallel
          branches:
            - steps: [{ id: offer-one, type: task, roles: [employee] }]
            - steps: [{ id: offer-two, type: call, http: { url: "'${url}/offer/' + instance.id", body: {} }, retry: { attempts: 2, backoff: PT0.1S, timeout: PT10S } }]
            - steps: [{ id: offer-three, type: wait, duration: PT2S }]
          join: 2
      """;

  private static final String EACH =
      """
      id: chaos-each
      name: The same for each item, one after the other and several at once, and again and again
      steps:
        - id: one-by-one
          type: forEach
          items: "input.names"
          steps:
            - { id: ship, type: call, http: { url: "'${url}/ship/' + instance.id + '/' + string(index)", body: { name: "item" } }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - id: at-once
          type: forEach
          items: "input.names"
          parallel: 3
          steps:
            - { id: check, type: task, roles: [employee] }
            - { id: file, type: call, http: { url: "'${url}/file/' + instance.id + '/' + string(index)", body: { name: "item" } }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - id: again
          type: loop
          times: "3"
          steps:
            - { id: ask, type: call, http: { url: "'${url}/ask/' + instance.id", body: { turn: "index" } }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
            - { id: breathe, type: wait, duration: PT0.2S }
      """;

  private static final String SIGNAL =
      """
      id: chaos-signal
      name: Signals, for whoever waits and for this instance
      steps:
        - { id: paid, type: wait, signal: payment, correlation: "instance.businessKey", timeout: PT60S, onTimeout: { goto: paid, atMost: 3 } }
        - { id: by-me, type: wait, signal: more }
        - { id: late, type: task, roles: [employee], timeout: PT3S, onTimeout: { goto: book } }
        - { id: book, type: call, http: { url: "'${url}/book/' + instance.id", body: {} }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - { id: paid-again, type: wait, signal: payment, correlation: "instance.businessKey" }
      """;

  private static final String PARENT_OF_CHILD =
      """
      id: chaos-parent
      name: Asks an agent and runs another workflow
      steps:
        - { id: prepare, type: call, http: { url: "'${url}/prepare/' + instance.id", body: {} }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S }, compensate: { type: call, http: { url: "'${url}/unprepare/' + instance.id", body: {} } } }
        - { id: consult, type: agent, agent: chaos-adviser, prompt: Advise, input: { instance: "instance.id" }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - { id: sub, type: subworkflow, workflow: chaos-child, input: { amount: "input.amount" }, businessKey: "instance.businessKey" }
        - { id: close, type: task, roles: [employee] }
      """;

  private static final String CHILD_OF_PARENT =
      """
      id: chaos-child
      name: Is run by another workflow
      steps:
        - { id: work, type: call, http: { url: "'${url}/work/' + instance.id", body: {} }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - { id: confirm, type: task, timeout: PT20S, onFailure: continue }
      """;

  private static final String UNDO =
      """
      id: chaos-undo
      name: Fails, and is undone
      steps:
        - id: flight
          type: call
          http: { url: "'${url}/flight/' + instance.id", body: {} }
          retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S }
          compensate: { type: call, http: { url: "'${url}/unflight/' + instance.id", body: {} }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - id: hotel
          type: call
          http: { url: "'${url}/hotel/' + instance.id", body: {} }
          retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S }
          compensate: { type: call, http: { url: "'${url}/unhotel/' + instance.id", body: {} }, retry: { attempts: 6, backoff: PT0.2S, timeout: PT10S } }
        - { id: think, type: task, roles: [employee] }
        - { id: car, type: call, when: "input.amount > 300.0", onFailure: fail, http: { url: "'${url}/refuse/' + instance.id", body: {} } }
      """;

  private static final String INPUT =
      """
      input:
        type: object
        required: [amount, names]
        properties:
          amount: { type: number }
          names: { type: array, items: { type: string } }
      """;

  private static final String INPUT_OF_CHILD =
      """
      input:
        type: object
        properties: { amount: { type: number } }
      """;

  /** What has been done by the first is undone by the second, in instances that come to nothing. */
  static final Map<String, String> UNDONE_BY =
      Map.of("pay", "refund", "prepare", "unprepare", "flight", "unflight", "hotel", "unhotel");

  private Documents() {}

  /** The agent that one of them asks, at {@code url}. */
  static String agent(String url) {
    return """
        {"id":"chaos-adviser","kind":"HTTP","endpoint":"%s/advise","capabilities":["advise"],
        "limits":{"maxParallel":16,"timeout":"PT10S"}}"""
        .formatted(url);
  }

  /** All of them, in an order in which they can be published; calls go to {@code url}. */
  static List<String> all(String url) {
    return List.of(
        document(CHILD_OF_PARENT, INPUT_OF_CHILD, url),
        document(PARENT_OF_CHILD, INPUT, url),
        document(ORDER, INPUT, url),
        document(VOTE, INPUT, url),
        document(EACH, INPUT, url),
        document(SIGNAL, INPUT, url),
        document(UNDO, INPUT, url));
  }

  static String id(String document) {
    return document.lines().findFirst().orElseThrow().substring("id: ".length());
  }

  private static String document(String document, String input, String url) {
    return document.replace("steps:\n  - ", input + "steps:\n  - ").replace("${url}", url);
  }
}
