package dev.assent.bench.run;

import dev.assent.bench.Workload;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is sent to Assent. */
final class AssentBodies {
  /** Two of the guide's steps are done, one of them in a loop. */
  static final String NEXT =
      """
      {"completedSteps":["read","look"],"context":{"cities":["Porto","Utrecht","Tartu"]}}""";

  /** What an agent has made in the guide's step {@code look}. */
  static final String OUTPUT =
      """
      {"output":"All of Porto was seen, from the river to the cathedral.","context":{}}""";

  private static final String[] CRITERIA = {"price", "quality", "risk"};

  private AssentBodies() {}

  /**
   * An instance with three variables.
   *
   * @param number chooses the amount
   */
  static String start(String workflow, int number) {
    return """
        {"workflow":"%s","input":{"amount":%s,"employee":"%s","purpose":"Visit of the customer"}}"""
        .formatted(workflow, Workload.amount(number), Workload.REQUESTER);
  }

  static String startMany(String workflow, int many) {
    return items(many, i -> start(workflow, i));
  }

  static String request() {
    return """
        {"title":"A desk","subject":{"type":"ORDER","id":"4711","data":{"amount":"349.90"}},\
        "approvers":{"roles":["%s"],"notRequester":true}}"""
        .formatted(Workload.APPROVER);
  }

  static String requests(int many) {
    return items(many, i -> request());
  }

  /** Which rule of the policy fits is another each time. */
  static String routed(int number) {
    return """
        {"title":"A desk","routing":"bench",\
        "subject":{"type":"ORDER","id":"4711","data":{"amount":"%s"}}}"""
        .formatted(Workload.amount(number));
  }

  static String ballot(Workload workload) {
    String method =
        switch (workload) {
          case VOTE_WEIGHTED -> "WEIGHTED";
          case VOTE_CRITERIA -> "MULTI_CRITERIA";
          default -> "SIMPLE";
        };
    String participants =
        IntStream.range(0, workload.units())
            .mapToObj(
                i ->
                    workload == Workload.VOTE_WEIGHTED
                        ? "{\"user\":\"%s\",\"weight\":%d}".formatted(Workload.approver(i), 1 + i)
                        : "{\"user\":\"%s\"}".formatted(Workload.approver(i)))
            .collect(Collectors.joining(","));
    String criteria =
        workload == Workload.VOTE_CRITERIA
            ? """
            ,"criteria":[{"name":"price","weight":3},{"name":"quality","weight":2},\
            {"name":"risk","weight":1}]"""
            : "";
    // not closed early: all ten are to be cast
    return """
        {"title":"Which of the offers?","method":"%s","closeEarly":false,\
        "options":[{"id":"a"},{"id":"b"},{"id":"c"}],"participants":[%s]%s}"""
        .formatted(method, participants, criteria);
  }

  static String vote(Workload workload, int voter) {
    if (workload != Workload.VOTE_CRITERIA) {
      return "{\"option\":\"%s\"}".formatted("abc".charAt(voter % 3));
    }
    String scores =
        "abc"
            .chars()
            .mapToObj(
                option ->
                    "\"%c\":{%s}"
                        .formatted(
                            option,
                            IntStream.range(0, CRITERIA.length)
                                .mapToObj(
                                    i ->
                                        "\"%s\":%d"
                                            .formatted(CRITERIA[i], (voter + option + i) % 11))
                                .collect(Collectors.joining(","))))
            .collect(Collectors.joining(","));
    return "{\"scores\":{" + scores + "}}";
  }

  private static String items(int many, java.util.function.IntFunction<String> item) {
    return IntStream.range(0, many)
        .mapToObj(item)
        .collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }
}
