package dev.assent.identity;

import dev.assent.platform.schema.DataSourceConfig;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;

/** The statements that find out for whom users act today. */
@ApplicationScoped
class StandingQueries {
  // Each has one absence and so one substitute: whoever is reached is reached once. An absence that
  // is not of today breaks
  // the chain. What the service refuses, circles and chains that are too long, ends here all the
  // same.
  private static final String ACTING =
      """
      acting (tenant_id, caller, principal, via) as (
        select tenant_id, user_name, user_name, array[]::text[] from asked
        union all
        select c.tenant_id, c.caller, a.user_name, a.user_name || c.via
          from acting c join absences a on a.tenant_id = c.tenant_id and a.substitute = c.principal
         where cardinality(c.via) < %d and a.absent_from <= (now() at time zone 'UTC')::date
           and a.absent_until > (now() at time zone 'UTC')::date
           and a.user_name <> c.caller and not a.user_name = any(c.via))"""
          .formatted(Substitution.MAX_CHAIN);

  /** Parameters: tenants, users. */
  static final String LOAD =
      """
      with recursive asked as (select * from unnest(?, ?) as a(tenant_id, user_name)),
      """
          + ACTING
          + """

      select tenant_id, caller, principal as name, via, null as other, null as reason from acting where cardinality(via) > 0
      union all
      select c.tenant_id, c.caller, c.principal, null, p.other, p.reason
        from acting c cross join lateral (
             select other_user as other, reason from separation_pairs s where s.tenant_id = c.tenant_id and s.one_user = c.principal
             union all
             select one_user, reason from separation_pairs s where s.tenant_id = c.tenant_id and s.other_user = c.principal) p""";

  /** Parameters: tenant, user. */
  static final String PRINCIPALS =
      """
      with recursive asked as (select ?::text as tenant_id, ?::text as user_name),
      """
          + ACTING
          + "\nselect principal from acting where cardinality(via) > 0";

  @Resource(lookup = DataSourceConfig.JNDI_NAME)
  DataSource database;

  public List<String> principals(String tenant, String user) {
    return new Query(PRINCIPALS, tenant, user).list(database, row -> row.getString(1));
  }

  public Standing standing(AccountKey caller) {
    return Objects.requireNonNull(
        standings(caller.tenant(), Set.of(caller.user())).get(caller.user()));
  }

  public Map<String, Standing> standings(String tenant, Set<String> users) {
    List<String> names = List.copyOf(users);
    Found found = new Found();
    new Query(LOAD, Collections.nCopies(names.size(), tenant), names)
        .each(
            database,
            row -> {
              found.add(row);
              return true;
            });
    Map<String, Standing> standings = new LinkedHashMap<>();
    names.forEach(name -> standings.put(name, found.of(new AccountKey(tenant, name))));
    return standings;
  }

  /** What has been read of the users that were asked for; those without a row act alone. */
  static final class Found {
    private final Map<AccountKey, List<Standing.Principal>> principals = new LinkedHashMap<>();
    private final Map<AccountKey, List<Standing.Pair>> pairs = new LinkedHashMap<>();

    void add(ResultSet row) throws SQLException {
      AccountKey caller = new AccountKey(row.getString("tenant_id"), row.getString("caller"));
      String name = row.getString("name");
      String other = row.getString("other");
      if (other == null) {
        List<String> via = List.of((String[]) row.getArray("via").getArray());
        principals
            .computeIfAbsent(caller, c -> new ArrayList<>())
            .add(new Standing.Principal(name, via));
      } else {
        pairs
            .computeIfAbsent(caller, c -> new ArrayList<>())
            .add(new Standing.Pair(name, other, row.getString("reason")));
      }
    }

    Standing of(AccountKey caller) {
      return new Standing(
          caller.user(),
          principals.getOrDefault(caller, List.of()),
          pairs.getOrDefault(caller, List.of()));
    }
  }
}
