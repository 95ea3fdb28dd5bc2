package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.consensus.BallotOption;
import dev.assent.consensus.BallotOrder;
import dev.assent.consensus.Participant;
import dev.assent.consensus.VotingMethod;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a step of type consensus puts to the vote, and what follows from the vote. */
class ConsensusTest {
  private static final String VOTE =
      "{id: vote, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: \"['ann', 'bob']\"%s}";

  private static Story story(String more) {
    return Story.of(
        "- {id: before, type: task}\n- " + VOTE.formatted(more) + "\n- {id: after, type: task}\n");
  }

  private static Story voting(String more) {
    return story(more).complete("before");
  }

  private static BallotOrder order(Story story) {
    return story.last().effects().stream()
        .filter(Effect.OpenBallot.class::isInstance)
        .map(Effect.OpenBallot.class::cast)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no ballot is opened: " + story.wanted()))
        .order();
  }

  private static String why(Story story) {
    return Objects.requireNonNull(story.token("vote").incident()).detail();
  }

  @Nested
  class Opening {
    private static Story asking(String fields, String input) {
      return Story.of("- {id: vote, type: consensus, %s}\n".formatted(fields), input);
    }

    @Test
    void asks_what_the_document_says() {
      Story story =
          Story.of(
              """
              - id: vote
                type: consensus
                name: Which vendor?
                description: For the new site.
                method: multi_criteria
                options: [{id: acme, label: Acme Inc., meaning: approve}, {id: bolt}]
                participants:
                  - { user: "'ann'", weight: 2.5 }
                  - { user: "input.others", weight: "input.weight" }
                criteria: [{ name: price, weight: 3 }]
                threshold: { atLeast: 0.4 }
                quorum: { participants: 2, weight: 4.5 }
                rounds: 3
                dropLast: true
                deadline: P3D
                secret: true
                closeEarly: true
              """,
              "{\"others\": [\"bob\", \"carol\"], \"weight\": 2}");
      BallotOrder order = order(story);
      assertThat(order.question().title()).isEqualTo("Story: Which vendor?");
      assertThat(order.question().description()).isEqualTo("For the new site.");
      assertThat(order.question().subjectType()).isEqualTo("ORDER");
      assertThat(order.question().subjectId()).isEqualTo("4711");
      assertThat(order.participants())
          .containsExactly(
              new Participant("ann", new BigDecimal("2.5")),
              new Participant("bob", BigDecimal.valueOf(2)),
              new Participant("carol", BigDecimal.valueOf(2)));
      assertThat(order.rules().method()).isEqualTo(VotingMethod.MULTI_CRITERIA);
      assertThat(order.rules().deadline()).isEqualTo(Story.NOW.plus(Duration.ofDays(3)));
      assertThat(order.rules().secret()).isTrue();
      assertThat(order.rules().closeEarly()).isTrue();
      assertThat(order.rules().terms().options())
          .containsExactly(
              new BallotOption("acme", "Acme Inc.", BallotOption.Meaning.APPROVE),
              new BallotOption("bolt", null, null));
      assertThat(order.rules().terms().rounds()).isEqualTo(3);
      assertThat(order.rules().terms().dropLast()).isTrue();
      assertThat(order.rules().terms().criteria()).hasSize(1);
      assertThat(String.valueOf(order.rules().terms().threshold())).isEqualTo("at least 0.4");
      assertThat(story.wanted()).isEqualTo("ballot vote 1");
      assertThat(story.only().id().getLeastSignificantBits()).isEqualTo(1);
    }

    @Test
    void takes_options_and_participants_from_what_expressions_yield() {
      BallotOrder order =
          order(
              asking(
                  """
                  method: weighted, options: [{id: none, label: Nobody, meaning: reject}, "input.vendors"],
                  participants: ["'ann'", "input.board"], subject: {title: "'For ' + instance.businessKey"}""",
                  """
                  {"vendors": ["acme", {"id": "bolt", "label": "Bolt", "meaning": "Approve", "price": 7}],
                   "board": [{"user": "bob", "weight": 1.5}, "ann", {"user": "carol"}]}"""));
      assertThat(order.question().title()).isEqualTo("For key-1");
      assertThat(order.rules().terms().options())
          .containsExactly(
              new BallotOption("none", "Nobody", BallotOption.Meaning.REJECT),
              new BallotOption("acme", null, null),
              new BallotOption("bolt", "Bolt", BallotOption.Meaning.APPROVE));
      assertThat(order.participants())
          .containsExactly(
              new Participant("ann", BigDecimal.ONE),
              new Participant("bob", new BigDecimal("1.5")),
              new Participant("carol", BigDecimal.ONE));
    }

    @Test
    void what_cannot_be_put_to_the_vote_is_an_incident() {
      String options = "method: simple, participants: \"['ann']\", options: \"input.o\"";
      String voters = "method: weighted, options: [{id: a}, {id: b}], participants: \"input.p\"";
      refuses(options, "{\"o\": [\"a\"]}", "the ballot cannot be opened: 'options' needs from 2");
      refuses(options, "{\"o\": [\"a\", \"a\"]}", "'options/1/id' is there twice");
      refuses(options, "{\"o\": [\"a\", \"Acme Inc.\"]}", "'options/1/id' is required and matches");
      refuses(options, "{\"o\": [\"a\", 7]}", "neither a text nor an object whose 'id' is one: 7");
      refuses(options, "{\"o\": [{\"id\": \"a\", \"label\": 7}]}", "whose 'label' is 7");
      refuses(
          options,
          "{\"o\": [{\"id\": \"a\", \"meaning\": \"maybe\"}]}",
          "meaning is 'maybe'; allowed are approve, reject");
      refuses(options, "{\"o\": " + many(51) + "}", "there are more than 50 options");
      refuses(voters, "{\"p\": []}", "'participants' needs from 1 to 1000 participants");
      refuses(
          voters, "{\"p\": [\" \"]}", "'participants/0/user' is required and must not be blank");
      refuses(voters, "{\"p\": [{\"name\": \"ann\"}]}", "neither a user's name nor an object");
      refuses(voters, "{\"p\": [{\"user\": \"ann\", \"weight\": \"2\"}]}", "which is no number");
      refuses(voters, "{\"p\": [{\"user\": \"ann\", \"weight\": 0}]}", "is not above 0");
      refuses(
          voters,
          "{\"p\": [\"ann\", {\"user\": \"ann\", \"weight\": 2}]}",
          "'ann' is a participant twice, with the weights 1 and 2");
      refuses(voters, "{\"p\": " + many(1_001) + "}", "there are more than 1000 participants");
      refuses(
          voters + ", quorum: {participants: 3}",
          "{\"p\": [\"ann\"]}",
          "'quorum/participants' is not between 1 and the number of participants");
      refuses(
          voters + ", subject: {title: \"input.t\"}",
          "{\"p\": [\"ann\"], \"t\": \"\"}",
          "yields no title");
    }

    private static String many(int count) {
      return IntStream.range(0, count).mapToObj(i -> "\"o" + i + "\"").toList().toString();
    }

    private static void refuses(String fields, String input, String why) {
      Story story = asking(fields, input);
      assertThat(why(story)).contains(why);
      assertThat(story.wanted()).startsWith("incident at vote: ");
    }

    @Test
    void asks_no_more_people_at_once_than_can_be_written() {
      Story story =
          Story.of(
              """
              - id: each
                type: forEach
                items: "input.items"
                parallel: 100
                steps:
                  - {id: vote, type: consensus, method: simple, options: [{id: a}, {id: b}], participants: "input.people"}
              """,
              "{\"items\": " + many(100) + ", \"people\": " + many(1_000) + "}");
      long opened =
          story.last().effects().stream().filter(Effect.OpenBallot.class::isInstance).count();
      assertThat(opened).isBetween(10L, 25L);
      assertThat(story.wanted()).contains("too much to compute at once");
    }
  }

  @Nested
  class Ending {
    @Test
    void an_option_that_wins_is_the_decision_and_leads_on() {
      Story story = voting(", set: {chosen: output.decision}");
      String ballot = story.token("vote").id().toString();
      story.won("vote", "b", null);
      assertThat(story.waiting()).containsExactly("after");
      assertThat(story.step("vote").decision()).isEqualTo("b");
      assertThat(story.step("vote").decidedBy()).isEmpty();
      assertThat(String.valueOf(story.execution().vars().get("chosen"))).isEqualTo("\"b\"");
      assertThat(Objects.requireNonNull(story.step("vote").output()).path("ballotId").asText())
          .isEqualTo(ballot);
      assertThat(story.told())
          .startsWith("STEP_COMPLETED vote {\"decision\":\"b\",\"output\":{\"ballotId\":")
          .endsWith("STEP_ACTIVATED after");
      assertThat(story.wanted()).isEmpty();
    }

    @Test
    void an_option_that_means_yes_leads_on_whatever_its_name() {
      assertThat(voting("").won("vote", "REJECTED", "APPROVE").waiting()).containsExactly("after");
    }

    @Test
    void an_option_that_means_no_is_a_rejection() {
      Story story = voting("").won("vote", "b", "REJECT");
      assertThat(story.state()).isEqualTo(InstanceState.REJECTED);
      assertThat(story.step("vote").status()).isEqualTo(StepState.COMPLETED);
      assertThat(story.step("vote").decision()).isEqualTo("b");

      Story back = voting(", onReject: {goto: before, atMost: 1}").won("vote", "b", "REJECT");
      assertThat(back.waiting()).containsExactly("before");
      assertThat(back.told()).contains("GOTO vote {\"target\":\"before\"}");
      back.complete("before").won("vote", "b", "REJECT");
      assertThat(back.state()).isEqualTo(InstanceState.REJECTED);
    }

    @Test
    void no_consensus_is_a_failure_that_is_put_to_the_vote_again() {
      for (String status : List.of("NO_CONSENSUS", "EXPIRED", "CANCELLED")) {
        Story story = voting("");
        long first = story.token("vote").id().getLeastSignificantBits();
        story.unwon("vote", status);
        assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
        assertThat(why(story))
            .startsWith("ballot 00000000-0000-0000-0000-00000000000" + first)
            .contains(
                switch (status) {
                  case "NO_CONSENSUS" -> "ended without consensus: a and b share the first place";
                  case "EXPIRED" -> "expired: a and b share the first place";
                  default -> "was cancelled";
                });
        assertThat(Objects.requireNonNull(story.step("vote").output()).path("status").asText())
            .isEqualTo(status);

        story.retry("vote");
        assertThat(story.wanted()).isEqualTo("incident RETRIED\nballot vote " + (first + 1));
        story.won("vote", "a", null);
        assertThat(story.waiting()).containsExactly("after");
      }
    }

    @Test
    void no_consensus_leads_where_the_document_says() {
      Story story = voting(", onNoConsensus: {goto: before, atMost: 1}");
      story.unwon("vote", "EXPIRED");
      assertThat(story.waiting()).containsExactly("before");
      assertThat(story.step("vote").status()).isEqualTo(StepState.COMPLETED);
      assertThat(story.step("vote").decision()).isNull();
      story.complete("before").unwon("vote", "NO_CONSENSUS");
      assertThat(why(story)).contains("ended without consensus");

      Story cancelled = voting(", onNoConsensus: {goto: before}").unwon("vote", "CANCELLED");
      assertThat(why(cancelled)).contains("was cancelled");
    }

    @Test
    void no_consensus_fails_the_instance_or_is_passed_over_where_the_document_says_so() {
      Story failed = voting(", onFailure: fail").unwon("vote", "NO_CONSENSUS");
      assertThat(failed.state()).isEqualTo(InstanceState.FAILED);

      Story passed = voting(", onFailure: continue").unwon("vote", "NO_CONSENSUS");
      assertThat(passed.waiting()).containsExactly("after");
      assertThat(passed.step("vote").status()).isEqualTo(StepState.FAILED);
      assertThat(Objects.requireNonNull(passed.step("vote").output()).path("status").asText())
          .isEqualTo("NO_CONSENSUS");
    }

    @Test
    void takes_its_timer_away() {
      assertThat(voting(", timeout: P1D").won("vote", "a", null).wanted()).isEqualTo("CancelJobs");
      assertThat(voting(", timeout: P1D").unwon("vote", "EXPIRED").wanted())
          .startsWith("CancelJobs\nincident at vote");
    }
  }

  @Nested
  class Leaving {
    @Test
    void cancels_the_ballot() {
      assertThat(voting("").cancel().wanted()).isEqualTo("cancel ballot 2");
      assertThat(voting(", timeout: P1D").fire("vote").wanted())
          .startsWith("cancel ballot 2\nincident at vote: was not done within PT24H");
      assertThat(voting("").restart("before").wanted()).isEqualTo("cancel ballot 2");
    }

    @Test
    void a_race_of_branches_cancels_what_it_leaves() {
      Story story =
          Story.of(
              "- id: race\n  type: parallel\n  join: any\n  branches:\n    - steps: [{id: t, type: task}]\n    - steps: ["
                  + VOTE.formatted("")
                  + "]\n");
      long ballot = story.token("vote").id().getLeastSignificantBits();
      assertThat(story.complete("t").wanted()).isEqualTo("cancel ballot " + ballot);
    }

    @Test
    void leaves_a_ballot_that_has_ended_alone() {
      Story story = voting("").unwon("vote", "NO_CONSENSUS");
      assertThat(story.cancel().wanted()).isEqualTo("incident CANCELLED");
      assertThat(voting("").unwon("vote", "NO_CONSENSUS").skip("vote").wanted())
          .isEqualTo("incident SKIPPED");
    }

    @Test
    void each_turn_has_a_ballot_of_its_own() {
      Story story =
          Story.of(
              "- id: each\n  type: forEach\n  items: \"[1, 2]\"\n  parallel: 2\n  steps: ["
                  + VOTE.formatted("")
                  + "]\n");
      assertThat(story.wanted()).matches("ballot vote \\d+\nballot vote \\d+");
      story.tell(
          new EngineCommand.CloseBallot(
              story.token("vote", 1).id(),
              PollResult.told(Polls.won(story.token("vote", 1).id(), "b", null))));
      story.won("vote", "a", null);
      assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
      assertThat(Objects.requireNonNull(story.step("each").output()).findValuesAsText("decision"))
          .containsExactly("a", "b");
    }
  }
}
