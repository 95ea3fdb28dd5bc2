package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The table {@code roles}. */
@ApplicationScoped
class RoleRepository extends JdbcRepository {
  /** As many as a tenant may have, so that all of them fit in memory and in a list. */
  static final int MAX_PER_TENANT = 1000;

  private static final Mapping<Role> ROLE =
      row ->
          new Role(
              row.getString("tenant_id"),
              row.getString("name"),
              texts(row, "permissions"),
              texts(row, "members"));

  /** False when there is one of this name. */
  public boolean add(Role role) {
    return write(
            "insert into roles (tenant_id, name, permissions, members) values (?, ?, ?, ?)"
                + " on conflict do nothing",
            role.tenant(),
            role.name(),
            role.permissions(),
            role.members())
        == 1;
  }

  public void replace(Role role) {
    write(
        "update roles set permissions = ?, members = ? where tenant_id = ? and name = ?",
        role.permissions(),
        role.members(),
        role.tenant(),
        role.name());
  }

  public void remove(Role role) {
    write("delete from roles where tenant_id = ? and name = ?", role.tenant(), role.name());
  }

  public Optional<Role> find(String tenant, String name) {
    return list(
            ROLE,
            "select tenant_id, name, permissions, members from roles where tenant_id = ? and name = ?",
            tenant,
            name)
        .stream()
        .findFirst();
  }

  public List<Role> all(String tenant) {
    return page(tenant, "", MAX_PER_TENANT);
  }

  /** By name, those after {@code after}. */
  public List<Role> page(String tenant, String after, int rows) {
    return list(
        ROLE,
        "select tenant_id, name, permissions, members from roles where tenant_id = ? and name > ? collate"
            + " \"C\" order by name collate \"C\" limit ?",
        tenant,
        after,
        rows);
  }
}
