package dev.assent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.testing.StateTable;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Agent anAgent(String id, int maxParallel, Integer perMinute) {
    Agent.Limits limits = new Agent.Limits(maxParallel, Duration.ofSeconds(30), perMinute);
    Agent.Profile profile =
        new Agent.Profile(null, AgentKind.BEAN, "bean", List.of("think"), limits);
    return Agent.registered("demo", id, profile, "ann", NOW);
  }

  private static Agent in(AgentState state) {
    Agent agent = anAgent("one", 1, null);
    return switch (state) {
      case ACTIVE -> agent;
      case SUSPENDED -> agent.suspended(NOW);
      case RETIRED -> agent.retired(NOW);
    };
  }

  @Test
  void takes_every_transition_and_no_other() {
    StateTable<AgentState> table = new StateTable<>(AgentState.class, AgentState::successors);
    Map<AgentState, UnaryOperator<Agent>> verbs = new EnumMap<>(AgentState.class);
    verbs.put(AgentState.ACTIVE, agent -> agent.activated(NOW));
    verbs.put(AgentState.SUSPENDED, agent -> agent.suspended(NOW));
    verbs.put(AgentState.RETIRED, agent -> agent.retired(NOW));
    for (AgentState from : AgentState.values()) {
      verbs.forEach(
          (to, verb) -> {
            if (table.allows(from, to)) {
              assertThat(verb.apply(in(from)).status()).isEqualTo(to);
              table.took(from, to);
            } else {
              assertThatThrownBy(() -> verb.apply(in(from)))
                  .hasMessageContaining("is " + from + " and cannot become " + to);
            }
          });
    }
    table.requireAllTaken();
  }

  @Test
  void a_retired_one_is_not_changed() {
    Agent agent = in(AgentState.RETIRED);
    assertThatThrownBy(() -> agent.changed(agent.profile(), NOW))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_STATE));
  }

  @Test
  void the_one_with_the_fewest_tasks_is_chosen() {
    AgentSlots slots = new AgentSlots();
    Agent one = anAgent("one", 2, null);
    Agent two = anAgent("two", 1, null);
    List<Agent> both = List.of(two, one);
    assertThat(slots.take(both, 0).id()).isEqualTo("one");
    assertThat(slots.take(both, 0).id()).isEqualTo("two");
    assertThat(slots.take(both, 0).id()).isEqualTo("one");
    assertThatThrownBy(() -> slots.take(both, 0))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.UNAVAILABLE);
              assertThat(e.retryAfter()).isNotNull();
            });
    slots.free(two);
    assertThat(slots.take(both, 0).id()).isEqualTo("two");
  }

  @Test
  void none_is_asked_more_often_than_it_may_be() {
    AgentSlots slots = new AgentSlots();
    List<Agent> agents = List.of(anAgent("one", 9, 2));
    long minute = Duration.ofMinutes(1).toNanos();
    slots.free(slots.take(agents, 0));
    slots.free(slots.take(agents, minute / 2));
    assertThatThrownBy(() -> slots.take(agents, minute - 1))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    slots.free(slots.take(agents, minute));
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP,https://agents.example.com/do,true",
    "HTTP,http://localhost:8080,true",
    "MCP,https://agents.example.com/mcp#tool,true",
    "MCP,https://agents.example.com/mcp,false",
    "MCP,https://agents.example.com/mcp#,false",
    "HTTP,ftp://agents.example.com,false",
    "HTTP,file:///etc/passwd,false",
    "HTTP,//agents.example.com,false",
    "HTTP,https://user:secret@agents.example.com,false",
    "HTTP,https://agents.example.com/#x,false",
    "HTTP,https://a b,false",
    "BEAN,summariser,true",
    "BEAN,java:comp/x,false"
  })
  void looks_at_endpoints(AgentKind kind, String endpoint, boolean fine) {
    assertThat(AgentEndpoint.wrong(kind, endpoint) == null).isEqualTo(fine);
  }

  @Test
  void a_node_takes_so_many_tasks_and_no_more() {
    AgentSlots slots = new AgentSlots();
    Agent agent = anAgent("one", 100, null);
    for (int i = 0; i < AgentSlots.MAX_RUNNING; i++) {
      slots.take(List.of(agent), 0);
    }
    assertThatThrownBy(() -> slots.take(List.of(anAgent("two", 1, null)), 0))
        .hasMessageContaining("takes no further task");
  }

  @Test
  void a_bean_answers_fails_or_is_given_up() throws Exception {
    JsonNode answer = TextNode.valueOf("done");
    Duration patience = Duration.ofSeconds(20);
    assertThat(AgentExecution.run("one", () -> answer, Thread::new, patience)).isEqualTo(answer);
    assertThatThrownBy(
            () ->
                AgentExecution.run(
                    "one",
                    () -> {
                      throw new IllegalStateException("secret");
                    },
                    Thread::new,
                    patience))
        .hasMessage("Agent one failed.");
    CountDownLatch interrupted = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                AgentExecution.run(
                    "one",
                    () -> {
                      try {
                        new CountDownLatch(1).await();
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return answer;
                    },
                    Thread::new,
                    Duration.ofMillis(50)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.AGENT_TIMEOUT));
    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void takes_durations_between_a_second_and_five_minutes() {
    assertThat(AgentRequest.duration("PT1S")).isEqualTo(Duration.ofSeconds(1));
    assertThat(AgentRequest.duration("PT5M")).isEqualTo(Duration.ofMinutes(5));
    for (String wrong : List.of("PT0S", "PT5M1S", "5", "", "PT9999999999999999H", "-PT1S")) {
      assertThat(AgentRequest.duration(wrong)).as(wrong).isNull();
    }
  }
}
