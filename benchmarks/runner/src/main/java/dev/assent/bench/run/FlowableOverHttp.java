package dev.assent.bench.run;

import dev.assent.bench.Bpmn;
import dev.assent.bench.Workload;
import java.io.IOException;
import java.util.List;

/** Flowable's <a href="https://www.flowable.com/open-source/docs/bpmn/ch14-REST">REST API</a>. */
final class FlowableOverHttp extends BpmnOverHttp {

  FlowableOverHttp(SpringServer server) {
    super("Flowable " + System.getProperty("bench.version.flowable", ""), server);
  }

  @Override
  String start(HttpConnection connection, Workload workload, double amount) throws IOException {
    String body =
        """
        {"processDefinitionKey":"%s","variables":[{"name":"amount","type":"double","value":%s},\
        {"name":"employee","value":"%s"},{"name":"purpose","value":"Visit of the customer"}]}"""
            .formatted(Bpmn.key(workload), amount, Workload.REQUESTER);
    return connection
        .post("/process-api/runtime/process-instances", body)
        .json()
        .path("id")
        .asText();
  }

  @Override
  List<String> open(HttpConnection connection, String instance) throws IOException {
    return ids(
        connection
            .get("/process-api/runtime/tasks?processInstanceId=" + instance)
            .json()
            .path("data"));
  }

  @Override
  void complete(HttpConnection connection, String task) throws IOException {
    connection.post("/process-api/runtime/tasks/" + task, "{\"action\":\"complete\"}");
  }
}
