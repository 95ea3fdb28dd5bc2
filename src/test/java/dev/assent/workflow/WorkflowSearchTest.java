package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkflowSearchTest {
  @Test
  void looks_for_all_words_and_takes_the_last_one_as_a_beginning() {
    assertThat(WorkflowRepository.searched("Travel decl")).isEqualTo("travel & decl:*");
    assertThat(WorkflowRepository.searched("x")).isEqualTo("x:*");
    assertThat(WorkflowRepository.searched(null)).isNull();
  }

  @Test
  void leaves_nothing_of_the_syntax_of_queries() {
    assertThat(WorkflowRepository.searched("a' | !b:* <-> \\ ü 本")).isEqualTo("a & b & ü & 本:*");
    assertThat(WorkflowRepository.searched("a\\'b ')); drop table workflows; --"))
        .isEqualTo("a & b & drop & table & workflows:*");
  }

  @Test
  void finds_nothing_when_there_is_no_word() {
    assertThat(WorkflowRepository.searched(" !&|' ")).isNull();
    assertThat(WorkflowRepository.searched("w".repeat(501))).isNull();
  }

  @Test
  void takes_twenty_words_at_most() {
    assertThat(WorkflowRepository.searched("w ".repeat(1000)).split(" & ", -1)).hasSize(20);
  }
}
