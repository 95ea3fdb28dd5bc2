package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DemoDocumentTest {
  static String travelDeclaration() throws IOException {
    try (InputStream in =
        WorkflowCompiler.class.getResourceAsStream("demo/travel-declaration.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void compiles_the_travel_declaration_without_findings() throws IOException {
    WorkflowCompiler.Check check = WorkflowCompiler.check(travelDeclaration(), DocumentFormat.YAML);

    assertThat(check.findings()).isEmpty();
    CompiledWorkflow workflow = WorkflowCompiler.compile(travelDeclaration(), DocumentFormat.YAML);
    assertThat(workflow.id()).isEqualTo("travel-declaration");
    assertThat(workflow.category()).isEqualTo("finance");
    assertThat(workflow.version()).isEqualTo("1.0.0");
    assertThat(workflow.graph().nodes()).hasSize(5);
    assertThat(workflow.graph().node(1)).isInstanceOf(Node.Approval.class);
    Node.Approval administration = (Node.Approval) workflow.graph().node(1);
    assertThat(administration.onReject()).isEqualTo(new Node.Jump(0, 10, 0));
    assertThat(administration.roles()).containsExactly("administration");
    assertThat(workflow.graph().jumpCount()).isEqualTo(2);
  }
}
