package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.identity.Standing.Principal;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.TestBatch;
import dev.assent.testing.Scene;
import dev.assent.testing.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For whom callers act, asked of a database of its own. Days count from the database's today. */
class StandingsIT {
  private static DataSource database;
  private static final Standings standings = new Standings();

  private final String tenant = Scene.fresh("t");

  /** Asks something of the caller's standing. */
  private record Ask(Caller caller) implements Command<Standing>, CallerCommand {
    @Override
    public Class<Standing> answerType() {
      return Standing.class;
    }

    @Override
    public @Nullable IdempotencyKey idempotencyKey() {
      return null;
    }
  }

  @BeforeAll
  static void schema() {
    database = TestDatabase.migrated();
    standings.queries = new StandingQueries();
    standings.queries.database = database;
  }

  @BeforeEach
  void tenants() throws SQLException {
    execute("insert into tenants values ('%s', 'T', now())".formatted(tenant));
  }

  @Test
  void a_user_without_absences_and_pairs_acts_alone() throws SQLException {
    assertThat(standing("erin")).isEqualTo(Standing.alone("erin"));
    assertThat(standings.principals(tenant, "erin")).isEmpty();
  }

  @Test
  void a_substitute_acts_for_the_absent_and_for_those_who_named_the_absent() throws SQLException {
    absent("dave", 0, 1, "erin");
    absent("carol", -3, 10, "dave");
    absent("bob", -1, 1, "erin");

    assertThat(standing("erin").principals())
        .containsExactlyInAnyOrder(
            new Principal("dave", List.of("dave")),
            new Principal("carol", List.of("carol", "dave")),
            new Principal("bob", List.of("bob")));
    assertThat(standings.principals(tenant, "erin"))
        .containsExactlyInAnyOrder("dave", "carol", "bob");
    assertThat(standing("dave").principals())
        .as("an absent one still acts for those who named him")
        .containsExactly(new Principal("carol", List.of("carol")));
    assertThat(standing("carol").principals()).isEmpty();
  }

  @Test
  void days_are_half_open_and_one_that_is_not_absent_breaks_the_chain() throws SQLException {
    absent("over", -5, 0, "erin");
    absent("tomorrow", 1, 2, "erin");
    absent("today", 0, 1, "erin");
    absent("behind", 0, 1, "tomorrow");

    assertThat(standings.principals(tenant, "erin")).containsExactly("today");
    assertThat(standing("erin").principals()).extracting(Principal::name).containsExactly("today");
  }

  @Test
  void today_is_a_day_of_utc() throws SQLException {
    execute(
        "insert into absences select '%s', 'dave', d, d + 1, 'erin', null, now() from (select (now() at time zone 'UTC')::date as d) x"
            .formatted(tenant));
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      for (String zone : List.of("Pacific/Kiritimati", "Pacific/Pago_Pago")) {
        statement.execute("set time zone '" + zone + "'");
        try (var row =
            statement.executeQuery(
                Standings.PRINCIPALS_SQL
                    .replaceFirst("\\?", "'" + tenant + "'")
                    .replaceFirst("\\?", "'erin'"))) {
          assertThat(row.next()).as(zone).isTrue();
        }
      }
    }
  }

  @Test
  void reaches_over_five_absences_and_no_further_even_in_a_circle() throws SQLException {
    for (int i = 0; i < 8; i++) {
      absent("u" + i, 0, 1, "u" + (i + 1));
    }
    assertThat(standings.principals(tenant, "u8")).containsExactly("u7", "u6", "u5", "u4", "u3");

    absent("x", 0, 1, "y");
    absent("y", 0, 1, "x");
    assertThat(standings.principals(tenant, "x")).containsExactly("y");
    assertThat(standing("x").principals()).containsExactly(new Principal("y", List.of("y")));
  }

  @Test
  void pairs_bar_the_caller_and_the_principals_whichever_way_they_are_written()
      throws SQLException {
    absent("dave", 0, 1, "erin");
    pair("adam", "erin", "married");
    pair("dave", "zoe", "siblings");
    pair("adam", "zoe", "neighbours");

    Standing erin = standing("erin");
    assertThat(erin.barred("erin", "adam")).contains("married");
    assertThat(erin.barred("erin", "zoe")).isEmpty();
    assertThat(erin.barred("dave", "zoe")).contains("siblings");
    assertThat(erin.barred("dave", "adam")).isEmpty();
    assertThatThrownBy(() -> erin.barred("adam", "zoe"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(standing("zoe").barred("zoe", "adam")).contains("neighbours");
  }

  @Test
  void knows_every_caller_of_a_batch_and_nobody_else() throws SQLException {
    String other = tenant + "-other";
    execute("insert into tenants values ('%s', 'T', now())".formatted(other));
    absent("dave", 0, 1, "erin");
    pair("adam", "erin", "married");

    List<Standing> found =
        ask(
            List.of(
                caller(tenant, "erin"),
                caller(other, "erin"),
                caller(tenant, "frank"),
                caller(tenant, "erin")),
            (batch, caller) -> standings.of(batch, caller));

    assertThat(found.get(0).principal("dave")).isPresent();
    assertThat(found.get(0).barred("erin", "adam")).isPresent();
    assertThat(found.subList(1, 3))
        .as("another tenant's erin, and frank")
        .containsExactly(Standing.alone("erin"), Standing.alone("frank"));
    assertThat(found.get(3)).isEqualTo(found.get(0));
    assertThatThrownBy(
            () ->
                ask(
                    List.of(caller(tenant, "erin")),
                    (batch, caller) -> standings.of(batch, caller(tenant, "dave"))))
        .isInstanceOf(IllegalStateException.class);
  }

  private Standing standing(String user) {
    return ask(List.of(caller(tenant, user)), standings::of).get(0);
  }

  private static List<Standing> ask(
      List<Caller> callers, BiFunction<Batch, Caller, Standing> question) {
    List<Ask> commands = new ArrayList<>();
    callers.forEach(caller -> commands.add(new Ask(caller)));
    CommandHandler<Ask, Standing> handler =
        new CommandHandler<>(Ask.class, (ask, batch) -> question.apply(batch, ask.caller()));
    return TestBatch.run(database, standings, handler, commands, () -> {});
  }

  private static Caller caller(String tenant, String user) {
    return new Caller(tenant, user, Set.of(), Set.of());
  }

  private void absent(String user, int from, int until, String substitute) throws SQLException {
    execute(
        "insert into absences select '%s', '%s', d + %d, d + %d, '%s', null, now() from (select (now() at time zone 'UTC')::date as d) x"
            .formatted(tenant, user, from, until, substitute));
  }

  private void pair(String one, String other, String reason) throws SQLException {
    execute(
        "insert into separation_pairs values (gen_random_uuid(), '%s', '%s', '%s', '%s', 'root', now())"
            .formatted(tenant, one, other, reason));
  }

  private static void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
