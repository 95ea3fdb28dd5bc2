package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The table {@code tenants}. */
@ApplicationScoped
class TenantRepository extends JdbcRepository {
  private static final Mapping<Tenant> TENANT =
      row -> new Tenant(row.getString("id"), row.getString("name"), instant(row, "created_at"));

  /**
   * False when the id is taken; then it waits for the other transaction that takes it, if there is
   * one.
   */
  public boolean add(Tenant tenant) {
    return write(
            "insert into tenants (id, name, created_at) values (?, ?, ?) on conflict do nothing",
            tenant.id(),
            tenant.name(),
            tenant.createdAt())
        == 1;
  }

  /**
   * Changes of one tenant's accounts and roles wait for each other: what one of them checks the
   * next must not undo.
   */
  public void lock(String id) {
    list(row -> row.getString(1), "select id from tenants where id = ? for no key update", id);
  }

  public Optional<Tenant> find(String id) {
    return list(TENANT, "select id, name, created_at from tenants where id = ?", id).stream()
        .findFirst();
  }

  public boolean isEmpty() {
    return list(row -> row.getString(1), "select id from tenants limit 1").isEmpty();
  }

  /** By id, those after {@code after}. */
  public List<Tenant> page(String after, int rows) {
    return list(
        TENANT,
        "select id, name, created_at from tenants where id > ? collate \"C\""
            + " order by id collate \"C\" limit ?",
        after,
        rows);
  }
}
