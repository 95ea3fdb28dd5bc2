package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.People.Person;
import dev.assent.platform.json.Json;
import dev.assent.testing.TestDatabase;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom an approval may be given to, among 15,000 people of three tenants. */
class PeopleIT {
  private static DataSource database;
  private static final People people = new People();

  private static final String ROWS =
      """
      insert into tenants values ('acme', 'Acme', now()), ('other', 'Other', now()), ('third', 'Third', now());
      insert into accounts (tenant_id, name, password_hash, roles, active, created_at, updated_at, revision)
      select t.id, 'filler-' || i, '$argon2id$' || repeat('x', 90), array['role-' || i % 250, 'staff'], true, now(), now(), 1
        from tenants t cross join generate_series(1, 5000) i;
      insert into people (tenant_id, user_name, manager, capabilities, updated_at, revision)
      select t.id, 'filler-' || i, 'filler-' || i / 10, array['skill-' || i % 250], now(), 1
        from tenants t cross join generate_series(10, 5000) i;
      insert into absences (tenant_id, user_name, absent_from, absent_until, substitute, updated_at)
      select t.id, 'filler-' || i, d.today - 1, d.today + 5, 'filler-' || i + 1, now()
        from tenants t cross join generate_series(1, 5000, 2) i
       cross join (select (now() at time zone 'UTC')::date as today) d;
      insert into separation_pairs (id, tenant_id, one_user, other_user, reason, created_by, created_at)
      select gen_random_uuid(), t.id, 'filler-' || i, 'x-' || i / 10, 'married', 'root', now()
        from tenants t cross join generate_series(1, 5000) i;
      insert into roles (tenant_id, name, permissions, members)
      select t.id, 'role-' || i, '{}', '{}' from tenants t cross join generate_series(0, 900) i;
      insert into roles (tenant_id, name, permissions, members) values
        ('acme', 'finance', '{}', '{}'), ('acme', 'controlling', '{}', '{}'),
        ('acme', 'finance-or-controlling', '{}', '{finance,controlling}'),
        ('acme', 'money', '{}', '{finance-or-controlling,treasury}'), ('acme', 'treasury', '{}', '{}');
      insert into accounts (tenant_id, name, password_hash, roles, active, created_at, updated_at, revision) values
        ('acme', 'ann', '$argon2id$', '{finance}', true, now(), now(), 1),
        ('acme', 'Bob', '$argon2id$', '{controlling,finance}', true, now(), now(), 1),
        ('acme', 'cid', '$argon2id$', '{treasury}', true, now(), now(), 1),
        ('acme', 'dan', '$argon2id$', '{money}', true, now(), now(), 1),
        ('acme', 'gone', '$argon2id$', '{finance}', false, now(), now(), 1),
        ('other', 'eve', '$argon2id$', '{finance}', true, now(), now(), 1);
      insert into people (tenant_id, user_name, manager, capabilities, updated_at, revision) values
        ('acme', 'ann', 'dan', '{contracts,german}', now(), 1), ('acme', 'Bob', 'gone', '{contracts}', now(), 1),
        ('acme', 'gone', 'token-user', '{contracts}', now(), 1), ('acme', 'token-user', null, '{contracts}', now(), 1),
        ('other', 'eve', 'mallory', '{contracts}', now(), 1);
      insert into absences (tenant_id, user_name, absent_from, absent_until, substitute, updated_at)
      select v.* from (select (now() at time zone 'UTC')::date as today) d cross join lateral (values
        ('acme', 'ann', d.today, d.today + 1, 'cid', now()), ('acme', 'Bob', d.today + 1, d.today + 2, 'cid', now()),
        ('acme', 'dan', d.today - 2, d.today, 'cid', now()), ('acme', 'token-user', d.today - 2, d.today + 2, null, now())) v;
      analyze""";

  @BeforeAll
  static void fill() throws SQLException {
    database = TestDatabase.migrated();
    people.queries = new PersonQueries();
    people.queries.database = database;
    people.roles = new RoleRepository();
    people.roles.database = database;
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(ROWS);
    }
  }

  @Test
  void finds_who_has_a_role_or_one_that_it_contains() {
    Person ann = new Person("ann", Set.of("contracts", "german"), true, "cid");
    Person bob = new Person("Bob", Set.of("contracts"), false, null);

    assertThat(people.inRole("acme", "finance", 10)).containsExactly(bob, ann);
    assertThat(people.inRole("acme", "finance-or-controlling", 10)).containsExactly(bob, ann);
    assertThat(people.inRole("acme", "money", 10))
        .extracting(Person::name)
        .containsExactly("Bob", "ann", "cid", "dan");
    assertThat(people.inRole("acme", "money", 2)).containsExactly(bob, ann);
    assertThat(people.inRole("acme", "treasury", 10))
        .containsExactly(new Person("cid", Set.of(), false, null));
    assertThat(people.inRole("other", "finance-or-controlling", 10)).isEmpty();
    assertThat(people.inRole("other", "finance", 10)).extracting(Person::name).containsOnly("eve");
    assertThat(people.inRole("acme", "no-such-role", 10)).isEmpty();
  }

  @Test
  void finds_who_has_a_capability_with_an_account_or_without() {
    assertThat(people.withCapability("acme", "contracts", 10))
        .extracting(Person::name)
        .containsExactly("Bob", "ann", "token-user");
    assertThat(people.withCapability("acme", "contracts", 1))
        .extracting(Person::name)
        .containsExactly("Bob");
    assertThat(people.withCapability("acme", "german", 10))
        .containsExactly(new Person("ann", Set.of("contracts", "german"), true, "cid"));
    assertThat(people.withCapability("third", "contracts", 10)).isEmpty();
  }

  @Test
  void finds_the_manager_unless_the_account_is_not_active() {
    assertThat(people.manager("acme", "ann")).contains(new Person("dan", Set.of(), false, null));
    assertThat(people.manager("acme", "gone"))
        .contains(new Person("token-user", Set.of("contracts"), true, null));
    assertThat(people.manager("acme", "Bob")).as("whose manager is not active").isEmpty();
    assertThat(people.manager("acme", "dan")).isEmpty();
    assertThat(people.manager("third", "ann")).isEmpty();
  }

  @Test
  void knows_who_may_come() {
    Set<String> asked = Set.of("ann", "gone", "token-user", "eve", "nobody");
    assertThat(people.known("acme", asked)).containsExactlyInAnyOrder("ann", "token-user");
    assertThat(people.isHeld("acme", "money")).as("by those who have its members").isTrue();
    assertThat(people.isHeld("acme", "role-700")).as("by nobody").isFalse();
    assertThat(people.isHeld("acme", "none")).isFalse();
    assertThat(people.isHeld("other", "finance")).as("which is a role of another tenant").isFalse();

    people.tokens = true;
    try {
      assertThat(people.known("acme", asked))
          .as("an account that is not active keeps tokens out as well")
          .containsExactlyInAnyOrder("ann", "token-user", "eve", "nobody");
      assertThat(people.isHeld("acme", "role-700")).isTrue();
      assertThat(people.isHeld("acme", "none")).isFalse();
    } finally {
      people.tokens = false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
  void reads_no_table_from_end_to_end(String mode) throws SQLException {
    plan(mode, PersonQueries.IN_ROLE, "finance-or-controlling", "acme", "acme", 50, "acme", "acme");
    plan(mode, PersonQueries.IN_ROLE, "role-7", "other", "other", 50, "other", "other");
    plan(mode, PersonQueries.WITH_CAPABILITY, "acme", "skill-7", 50, "acme", "acme");
    plan(mode, PersonQueries.MANAGER, "acme", "filler-77", "acme", "acme");
    plan(mode, PersonQueries.KNOWN, new String[] {"filler-77"}, "acme", false, "acme");
    plan(mode, StandingQueries.PRINCIPALS, "acme", "filler-78");
    plan(mode, StandingQueries.LOAD, new String[] {"acme"}, new String[] {"filler-78"});
    assertThat(people.withCapability("acme", "skill-7", 50)).hasSize(19);
    assertThat(people.inRole("other", "role-7", 50)).hasSize(20);
  }

  private static void plan(String mode, String sql, Object... values) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("set plan_cache_mode = " + mode);
      statement.execute("prepare explained as " + numbered(sql));
      try (var rows =
          statement.executeQuery(
              "explain (analyze, buffers, format json) execute explained(" + given(values) + ")")) {
        rows.next();
        JsonNode plan = Json.parse(rows.getString(1)).path(0).path("Plan");
        int buffers =
            plan.path("Shared Hit Blocks").asInt() + plan.path("Shared Read Blocks").asInt();
        System.out.printf("%s %s: %d buffers%n", mode, given(values), buffers);
        assertThat(plan.findValuesAsText("Node Type"))
            .as(plan.toPrettyString())
            .doesNotContain("Seq Scan");
        assertThat(buffers).as(plan.toPrettyString()).isLessThan(400);
      }
    }
  }

  private static String numbered(String sql) {
    StringBuilder numbered = new StringBuilder();
    int n = 0;
    for (char c : sql.toCharArray()) {
      numbered.append(c == '?' ? "$" + ++n : String.valueOf(c));
    }
    return numbered.toString().replace("unnest($1, $2)", "unnest($1::text[], $2::text[])");
  }

  private static String given(Object... values) {
    StringBuilder given = new StringBuilder();
    for (Object value : values) {
      String text =
          value instanceof String[] array ? "{" + String.join(",", array) + "}" : value.toString();
      given.append(given.isEmpty() ? "" : ", ").append('\'').append(text).append('\'');
    }
    return given.toString();
  }
}
