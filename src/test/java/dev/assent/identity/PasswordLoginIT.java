package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PasswordLoginIT {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final int FAILURES = 3;

  private static final Directory directory = new Directory();
  private static final Passwords passwords = new Passwords();
  private static final PasswordLogin login = new PasswordLogin();

  @BeforeAll
  static void schema() {
    DataSource database = TestDatabase.migrated();
    directory.accounts = new AccountRepository();
    directory.roles = new RoleRepository();
    directory.tenants = new TenantRepository();
    directory.accounts.database = database;
    directory.roles.database = database;
    directory.tenants.database = database;
    directory.prepare(Duration.ofMinutes(1));
    passwords.prepare(2, Duration.ofSeconds(10));
    login.directory = directory;
    login.accounts = directory.accounts;
    login.passwords = passwords;
    login.prepare(Optional.of("acme"), Duration.ofMinutes(1), FAILURES);
    directory.tenants.add(Tenant.named("acme", "Acme", NOW));
    directory.roles.add(new Role("acme", "reader", Set.of(Permissions.WORKFLOW_READ)));
  }

  @Test
  void tells_the_caller_with_the_roles_that_exist_and_what_they_permit() {
    open("kim", passwords.hash("correct horse"), "reader", "gone");

    Caller caller = login("kim", "correct horse");

    assertThat(caller)
        .isEqualTo(new Caller("acme", "kim", Set.of("reader"), Set.of("workflow_read")));
    assertThat(login.login(new BasicCredentials(Optional.of("acme"), "kim", "correct horse")))
        .isEqualTo(caller);
  }

  @Test
  void refuses_what_is_wrong_without_saying_which() {
    open("lee", passwords.hash("correct horse"));

    String wrongPassword = refused("lee", "wrong", ProblemType.UNAUTHENTICATED);
    assertThat(refused("nobody", "correct horse", ProblemType.UNAUTHENTICATED))
        .isEqualTo(wrongPassword);
    assertThat(refused("not a name", "x", ProblemType.UNAUTHENTICATED)).isEqualTo(wrongPassword);
  }

  @Test
  void lets_the_user_at_work_in_while_a_stranger_guesses() {
    open("ann", passwords.hash("correct horse"));
    login("ann", "correct horse");

    for (int i = 0; i < FAILURES; i++) {
      refused("ann", "guess " + i, ProblemType.UNAUTHENTICATED);
    }
    refused("ann", "another guess", ProblemType.TOO_MANY_REQUESTS);

    assertThat(login("ann", "correct horse").user()).isEqualTo("ann");
  }

  @Test
  void throttles_users_that_do_not_exist_like_those_that_do() {
    for (int i = 0; i < FAILURES; i++) {
      refused("ghost", "guess " + i, ProblemType.UNAUTHENTICATED);
    }

    refused("ghost", "another guess", ProblemType.TOO_MANY_REQUESTS);
  }

  @Test
  void a_remembered_password_is_worth_nothing_once_the_account_has_changed() {
    Account bob = open("bob", passwords.hash("correct horse"), "reader");
    login("bob", "correct horse");

    Account changed = bob.withPasswordHash(passwords.hash("battery staple"), NOW);
    directory.accounts.replace(changed);
    directory.forget(new AccountKey("acme", "bob"));
    refused("bob", "correct horse", ProblemType.UNAUTHENTICATED);
    assertThat(login("bob", "battery staple").roles()).containsExactly("reader");

    directory.accounts.replace(changed.deactivated(Set.of("reader"), NOW));
    directory.forget(new AccountKey("acme", "bob"));
    refused("bob", "battery staple", ProblemType.UNAUTHENTICATED);
  }

  @Test
  void strengthens_an_outdated_hash_at_a_login() {
    var weaker = Argon2Function.getInstance(1024, 1, 1, 32, Argon2.ID);
    open("old", Password.hash("correct horse").addRandomSalt(16).with(weaker).getResult());

    login("old", "correct horse");

    String hash = directory.accounts.find("acme", "old").orElseThrow().passwordHash();
    assertThat(passwords.isOutdated(hash)).isFalse();
    assertThat(login("old", "correct horse").user()).isEqualTo("old");
  }

  private static Account open(String name, String hash, String... roles) {
    Account account = Account.opened("acme", name, hash, Set.of(roles), NOW);
    directory.accounts.add(account);
    return account;
  }

  private static Caller login(String user, String password) {
    return login.login(new BasicCredentials(Optional.empty(), user, password));
  }

  private static String refused(String user, String password, ProblemType type) {
    var detail = new String[1];
    assertThatThrownBy(() -> login(user, password))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(type);
              detail[0] = e.detail();
            });
    return detail[0];
  }
}
