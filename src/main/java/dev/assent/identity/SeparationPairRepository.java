package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code separation_pairs}. */
@ApplicationScoped
class SeparationPairRepository extends JdbcRepository {
  /** As many as a user may be in, so that a decision reads few. */
  static final int MAX_PER_USER = 100;

  private static final String SELECT =
      "select id, tenant_id, one_user, other_user, reason, created_by, created_at"
          + " from separation_pairs where tenant_id = ?";

  private static final Mapping<SeparationPair> PAIR =
      row ->
          new SeparationPair(
              row.getObject("id", UUID.class),
              row.getString("tenant_id"),
              row.getString("one_user"),
              row.getString("other_user"),
              row.getString("reason"),
              row.getString("created_by"),
              instant(row, "created_at"));

  /** False when there is one of these two. */
  public boolean add(SeparationPair pair) {
    return write(
            "insert into separation_pairs (id, tenant_id, one_user, other_user, reason, created_by,"
                + " created_at) values (?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (tenant_id, one_user, other_user) do nothing",
            pair.id(),
            pair.tenant(),
            pair.one(),
            pair.other(),
            pair.reason(),
            pair.createdBy(),
            pair.createdAt())
        == 1;
  }

  public void remove(SeparationPair pair) {
    write("delete from separation_pairs where tenant_id = ? and id = ?", pair.tenant(), pair.id());
  }

  public Optional<SeparationPair> find(String tenant, UUID id) {
    return list(PAIR, SELECT + " and id = ?", tenant, id).stream().findFirst();
  }

  /** How many pairs name the user. */
  public int count(String tenant, String user) {
    return list(
            row -> row.getInt(1),
            "select count(*) from separation_pairs where tenant_id = ?"
                + " and (one_user = ? or other_user = ?)",
            tenant,
            user,
            user)
        .get(0);
  }

  /** Newest first, those before {@code before}. */
  public List<SeparationPair> page(String tenant, UUID before, int rows) {
    return list(PAIR, SELECT + " and id < ? order by id desc limit ?", tenant, before, rows);
  }
}
