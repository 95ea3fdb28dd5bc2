package dev.assent.identity;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The statements that find people for {@link People}. */
@ApplicationScoped
class PersonQueries extends JdbcRepository {
  private static final String PERSON =
      """
      select found.name, coalesce(p.capabilities, '{}') as capabilities, a.user_name is not null as absent, a.substitute
        from found left join people p on p.tenant_id = ? and p.user_name = found.name
        left join absences a on a.tenant_id = ? and a.user_name = found.name
             and a.absent_from <= (now() at time zone 'UTC')::date and a.absent_until > (now() at time zone 'UTC')::date
       order by found.name collate "C\"""";

  static final String IN_ROLE =
      """
      with recursive wanted (name, depth) as (
             select ?::text, 0
             union
             select m.name, w.depth + 1 from wanted w join roles r on r.tenant_id = ? and r.name = w.name
              cross join lateral unnest(r.members) as m(name)
              where w.depth < %d),
           found as (
             select c.name from accounts c
              where c.tenant_id = ? and c.active and c.roles && (select array_agg(name) from wanted)
              order by c.name collate "C" limit ?)
      """
              .formatted(RoleGraph.MAX_DEPTH)
          + PERSON;

  static final String WITH_CAPABILITY =
      """
      with found as (
             select q.user_name as name from people q
              where q.tenant_id = ? and q.capabilities @> array[?]::text[]
                and not exists (select 1 from accounts c where c.tenant_id = q.tenant_id and c.name = q.user_name and not c.active)
              order by q.user_name collate "C" limit ?)
      """
          + PERSON;

  static final String MANAGER =
      """
      with found as (
             select q.manager as name from people q
              where q.tenant_id = ? and q.user_name = ? and q.manager is not null
                and not exists (select 1 from accounts c where c.tenant_id = q.tenant_id and c.name = q.manager and not c.active))
      """
          + PERSON;

  /** Who has no account may come with a token when {@code ?} says that tokens are taken. */
  static final String KNOWN =
      """
      select n.name from unnest(?::text[]) as n(name) left join accounts c on c.tenant_id = ? and c.name = n.name
       where case when c.name is not null then c.active
                  else ? or exists (select 1 from people p where p.tenant_id = ? and p.user_name = n.name) end""";

  private static final Mapping<People.Person> MAPPING =
      row ->
          new People.Person(
              row.getString("name"),
              texts(row, "capabilities"),
              row.getBoolean("absent"),
              row.getString("substitute"));

  public List<People.Person> inRole(String tenant, String role, int atMost) {
    return list(MAPPING, IN_ROLE, role, tenant, tenant, atMost, tenant, tenant);
  }

  public List<People.Person> withCapability(String tenant, String capability, int atMost) {
    return list(MAPPING, WITH_CAPABILITY, tenant, capability, atMost, tenant, tenant);
  }

  public Set<String> known(String tenant, Set<String> users, boolean tokens) {
    return Set.copyOf(list(row -> row.getString(1), KNOWN, users, tenant, tokens, tenant));
  }

  public Optional<People.Person> manager(String tenant, String user) {
    return list(MAPPING, MANAGER, tenant, user, tenant, tenant).stream().findFirst();
  }
}
