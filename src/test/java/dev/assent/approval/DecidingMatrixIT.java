package dev.assent.approval;

import static dev.assent.approval.Crew.asked;
import static dev.assent.approval.Crew.body;
import static dev.assent.approval.Crew.does;
import static dev.assent.testing.Answers.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Answers;
import dev.assent.testing.Caller;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to decide against everything that stands in its way: refused with the same problem
 * everywhere, and nothing has changed. The ways of time are told in {@link DeadlinesIT}.
 */
class DecidingMatrixIT {
  /** How somebody comes to decide. */
  enum Way {
    SINGLE,
    BULK,
    SUBSTITUTE,
    DELEGATE,
    FORWARDED,
    ADMINISTRATOR;

    /** Whether the place is another's to begin with. */
    boolean isHandedOn() {
      return this == DELEGATE || this == FORWARDED;
    }
  }

  /** What stands in the way, and what it is answered with. */
  enum Obstacle {
    REQUESTER(403, "separation-of-duties"),
    EARLIER_APPROVER(403, "separation-of-duties"),
    PAIR(403, "separation-of-duties"),
    OTHER_TENANT(404, "not-found"),
    NO_PERMISSION(403, "forbidden"),
    NOT_ASKED(403, "not-an-approver"),
    EXPIRED(409, "invalid-state"),
    DECIDED(409, "already-decided"),
    CANCELLED(409, "invalid-state"),
    SENT_BACK(409, "invalid-state"),
    LATER_STAGE(409, "invalid-state"),
    CLAIMED(409, "claimed"),
    TWICE(409, "already-decided"),
    OTHER_THAN_SHOWN(412, "precondition-failed"),
    NOTHING_SHOWN(428, "precondition-required");

    final int status;
    final String type;

    Obstacle(int status, String type) {
      this.status = status;
      this.type = type;
    }
  }

  private record Refusal(int status, String type) {}

  private static final String APPROVE = "{'decision':'APPROVE'}";
  private static Crew staff;
  private static Caller eve;
  private static Caller other;
  private static Caller foreign;

  @BeforeAll
  static void begin() {
    staff = new Crew();
    eve = staff.person("eve");
    other = staff.with("other", "staff", "finance");
    staff.with("boss", "staff", "finance");
    staff.person("mate");
    Crew elsewhere = new Crew();
    foreign = elsewhere.with("actor", "staff", "operator");
  }

  static Stream<Arguments> cells() {
    List<Arguments> cells = new ArrayList<>();
    for (Obstacle obstacle : Obstacle.values()) {
      for (Way way : Way.values()) {
        cells.add(Arguments.of(obstacle, way));
      }
    }
    return cells.stream();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void is_refused_and_changes_nothing(Obstacle obstacle, Way way) {
    Cell cell = new Cell(obstacle, way);
    cell.ask();
    Refusal handing = cell.hand();
    if (handing == null) {
      cell.obstruct();
    }
    JsonNode before = staff.read(cell.id);
    int decisions = decisions(cell.id);

    Refusal refusal = handing != null ? handing : cell.decide();

    // a substitute is asked for whom they stand in for, and a role's place is nobody's
    boolean isRoles = obstacle == Obstacle.CLAIMED && way == Way.SUBSTITUTE;
    assertThat(refusal)
        .isEqualTo(
            isRoles
                ? new Refusal(403, "not-an-approver")
                : new Refusal(obstacle.status, obstacle.type));
    JsonNode after = staff.read(cell.id);
    assertThat(after).isEqualTo(before);
    assertThat(decisions(cell.id)).isEqualTo(decisions);
    assertThat(recorded(cell.id))
        .as("recorded with its rule")
        .isEqualTo(handing == null && refusal.type().equals("separation-of-duties"));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void is_possible_where_nothing_is_in_the_way(Way way) {
    Cell cell = new Cell(null, way);
    cell.ask();
    assertThat(cell.hand()).isNull();
    assertThat(cell.decide()).isNull();
    assertThat(staff.read(cell.id).path("status").asText()).isEqualTo("APPROVED");
  }

  static Stream<Way> ways() {
    return Stream.of(Way.values());
  }

  private static int decisions(String id) {
    return Collections.frequency(staff.events(id), "DECIDED");
  }

  private static boolean recorded(String id) {
    return staff.history(id).stream()
        .anyMatch(
            event ->
                event.path("event").asText().equals("DECISION_REFUSED")
                    && !event.at("/data/rule").asText().isEmpty());
  }

  /** One obstacle on one way. */
  private static final class Cell {
    private final Obstacle obstacle;
    private final Way way;
    private final String name;
    private final Caller actor;
    private final String first;
    private String id = "";

    Cell(Obstacle obstacle, Way way) {
      this.obstacle = obstacle;
      this.way = way;
      boolean mute = obstacle == Obstacle.NO_PERMISSION;
      name = actorName(mute);
      actor = staff.with(name, roles(mute));
      if (way == Way.SUBSTITUTE) {
        first = "boss-of-" + name;
        staff.person(first);
        staff.absent(first, name);
      } else {
        first = way.isHandedOn() ? "boss" : name;
      }
    }

    private String actorName(boolean mute) {
      String who = way == Way.SUBSTITUTE || way == Way.ADMINISTRATOR ? "-" + way.name() : "";
      return (mute ? "clerk" : "actor") + who.toLowerCase(java.util.Locale.ROOT);
    }

    private String[] roles(boolean mute) {
      if (way == Way.ADMINISTRATOR) {
        return mute
            ? new String[] {"operator", "clerk", "finance"}
            : new String[] {"staff", "operator", "finance"};
      }
      boolean only = way == Way.SUBSTITUTE;
      return mute
          ? new String[] {"clerk"}
          : only ? new String[] {"staff"} : new String[] {"staff", "finance"};
    }

    void ask() {
      String both = "'users':['" + first + "','other']";
      String action = ",'action':{'name':'pay','arguments':{'a':1}}";
      id =
          obstacle == null
              ? asked(eve, "'approvers':{" + both + "}")
              : switch (obstacle) {
                case REQUESTER -> asked(actor, "'approvers':{" + both + ",'notRequester':true}");
                case EARLIER_APPROVER ->
                    asked(
                        eve,
                        "'stages':[{'name':'one','approvers':{'users':['%s']}},{'name':'two','approvers':{%s,'distinctFrom':['one']}}]"
                            .formatted(name, both));
                case PAIR -> paired(both);
                case NOT_ASKED ->
                    asked(
                        eve,
                        "'approvers':{'users':['" + (way.isHandedOn() ? "other" : "mate") + "']}");
                case EXPIRED ->
                    asked(eve, "'stages':[{'approvers':{" + both + "},'expires':'PT4S'}]");
                case LATER_STAGE ->
                    asked(
                        eve,
                        "'stages':[{'approvers':{'users':['other']}},{'approvers':{'users':['"
                            + first
                            + "']}}]");
                case CLAIMED -> asked(eve, "'approvers':{'roles':['finance']}");
                case TWICE -> asked(eve, "'approvers':{" + both + "},'policy':'ALL'");
                case OTHER_THAN_SHOWN, NOTHING_SHOWN ->
                    asked(eve, "'approvers':{" + both + "}" + action);
                case OTHER_TENANT, NO_PERMISSION, DECIDED, CANCELLED, SENT_BACK ->
                    asked(eve, "'approvers':{" + both + "}");
              };
      if (obstacle == Obstacle.EARLIER_APPROVER) {
        json(does(actor, id, "decisions", APPROVE), 201);
      }
      if (obstacle == Obstacle.CLAIMED) {
        json(does(other, id, "claim", "{}"), 200);
      }
    }

    private String paired(String both) {
      String requester = "kin-of-" + name + "-" + way.name().toLowerCase(java.util.Locale.ROOT);
      Caller kin = staff.person(requester);
      staff.apart(name, requester);
      return asked(kin, "'approvers':{" + both + "}");
    }

    /** Brings the place to the actor; answers the refusal when that is refused already. */
    private Refusal hand() {
      if (!way.isHandedOn() || obstacle == Obstacle.NOT_ASKED) {
        return null;
      }
      String verb = way == Way.DELEGATE ? "delegate" : "forward";
      return refusal(does(staff.with("boss"), id, verb, "{'to':'" + name + "'}"), 200);
    }

    void obstruct() {
      if (obstacle == Obstacle.DECIDED) {
        json(does(other, id, "decisions", "{'decision':'REJECT'}"), 201);
      } else if (obstacle == Obstacle.SENT_BACK) {
        json(does(other, id, "decisions", "{'decision':'REQUEST_CHANGES'}"), 201);
      } else if (obstacle == Obstacle.CANCELLED) {
        json(does(eve, id, "cancel", "{}"), 200);
      } else if (obstacle == Obstacle.EXPIRED) {
        staff.untilStatus(id, "EXPIRED");
      } else if (obstacle == Obstacle.TWICE) {
        assertThat(decide()).isNull();
      }
    }

    /** The refusal, or null. */
    private Refusal decide() {
      Caller who = obstacle == Obstacle.OTHER_TENANT ? foreign : actor;
      String shown =
          obstacle == Obstacle.OTHER_THAN_SHOWN ? ",'shown':'" + "0".repeat(64) + "'" : "";
      if (way != Way.BULK) {
        return refusal(does(who, id, "decisions", "{'decision':'APPROVE'" + shown + "}"), 201);
      }
      HttpResponse<String> answer =
          who.post(
              "api/v1/approvals/decisions",
              body("{'items':[{'approvalId':'" + id + "','decision':'APPROVE'" + shown + "}]}"));
      if (answer.statusCode() != 207) {
        return refusal(answer, 201);
      }
      return refusal(Json.parse(answer.body()).at("/failed/0/problem"));
    }

    private static Refusal refusal(HttpResponse<String> answer, int success) {
      if (answer.statusCode() == success) {
        return null;
      }
      JsonNode problem = Json.parse(answer.body());
      assertThat(problem.path("status").asInt())
          .as(Answers.told(answer))
          .isEqualTo(answer.statusCode());
      return refusal(problem);
    }

    private static Refusal refusal(JsonNode problem) {
      return new Refusal(
          problem.path("status").asInt(),
          problem.path("type").asText().replace("urn:assent:problem:", ""));
    }
  }
}
