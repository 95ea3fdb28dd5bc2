package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The table {@code people}. */
@ApplicationScoped
class ProfileRepository extends JdbcRepository {
  private static final Mapping<Profile> PROFILE =
      row ->
          new Profile(
              row.getString("tenant_id"),
              row.getString("user_name"),
              row.getString("manager"),
              texts(row, "capabilities"),
              instant(row, "updated_at"),
              row.getLong("revision"));

  public Optional<Profile> find(String tenant, String user) {
    return list(
            PROFILE,
            "select tenant_id, user_name, manager, capabilities, updated_at, revision from people"
                + " where tenant_id = ? and user_name = ?",
            tenant,
            user)
        .stream()
        .findFirst();
  }

  /** The user and the managers above, at most {@code atMost} of them; bounded in a circle too. */
  public List<String> withManagers(String tenant, String user, int atMost) {
    return list(
        row -> row.getString(1),
        "with recursive above (name, n) as (select ?::text, 1 union all"
            + " select p.manager, a.n + 1 from above a join people p on p.tenant_id = ?"
            + " and p.user_name = a.name where p.manager is not null and a.n < ?)"
            + " select name from above order by n",
        user,
        tenant,
        atMost);
  }

  public void add(Profile profile) {
    write(
        "insert into people (tenant_id, user_name, manager, capabilities, updated_at, revision)"
            + " values (?, ?, ?, ?, ?, ?)",
        profile.tenant(),
        profile.user(),
        profile.manager(),
        profile.capabilities(),
        profile.updatedAt(),
        profile.revision());
  }

  /** Writes the next revision of a profile whose tenant is locked. */
  public void replace(Profile profile) {
    write(
        "update people set manager = ?, capabilities = ?, updated_at = ?, revision = ?"
            + " where tenant_id = ? and user_name = ?",
        profile.manager(),
        profile.capabilities(),
        profile.updatedAt(),
        profile.revision(),
        profile.tenant(),
        profile.user());
  }

  public void remove(Profile profile) {
    write(
        "delete from people where tenant_id = ? and user_name = ?",
        profile.tenant(),
        profile.user());
  }
}
