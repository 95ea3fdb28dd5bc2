package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.testing.TestDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityRepositoryIT {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00.123456Z");

  private static final TenantRepository tenants = new TenantRepository();
  private static final RoleRepository roles = new RoleRepository();
  private static final AccountRepository accounts = new AccountRepository();

  @BeforeAll
  static void schema() {
    DataSource database = TestDatabase.migrated();
    tenants.database = database;
    roles.database = database;
    accounts.database = database;
    assertThat(tenants.isEmpty()).isTrue();
    tenants.add(Tenant.named("acme", "Acme", NOW));
    tenants.add(Tenant.named("demo", "Demo", NOW));
  }

  @Test
  void keeps_an_account_as_it_was() {
    Account kim = account("acme", "kim", Set.of("employee", "a,b\"{}"));

    assertThat(accounts.add(kim)).isTrue();
    assertThat(accounts.find("acme", "kim")).contains(kim);
    assertThat(accounts.add(kim)).as("again").isFalse();
    assertThat(accounts.find("demo", "kim")).as("another tenant").isEmpty();

    Account off = kim.deactivated(Set.of(), NOW.plusSeconds(1));
    accounts.replace(off);
    assertThat(accounts.find("acme", "kim")).contains(off);
    assertThat(off.revision()).isEqualTo(2);

    accounts.remove(off);
    assertThat(accounts.find("acme", "kim")).isEmpty();
  }

  @Test
  void replaces_a_hash_only_if_the_password_is_still_the_same() {
    Account lee = account("acme", "lee", Set.of());
    accounts.add(lee);

    assertThat(accounts.rehash(lee, "$argon2id$stronger")).isTrue();
    assertThat(accounts.rehash(lee, "$argon2id$late")).isFalse();
    assertThat(accounts.find("acme", "lee").orElseThrow().passwordHash())
        .isEqualTo("$argon2id$stronger");
  }

  @Test
  void pages_by_name_in_one_order_for_all_and_within_the_tenant() {
    tenants.add(Tenant.named("paged", "Paged", NOW));
    for (String name : List.of("a", "B", "_", "a-b", "ab", "A")) {
      accounts.add(account("paged", name, Set.of()));
    }

    assertThat(accounts.page("paged", "", 4))
        .extracting(Account::name)
        .containsExactly("A", "B", "_", "a");
    assertThat(accounts.page("paged", "a", 4))
        .extracting(Account::name)
        .containsExactly("a-b", "ab");
  }

  @Test
  void keeps_roles_and_finds_who_has_them() {
    Role reader = new Role("acme", "reader", Set.of(Permissions.WORKFLOW_READ));
    assertThat(roles.add(reader)).isTrue();
    assertThat(roles.add(reader)).isFalse();
    assertThat(roles.find("acme", "reader")).contains(reader);
    assertThat(roles.find("demo", "reader")).isEmpty();
    roles.replace(new Role("acme", "reader", Set.of()));
    assertThat(roles.find("acme", "reader").orElseThrow().permissions()).isEmpty();

    accounts.add(account("acme", "ann", Set.of("reader")));
    assertThat(accounts.anyWithRole("acme", "reader")).contains("ann");
    assertThat(accounts.anyWithRole("demo", "reader")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "", "a b", "ä"})
  void the_tables_refuse_what_the_code_refuses(String name) {
    assertThat(Names.isUser(name)).isFalse();
    assertThatThrownBy(() -> accounts.add(account("acme", name, Set.of())))
        .hasMessageContaining("accounts_name_check");
    assertThatThrownBy(() -> tenants.add(Tenant.named(name, "x", NOW)))
        .hasMessageContaining("tenants_id_check");
    assertThatThrownBy(() -> roles.add(new Role("acme", name, Set.of())))
        .hasMessageContaining("roles_name_check");
  }

  @Test
  void the_tables_refuse_unknown_permissions_and_passwords_that_are_no_hash() {
    assertThatThrownBy(() -> roles.add(new Role("acme", "r", Set.of("everything"))))
        .hasMessageContaining("roles_permissions_check");
    assertThatThrownBy(() -> accounts.add(Account.opened("acme", "plain", "secret", Set.of(), NOW)))
        .hasMessageContaining("accounts_password_hash_check");
  }

  private static Account account(String tenant, String name, Set<String> held) {
    return Account.opened(tenant, name, "$argon2id$" + name, held, NOW);
  }
}
