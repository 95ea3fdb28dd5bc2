package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.testing.StateTable;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkflowTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LATER = NOW.plusSeconds(60);

  private final StateTable<WorkflowState> table =
      new StateTable<>(WorkflowState.class, WorkflowState::successors);

  private static String text(String name) {
    return "id: abc\nname: " + name + "\nsteps: [{id: a, type: task, roles: [r]}]\n";
  }

  private static CompiledWorkflow compiled(String text) {
    return WorkflowCompiler.compile(text, DocumentFormat.YAML);
  }

  private static Workflow aDraft() {
    String text = text("One");
    return Workflow.drafted("demo", compiled(text), text, DocumentFormat.YAML, "alice", NOW);
  }

  private static WorkflowVersion publish(Workflow workflow) {
    return workflow.publish(compiled(workflow.draft()), "bob", LATER);
  }

  private static void redraft(Workflow workflow, String text) {
    workflow.redraft(compiled(text), text, DocumentFormat.YAML, LATER);
  }

  private static Workflow in(WorkflowState state) {
    Workflow workflow = aDraft();
    if (state != WorkflowState.DRAFT) {
      publish(workflow);
    }
    if (state == WorkflowState.SUSPENDED) {
      workflow.suspend(LATER);
    } else if (state == WorkflowState.ARCHIVED) {
      workflow.archive(LATER);
    }
    assertThat(workflow.status()).isEqualTo(state);
    return workflow;
  }

  /** The verb that leads to each state; none leads back to DRAFT. */
  private static Map<WorkflowState, Consumer<Workflow>> verbs() {
    Map<WorkflowState, Consumer<Workflow>> verbs = new EnumMap<>(WorkflowState.class);
    verbs.put(
        WorkflowState.ACTIVE,
        workflow -> {
          if (workflow.status() == WorkflowState.DRAFT) {
            publish(workflow);
          } else {
            workflow.activate(LATER);
          }
        });
    verbs.put(WorkflowState.SUSPENDED, workflow -> workflow.suspend(LATER));
    verbs.put(WorkflowState.ARCHIVED, workflow -> workflow.archive(LATER));
    return verbs;
  }

  private static void refused(Runnable verb, String detail) {
    assertThatThrownBy(verb::run)
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_STATE))
        .hasMessage(detail);
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(table.text())
        .isEqualTo(
            """
            DRAFT -> ACTIVE
            ACTIVE -> SUSPENDED, ARCHIVED
            SUSPENDED -> ACTIVE, ARCHIVED
            ARCHIVED ->""");
  }

  @Test
  void knows_the_same_states_as_the_table_of_the_database() {
    table.requireSameAsColumn("V0003__workflows.sql", "workflows", "status");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    for (WorkflowState from : WorkflowState.values()) {
      verbs()
          .forEach(
              (to, verb) -> {
                Workflow workflow = in(from);
                long revision = workflow.revision();
                if (table.allows(from, to)) {
                  verb.accept(workflow);
                  table.took(from, workflow.status());
                  assertThat(workflow.status()).isEqualTo(to);
                  assertThat(workflow.revision()).isEqualTo(revision + 1);
                  assertThat(workflow.updatedAt()).isEqualTo(LATER);
                } else {
                  refused(
                      () -> verb.accept(workflow),
                      "Workflow abc is "
                          + from
                          + " and cannot become "
                          + to
                          + "; "
                          + told(from)
                          + ".");
                  assertThat(workflow.status()).isEqualTo(from);
                  assertThat(workflow.revision()).isEqualTo(revision);
                }
              });
    }
    table.requireAllTaken();
  }

  private static String told(WorkflowState from) {
    return switch (from) {
      case DRAFT -> "it can become ACTIVE";
      case ACTIVE -> "it can become SUSPENDED or ARCHIVED";
      case SUSPENDED -> "it can become ACTIVE or ARCHIVED";
      case ARCHIVED -> "that is final";
    };
  }

  @Test
  void begins_as_a_draft_of_its_author() {
    Workflow workflow = aDraft();
    assertThat(workflow.status()).isEqualTo(WorkflowState.DRAFT);
    assertThat(workflow.tenant()).isEqualTo("demo");
    assertThat(workflow.id()).isEqualTo("abc");
    assertThat(workflow.name()).isEqualTo("One");
    assertThat(workflow.createdBy()).isEqualTo("alice");
    assertThat(workflow.createdAt()).isEqualTo(NOW);
    assertThat(workflow.revision()).isEqualTo(1);
    assertThat(workflow.latestVersion()).isNull();
  }

  @Test
  void numbers_its_versions() {
    Workflow workflow = aDraft();
    WorkflowVersion first = publish(workflow);
    assertThat(first.number()).isEqualTo(1);
    assertThat(workflow.latestVersion()).isEqualTo(1);

    redraft(workflow, text("Two"));
    assertThat(workflow.name()).isEqualTo("Two");
    assertThat(workflow.latestVersion()).isEqualTo(1);
    WorkflowVersion second = publish(workflow);
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.contentHash()).isNotEqualTo(first.contentHash());
    assertThat(workflow.latestVersion()).isEqualTo(2);
    assertThat(workflow.revision()).isEqualTo(4);
  }

  @Test
  void stays_suspended_when_published() {
    Workflow workflow = in(WorkflowState.SUSPENDED);
    redraft(workflow, text("Two"));
    publish(workflow);
    assertThat(workflow.status()).isEqualTo(WorkflowState.SUSPENDED);
    workflow.activate(LATER);
    assertThat(workflow.status()).isEqualTo(WorkflowState.ACTIVE);
  }

  @Test
  void keeps_its_id() {
    Workflow workflow = aDraft();
    String other = text("One").replace("abc", "abcd");
    assertThatThrownBy(() -> redraft(workflow, other))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_DOCUMENT))
        .hasMessage("The document is of workflow abcd, not of abc; a workflow keeps its id.");
    assertThat(workflow.revision()).isEqualTo(1);
  }

  @Test
  void is_not_activated_before_it_is_published() {
    refused(
        () -> aDraft().activate(LATER),
        "Workflow abc is DRAFT and cannot become ACTIVE before it is published.");
  }

  @Test
  void is_not_changed_any_more_once_archived() {
    Workflow archived = in(WorkflowState.ARCHIVED);
    String why = "Workflow abc is ARCHIVED and is not changed any more.";
    refused(() -> redraft(archived, text("Two")), why);
    refused(() -> publish(archived), why);
    assertThat(archived.latestVersion()).isEqualTo(1);
    assertThat(archived.name()).isEqualTo("One");
  }
}
