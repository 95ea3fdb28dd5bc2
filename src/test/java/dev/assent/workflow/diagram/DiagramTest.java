package dev.assent.workflow.diagram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.BadInput;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.Node;
import dev.assent.workflow.RandomDocument;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Progress.Mark;
import dev.assent.workflow.diagram.Progress.State;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class DiagramTest {
  private static final Set<String> ELEMENTS =
      Set.of(
          "svg", "title", "desc", "style", "defs", "marker", "pattern", "g", "path", "rect",
          "circle", "text", "use");

  private static final Path DEMO =
      Path.of("src/main/resources/dev/assent/workflow/demo/travel-declaration.yaml");

  /** Shown in README; made anew by {@code -Dassent.images=write}. */
  private static final Path IMAGE = Path.of("docs/images/travel-declaration.svg");

  @Test
  void is_well_formed_and_harmless_whatever_the_workflow() throws Exception {
    long first = Long.getLong("seed", System.nanoTime());
    for (long seed = first; seed < first + 50; seed++) {
      String text =
          new RandomDocument(new SplittableRandom(seed), 9, EnumSet.allOf(StepType.class)).text();
      checkHarmless(Diagram.of(graph(text), 1), "-Dseed=" + seed);
    }
  }

  @Test
  void shows_naughty_texts_as_texts() throws Exception {
    assumeTrue(BadInput.isComplete(), "no naughty strings at " + BadInput.collection());
    int drawn = 0;
    for (String naughty : BadInput.texts()) {
      String name = naughty.substring(0, naughty.offsetByCodePoints(0, codePoints(naughty)));
      ObjectNode document = Json.mapper().createObjectNode().put("id", "naughty").put("name", name);
      ArrayNode steps = document.putArray("steps");
      steps.addObject().put("id", "a").put("type", "task").put("name", name);
      var check = WorkflowCompiler.check(document.toString(), DocumentFormat.JSON);
      if (check.workflow() != null) {
        Mark mark = new Mark(State.DONE, "done by " + naughty, naughty);
        WorkflowGraph graph = check.workflow().graph();
        String svg = Diagram.of(graph, 1, new Progress(naughty, null, Map.of("a", mark)));
        Document parsed = checkHarmless(svg, naughty);
        assertThat(texts(parsed)).as(naughty).contains(Words.line(name, 440, 18));
        drawn++;
      }
    }
    assertThat(drawn).isGreaterThan(300);
  }

  private static int codePoints(String text) {
    return Math.min(100, text.codePointCount(0, text.length()));
  }

  @Test
  void cleans_and_shortens_texts() {
    assertThat(Words.clean("a\u0000b\u001b[31m\ufffe\ud800\u202edc\r\n\t e"))
        .isEqualTo("a\ufffdb\ufffd[31m\ufffd\ufffddc e");
    assertThat(Words.line("x".repeat(10_000), 100, 10)).hasSizeLessThan(20).endsWith("…");
    assertThat(Words.line("e" + "\u0301".repeat(10_000), 100, 10)).hasSizeLessThan(200);
    assertThat(Words.lines("Consent of the budget's owner", 158, 13, 2))
        .containsExactly("Consent of the", "budget's owner");
    assertThat(Words.lines("\ud83d\ude00".repeat(50), 10, 13, 2)).allMatch(l -> l.length() <= 2);
  }

  @Test
  void tells_who_is_asked_in_which_stage() {
    WorkflowGraph graph =
        graph(
            """
            id: abc
            name: x
            steps:
              - id: a
                type: approval
                stages:
                  - { approvers: { roles: [clerk] } }
                  - { parallel: true, approvers: { roles: [lawyer, auditor, boss] }, policy: { type: quorum, required: 2 } }
                  - { approvers: { users: ["input.owners"] }, policy: unanimous }
            """);
    assertThat(Captions.of((Node.StepNode) graph.node(0)))
        .containsExactly("clerk and 2 of lawyer, auditor, boss, then all of input.owners");
  }

  @Test
  void tells_who_votes_and_where_the_vote_leads() {
    WorkflowGraph graph =
        graph(
            """
            id: abc
            name: x
            steps:
              - { id: a, type: task }
              - id: b
                type: consensus
                method: simple
                options: [{ id: go }, { id: stay, meaning: reject }]
                participants: ["input.board", { user: "'ann'" }]
                onReject: { goto: a, atMost: 3 }
                onNoConsensus: { goto: a, atMost: 2 }
            """);
    assertThat(Captions.of((Node.StepNode) graph.node(1)))
        .containsExactly("vote of input.board, 'ann'");
    assertThat(Diagram.of(graph, 1))
        .contains("class=\"consensus\"", "rejected, ≤ 3", "no consensus, ≤ 2");
  }

  @Test
  void tells_who_is_found() {
    WorkflowGraph graph =
        graph(
            """
            id: abc
            name: x
            steps:
              - id: a
                type: approval
                stages:
                  - { approvers: { roles: [clerk], manager: true } }
                  - { approvers: { capabilities: [law, tax], users: ["input.boss"] }, policy: all }
                  - { approvers: { roles: [board], capabilities: [law], manager: true, select: least_loaded, count: 2 } }
                  - { approvers: { roles: [desk], select: first_available, manager: true, managerLevel: 3 } }
              - { id: b, type: approval, routing: spending }
            """);
    assertThat(Captions.of((Node.StepNode) graph.node(graph.entry("a"))))
        .containsExactly(
            "clerk, the manager, then all of input.boss, capability law, capability tax,"
                + " then the manager, the 2 least loaded of board, capability law,"
                + " then the manager 3 levels up, the first available of desk");
    assertThat(Captions.of((Node.StepNode) graph.node(graph.entry("b"))))
        .containsExactly("routed by spending");
  }

  @Test
  void tells_what_has_become_of_steps_by_more_than_colour() throws Exception {
    WorkflowGraph graph = graph(Files.readString(DEMO));
    Map<String, Mark> marks =
        Map.of(
            "submit", new Mark(State.DONE, "done, 2 visits", "done, 2 visits by employee"),
            "administration", new Mark(State.REJECTED, "rejected", "rejected by administration"),
            "budget", new Mark(State.SKIPPED, "skipped", "skipped"),
            "supervisor", new Mark(State.INCIDENT, "incident", "incident: <nobody>"));

    String svg = Diagram.of(graph, 3, new Progress("RUNNING, claim-1", null, marks));

    assertThat(texts(checkHarmless(svg, svg)))
        .contains("Travel declaration", "travel-declaration, version 3 · RUNNING, claim-1")
        .contains("done, 2 visits", "rejected, ≤ 10", "only if input.amount > 250.0")
        .contains("incident", "active", "failed", "cancelled");
    assertThat(svg)
        .contains(
            "class=\"task done\"", "class=\"approval skipped\"", "href=\"#assent-m-incident\"")
        .contains("<title>Declare the costs (submit): done, 2 visits by employee</title>")
        .contains(": incident: &lt;nobody&gt;</title>");
  }

  @Test
  void draws_the_largest_workflows_soon() throws Exception {
    checkLarge(approvals(), 2_000_000);
    checkLarge(decisions(), 5_000_000);
  }

  private static void checkLarge(String document, int mostBytes) throws Exception {
    WorkflowGraph graph = graph(document);
    long from = System.nanoTime();
    String svg = Diagram.of(graph, 1);
    Duration took = Duration.ofNanos(System.nanoTime() - from);

    assertThat(svg.getBytes(UTF_8).length).isLessThan(mostBytes);
    assertThat(took).isLessThan(Duration.ofSeconds(10));
    checkHarmless(svg, "a large one");
  }

  /**
   * As many steps as a document may have, each with a jump far back, half of them to places of
   * their own.
   */
  private static String approvals() {
    StringBuilder yaml = new StringBuilder("id: large\nname: Large\nsteps:\n");
    for (int i = 0; i < 1_000; i++) {
      yaml.append("  - { id: a%d, type: approval, approvers: { roles: [r] }".formatted(i))
          .append(", onReject: { goto: a%d } }\n".formatted(i % 2 == 0 ? 0 : i / 2));
    }
    return yaml.toString();
  }

  /** About as many ways as a document may have, as each has an expression. */
  private static String decisions() {
    StringBuilder yaml = new StringBuilder("id: large\nname: Large\nsteps:\n");
    for (int i = 0; i < 900; i++) {
      yaml.append("  - { id: a%d, type: task }\n".formatted(i));
    }
    for (int i = 0; i < 49; i++) {
      yaml.append("  - id: d%d\n    type: decision\n    cases:\n".formatted(i));
      for (int j = 0; j < 100; j++) {
        yaml.append(
            "      - { when: \"steps.a%d.visits == %d\", goto: a%d }\n".formatted(i, j, 9 * j));
      }
    }
    return yaml.toString();
  }

  @Test
  void the_picture_in_the_documentation_is_as_it_is_drawn() throws Exception {
    Mark submitted = new Mark(State.DONE, "done", "done by employee");
    Map<String, Mark> marks =
        Map.of(
            "submit", submitted,
            "administration", new Mark(State.DONE, "done", "done by administration"),
            "budget", new Mark(State.SKIPPED, "skipped", "skipped"),
            "supervisor", new Mark(State.ACTIVE, "active", "active"));
    String svg =
        Diagram.of(graph(Files.readString(DEMO)), 1, new Progress("RUNNING, claim-1", null, marks));
    if ("write".equals(System.getProperty("assent.images"))) {
      Files.createDirectories(IMAGE.getParent());
      Files.writeString(IMAGE, svg);
    }
    assertThat(Files.readString(IMAGE)).isEqualTo(svg);
  }

  private static WorkflowGraph graph(String document) {
    return WorkflowCompiler.compile(document, DocumentFormat.YAML).graph();
  }

  private static Document checkHarmless(String svg, String where) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    Document document =
        factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    NodeList all = document.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertThat(ELEMENTS).as(where).contains(element.getTagName());
      for (int j = 0; j < element.getAttributes().getLength(); j++) {
        var attribute = element.getAttributes().item(j);
        assertThat(attribute.getNodeName()).as(where).doesNotStartWith("on");
        if (attribute.getNodeName().endsWith("href")) {
          assertThat(attribute.getNodeValue()).as(where).startsWith("#assent-");
        }
      }
    }
    return document;
  }

  private static List<String> texts(Document document) {
    NodeList all = document.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }
}
