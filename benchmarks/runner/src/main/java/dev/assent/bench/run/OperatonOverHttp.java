package dev.assent.bench.run;

import dev.assent.bench.Bpmn;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.util.List;

/** Operaton's <a href="https://docs.operaton.org/docs/reference/rest/">REST API</a>. */
final class OperatonOverHttp extends BpmnOverHttp {

  OperatonOverHttp(SpringServer server) {
    super("Operaton " + System.getProperty("bench.version.operaton", ""), server);
  }

  @Override
  String start(HttpConnection connection, Workload workload, double amount) throws IOException {
    String body =
        """
        {"variables":{"amount":{"value":%s,"type":"Double"},\
        "employee":{"value":"%s","type":"String"},\
        "purpose":{"value":"Visit of the customer","type":"String"}}}"""
            .formatted(amount, Workload.REQUESTER);
    return connection
        .post("/engine-rest/process-definition/key/" + Bpmn.key(workload) + "/start", body)
        .json()
        .path("id")
        .asText();
  }

  @Override
  List<String> open(HttpConnection connection, String instance) throws IOException {
    return ids(connection.get("/engine-rest/task?processInstanceId=" + instance).json());
  }

  @Override
  void complete(HttpConnection connection, String task) throws IOException {
    connection.post("/engine-rest/task/" + task + "/complete", "{}");
  }
}
