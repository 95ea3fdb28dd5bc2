package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.Json;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.WorkflowCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the guide says of each of the 20 workflow patterns is so: its documents are run, and what
 * makes the pattern that pattern is looked for. Names of tests begin with the pattern's.
 */
class WorkflowPatternsTest {
  private static final Path GUIDE = Path.of("docs", "guides", "workflow-patterns.md");
  private static final Pattern ROW =
      Pattern.compile("^\\| WCP-(\\d+) \\| ([^|]+) \\| (yes|partly|no) \\|", Pattern.MULTILINE);
  private static final Pattern SECTION =
      Pattern.compile(
          "^### WCP-(\\d+) ([^:\n]+): (yes|partly|no)\n(.*?)(?=^##|\\z)",
          Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static String guide() {
    try {
      return Files.readString(GUIDE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The documents of the guide by the number of their pattern. */
  private static Map<Integer, String> examples() {
    Map<Integer, String> examples = new TreeMap<>();
    Matcher section = SECTION.matcher(guide());
    while (section.find()) {
      Matcher block = BLOCK.matcher(section.group(4));
      if (block.find()) {
        examples.put(Integer.valueOf(section.group(1)), block.group(1));
        assertThat(block.find()).as("WCP-%s has two documents", section.group(1)).isFalse();
      }
    }
    return examples;
  }

  private static Story pattern(int number) {
    return Story.of(examples().get(number));
  }

  private static List<String> answers(Pattern pattern) {
    List<String> answers = new ArrayList<>();
    Matcher matcher = pattern.matcher(guide());
    while (matcher.find()) {
      answers.add(matcher.group(1) + " " + matcher.group(2) + " " + matcher.group(3));
    }
    return answers;
  }

  @Test
  void all_patterns_are_answered_alike_in_the_table_and_below() {
    assertThat(answers(ROW)).hasSize(20).isEqualTo(answers(SECTION));
  }

  @Test
  void what_is_supported_has_a_document_without_a_finding_and_a_test() {
    TreeSet<Integer> tested = new TreeSet<>();
    for (Method method : WorkflowPatternsTest.class.getDeclaredMethods()) {
      Matcher name = Pattern.compile("wcp_(\\d+)_.*").matcher(method.getName());
      if (name.matches()) {
        tested.add(Integer.valueOf(name.group(1)));
      }
    }
    TreeSet<Integer> supported = new TreeSet<>();
    for (String answer : answers(SECTION)) {
      if (!answer.endsWith(" no")) {
        supported.add(Integer.valueOf(answer.substring(0, answer.indexOf(' '))));
      }
    }
    assertThat(tested).isEqualTo(supported);
    assertThat(examples().keySet()).isEqualTo(supported);
    examples()
        .forEach(
            (number, steps) ->
                assertThat(
                        WorkflowCompiler.check(Story.framed(steps), DocumentFormat.YAML).findings())
                    .as("WCP-" + number)
                    .isEmpty());
  }

  @Test
  void wcp_1_begins_a_step_when_the_one_before_is_done() {
    Story story = pattern(1);
    assertThat(story.waiting()).containsExactly("write");
    assertThat(story.step("print")).isEqualTo(StepRecord.UNREACHED);
    assertThat(story.complete("write").waiting()).containsExactly("print");
  }

  @Test
  void wcp_2_goes_on_in_all_branches_at_the_same_time() {
    assertThat(pattern(2).waiting()).containsExactly("room", "laptop");
    assertThat(pattern(2).complete("laptop").waiting()).containsExactly("room");
    assertThat(pattern(2).complete("room").waiting()).containsExactly("laptop");
  }

  @Test
  void wcp_3_goes_on_once_when_all_branches_have_come() {
    for (List<String> order : List.of(List.of("room", "laptop"), List.of("laptop", "room"))) {
      Story story = pattern(3).complete(order.get(0));
      assertThat(story.waiting()).containsExactly(order.get(1));
      assertThat(story.step("welcome")).isEqualTo(StepRecord.UNREACHED);
      assertThat(story.complete(order.get(1)).waiting()).containsExactly("welcome");
      assertThat(story.step("welcome").visits()).isEqualTo(1);
    }
  }

  @Test
  void wcp_4_takes_exactly_one_way() {
    assertThat(pattern(4).complete("ask", "{\"amount\": 5000}").waiting())
        .as("the first of two that are true")
        .containsExactly("tender");
    assertThat(pattern(4).complete("ask", "{\"amount\": 500}").waiting())
        .containsExactly("compare");
    assertThat(pattern(4).complete("ask", "{\"amount\": 5}").waiting()).containsExactly("purchase");
  }

  @Test
  void wcp_5_goes_on_behind_whichever_way_was_taken() {
    Story dear = pattern(5).complete("ask", "{\"amount\": 500}").complete("compare");
    Story cheap = pattern(5).complete("ask", "{\"amount\": 5}").complete("purchase");
    for (Story story : List.of(dear, cheap)) {
      assertThat(story.waiting()).containsExactly("book");
      assertThat(story.complete("book").state()).isEqualTo(InstanceState.COMPLETED);
      assertThat(story.step("book").visits()).isEqualTo(1);
    }
  }

  @Test
  void wcp_6_takes_any_number_of_ways() {
    assertThat(reported(6, false, 0, false).state()).isEqualTo(InstanceState.COMPLETED);
    assertThat(reported(6, true, 0, false).waiting()).containsExactly("police");
    assertThat(reported(6, false, 2, true).waiting())
        .containsExactlyInAnyOrder("ambulance", "fire-brigade");
    Story all = reported(6, true, 2, true);
    assertThat(all.waiting()).containsExactlyInAnyOrder("police", "ambulance", "fire-brigade");
    assertThat(all.complete("ambulance").waiting()).contains("relatives");
  }

  @Test
  void wcp_7_waits_for_the_ways_that_were_taken_and_no_other() {
    assertThat(reported(7, false, 0, false).waiting()).containsExactly("close");
    assertThat(reported(7, true, 0, false).complete("police").waiting()).containsExactly("close");
    Story two = reported(7, true, 1, false).complete("ambulance");
    assertThat(two.waiting()).containsExactly("police");
    assertThat(two.complete("police").waiting()).containsExactly("close");
    assertThat(two.step("close").visits()).isEqualTo(1);
  }

  private static Story reported(int pattern, boolean theft, int injured, boolean fire) {
    return pattern(pattern)
        .complete(
            "report",
            "{\"theft\": %s, \"injured\": %s, \"fire\": %s}".formatted(theft, injured, fire));
  }

  @Test
  void wcp_9_goes_on_once_with_the_first_and_can_begin_anew() {
    Story story = pattern(9);
    long request = story.token("second-offer").id().getLeastSignificantBits();
    story.complete("third-offer");
    assertThat(story.waiting()).containsExactly("order");
    assertThat(story.wanted()).as("the others are not let run on").contains("cancel " + request);
    assertThat(story.step("first-offer").status()).isEqualTo(StepState.CANCELLED);

    story.reject("order", "ben");
    assertThat(story.waiting()).containsExactly("first-offer", "second-offer", "third-offer");
    assertThat(story.approve("second-offer", "ann").waiting()).containsExactly("order");
    assertThat(story.step("order").visits()).isEqualTo(2);
  }

  @Test
  void wcp_10_leads_back_to_more_than_one_place_and_out_of_the_middle() {
    Story story = pattern(10).complete("draft").complete("edit").reject("review", "eva");
    assertThat(story.waiting()).as("the outer way back").containsExactly("draft");
    story.complete("draft").complete("edit", "{\"urgent\": false}").approve("review", "eva");
    story.fire("wait-a-day").reject("read-again", "carl");
    assertThat(story.waiting()).as("into the middle of the other").containsExactly("edit");
    story.complete("edit", "{\"urgent\": true}").approve("review", "eva");
    assertThat(story.waiting()).as("out of the middle").containsExactly("publish");
    assertThat(story.step("edit").visits()).isEqualTo(3);
    assertThat(story.complete("publish").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void wcp_11_ends_when_nothing_is_left() {
    Story story = pattern(11).complete("laptop");
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.complete("room").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void wcp_13_runs_as_many_as_the_document_says_and_waits_for_all() {
    Story story = pattern(13);
    assertThat(story.waiting()).containsExactly("sign", "sign", "sign");
    story.complete("sign", 2, "{}").complete("sign", 0, "{}");
    assertThat(story.waiting()).containsExactly("sign");
    assertThat(story.complete("sign", 1, "{}").waiting()).containsExactly("archive");
  }

  @Test
  void wcp_14_runs_as_many_as_were_found_when_it_began() {
    for (List<String> names :
        List.of(List.<String>of(), List.of("ann"), List.of("ann", "ben", "eva"))) {
      Story story = pattern(14).complete("list", "{\"owners\": " + Json.write(names) + "}");
      List<String> asked =
          story.execution().tokens().stream()
              .filter(t -> t.step().equals("consent"))
              .map(Token::assignee)
              .toList();
      assertThat(asked).isEqualTo(names);
      for (int i = names.size() - 1; i >= 0; i--) {
        assertThat(story.step("build")).isEqualTo(StepRecord.UNREACHED);
        story.complete("consent", i, "{}");
      }
      assertThat(story.waiting()).containsExactly("build");
    }
  }

  @Test
  void wcp_16_is_decided_by_what_happens_first() {
    Story paid = pattern(16).signal("invoice.paid", "{}");
    assertThat(paid.waiting()).containsExactly("ship");
    assertThat(paid.wanted()).as("the timer").isEqualTo("CancelJobs");
    assertThatThrownBy(() -> paid.complete("waive")).hasMessageContaining("nothing waits at waive");

    Story late = pattern(16).fire("too-late");
    assertThat(late.waiting()).containsExactly("remind");
    assertThat(late.signal("invoice.paid", "{}").waiting()).containsExactly("remind");

    assertThat(pattern(16).complete("waive").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void wcp_18_offers_a_step_only_while_a_state_lasts() {
    Story story = pattern(18);
    assertThat(story.waiting()).as("not yet").containsExactly("order");
    story.complete("order").complete("change-address").complete("pick").complete("change-address");
    assertThat(story.waiting()).containsExactlyInAnyOrder("change-address", "ship");
    assertThat(story.step("change-address").visits()).isEqualTo(3);
    story.complete("ship");
    assertThat(story.waiting()).as("no longer").containsExactly("invoice");
    assertThat(story.step("change-address").status()).isEqualTo(StepState.CANCELLED);
  }

  @Test
  void wcp_19_withdraws_a_step_and_stops_what_works_on_it() {
    Story story = pattern(19);
    long request = story.token("consent").id().getLeastSignificantBits();
    story.signal("application.withdrawn", "{}");
    assertThat(story.waiting()).containsExactly("file");
    assertThat(story.wanted()).isEqualTo("cancel " + request + "\nCancelJobs");
    assertThat(story.step("consent").status()).isEqualTo(StepState.CANCELLED);
    assertThat(story.step("rating").status()).isEqualTo(StepState.CANCELLED);
  }

  @Test
  void wcp_20_withdraws_everything() {
    Story story = pattern(20);
    long request = story.token("consent").id().getLeastSignificantBits();
    story.cancel();
    assertThat(story.state()).isEqualTo(InstanceState.CANCELLED);
    assertThat(story.waiting()).isEmpty();
    assertThat(story.wanted().lines())
        .containsExactlyInAnyOrder("cancel " + request, "CancelJobs", "CancelChild", "CancelJobs");
    for (String step : List.of("trip", "consent", "flight", "visa", "packing")) {
      assertThat(story.step(step).status()).as(step).isEqualTo(StepState.CANCELLED);
    }
  }
}
