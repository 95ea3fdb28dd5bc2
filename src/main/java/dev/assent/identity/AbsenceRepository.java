package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The table {@code absences}. */
@ApplicationScoped
class AbsenceRepository extends JdbcRepository {
  private static final String SELECT =
      "select tenant_id, user_name, absent_from, absent_until, substitute, reason from absences"
          + " where tenant_id = ?";

  private static final Mapping<Absence> ABSENCE =
      row ->
          new Absence(
              row.getString("tenant_id"),
              row.getString("user_name"),
              row.getObject("absent_from", LocalDate.class),
              row.getObject("absent_until", LocalDate.class),
              row.getString("substitute"),
              row.getString("reason"));

  public Optional<Absence> find(String tenant, String user) {
    return list(ABSENCE, SELECT + " and user_name = ?", tenant, user).stream().findFirst();
  }

  /** Those with a substitute that have a day in common with {@code absence}, of other users. */
  public List<Absence> during(Absence absence) {
    return list(
        ABSENCE,
        SELECT
            + " and substitute is not null and absent_from < ? and absent_until > ?"
            + " and user_name <> ?",
        absence.tenant(),
        absence.until(),
        absence.from(),
        absence.user());
  }

  /** In the place of the user's former one, if there was one. */
  public void put(Absence absence, Instant at) {
    write(
        "insert into absences (tenant_id, user_name, absent_from, absent_until, substitute, reason,"
            + " updated_at) values (?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (tenant_id, user_name) do update set absent_from = excluded.absent_from,"
            + " absent_until = excluded.absent_until, substitute = excluded.substitute,"
            + " reason = excluded.reason, updated_at = excluded.updated_at",
        absence.tenant(),
        absence.user(),
        absence.from(),
        absence.until(),
        absence.substitute(),
        absence.reason(),
        at);
  }

  public void remove(Absence absence) {
    write(
        "delete from absences where tenant_id = ? and user_name = ?",
        absence.tenant(),
        absence.user());
  }
}
