package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be done next in an instance. */
public record NextView(UUID instanceId, InstanceState status, List<NextStep> items) {

  /**
   * A step that waits.
   *
   * @param name what people see
   * @param roles whoever has one of them may complete it
   * @param brief what the document tells whoever does the work
   */
  public record NextStep(
      InstanceView.ActiveStep step,
      String name,
      @Nullable List<String> roles,
      @Nullable JsonNode brief) {}

  static NextView of(WorkflowInstance instance, WorkflowGraph graph) {
    List<NextStep> items = new ArrayList<>();
    for (Token token : instance.execution().tokens()) {
      Node.StepNode node = (Node.StepNode) graph.node(token.node());
      InstanceView.ActiveStep step = InstanceView.activeStep(instance.execution(), token);
      if (node instanceof Node.Task task) {
        items.add(new NextStep(step, task.name(), task.roles(), task.brief()));
      } else if (node instanceof Node.Approval approval) {
        items.add(new NextStep(step, approval.name(), approval.roles(), null));
      } else {
        items.add(new NextStep(step, node.name(), null, null));
      }
    }
    return new NextView(instance.id(), instance.state(), items);
  }
}
