package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The table {@code accounts}. */
@ApplicationScoped
class AccountRepository extends JdbcRepository {
  private static final String COLUMNS =
      "tenant_id, name, password_hash, roles, active, created_at, updated_at, revision";

  private static final Mapping<Account> ACCOUNT =
      row ->
          new Account(
              row.getString("tenant_id"),
              row.getString("name"),
              row.getString("password_hash"),
              texts(row, "roles"),
              row.getBoolean("active"),
              instant(row, "created_at"),
              instant(row, "updated_at"),
              row.getLong("revision"));

  /** False when there is one of this name. */
  public boolean add(Account account) {
    return write(
            "insert into accounts ("
                + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
            account.tenant(),
            account.name(),
            account.passwordHash(),
            account.roles(),
            account.active(),
            account.createdAt(),
            account.updatedAt(),
            account.revision())
        == 1;
  }

  /** Writes the next revision of an account whose tenant is locked. */
  public void replace(Account account) {
    write(
        "update accounts set password_hash = ?, roles = ?, active = ?, updated_at = ?, revision = ?"
            + " where tenant_id = ? and name = ?",
        account.passwordHash(),
        account.roles(),
        account.active(),
        account.updatedAt(),
        account.revision(),
        account.tenant(),
        account.name());
  }

  /**
   * The same password under stronger parameters; loses against a change of the password meanwhile.
   */
  public boolean rehash(Account account, String newHash) {
    return write(
            "update accounts set password_hash = ?"
                + " where tenant_id = ? and name = ? and password_hash = ?",
            newHash,
            account.tenant(),
            account.name(),
            account.passwordHash())
        == 1;
  }

  public void remove(Account account) {
    write(
        "delete from accounts where tenant_id = ? and name = ?", account.tenant(), account.name());
  }

  public Optional<Account> find(String tenant, String name) {
    return list(
            ACCOUNT,
            "select " + COLUMNS + " from accounts where tenant_id = ? and name = ?",
            tenant,
            name)
        .stream()
        .findFirst();
  }

  /** By name, those after {@code after}. */
  public List<Account> page(String tenant, String after, int rows) {
    return list(
        ACCOUNT,
        "select "
            + COLUMNS
            + " from accounts where tenant_id = ? and name > ? collate \"C\""
            + " order by name collate \"C\" limit ?",
        tenant,
        after,
        rows);
  }

  /** One of those who have the role. */
  public Optional<String> anyWithRole(String tenant, String role) {
    return list(
            row -> row.getString(1),
            "select name from accounts where tenant_id = ? and ? = any (roles) order by name limit"
                + " 1",
            tenant,
            role)
        .stream()
        .findFirst();
  }
}
