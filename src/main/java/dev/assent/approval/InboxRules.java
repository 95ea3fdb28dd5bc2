package dev.assent.approval;

/**
 * What {@link Places} says about who may fill which place, said in SQL about rows of {@code
 * workflow_approvals}, for the caller that {@link InboxSql} puts first. Whoever changes one of the
 * two changes the other; {@code InboxIT} holds them against each other.
 *
 * <p>In these, {@code n.me} is the caller, {@code held} the caller's roles, {@code principals}
 * those for whom the caller stands in, {@code pairs} whom any of them must not check. What is
 * looked up of a request ends with {@code offset 0}: so it is looked up for each row, of which a
 * page has few, and never joined with the whole table.
 */
final class InboxRules {
  private InboxRules() {}

  private static final String STANDS_FOR = "(select principal from principals)";

  /**
   * Whether somebody may stand behind the caller, or must not be checked by the caller: when not,
   * there are no {@code principals} and no {@code pairs}.
   */
  static final String STANDING =
      """
      (exists (
             select 1 from absences
              where tenant_id = who.tenant and substitute = who.me and absent_until > (now() at time zone 'UTC')::date)
          or exists (select 1 from separation_pairs where tenant_id = who.tenant and one_user = who.me)
          or exists (select 1 from separation_pairs where tenant_id = who.tenant and other_user = who.me))""";

  /**
   * Whether {@link #isShown} holds of a row that asks {@code me}, a user or one of the roles held,
   * and does not {@link #bars bar} him, for a caller without {@link #STANDING}: nobody has a hand
   * on it, and no other place of the request is decided, claimed, or asks the caller as well. False
   * when only the rules can tell.
   */
  static String isPlain(String a, String me) {
    return on(
        a,
        """
        (@.claimed_by is null and @.on_behalf_of is null and not exists (
             select 1 from workflow_approvals b
              where b.approval_id = @.approval_id and b.tenant_id = @.tenant_id and b.id <> @.id
                and (b.decided_by is not null or b.claimed_by is not null
                     or b.approver_type = 'USER' and b.approver = %1$s or b.on_behalf_of = %1$s
                     or b.approver_type = 'ROLE' and b.approver in (select name from held))
             offset 0))"""
            .formatted(me));
  }

  /** Whether a row is barred to {@code me} himself, whoever stands behind him. */
  static String bars(String a, String me) {
    return on(a, "(@.barred is not null and jsonb_exists(@.barred, %s))".formatted(me));
  }

  /** Whether a row asks the caller in any way. */
  static String asks(String a) {
    return on(
        a,
        """
        (@.approver_type = 'USER' and (@.approver = n.me or @.approver in %1$s)
             or @.approver_type = 'ROLE' and @.approver in (select name from held) or @.claimed_by in %1$s)"""
            .formatted(STANDS_FOR));
  }

  /** For whom the caller would fill it; null when for nobody else. */
  static String principal(String a) {
    return on(
        a,
        "(case when @.approver_type = 'USER' and @.approver <> n.me then @.approver"
            + " when @.claimed_by <> n.me then @.claimed_by end)");
  }

  /** Nobody else has claimed it. */
  static String isFree(String a) {
    return on(
        a,
        "(@.claimed_by is null or @.claimed_by = n.me or @.claimed_by in %s)"
            .formatted(STANDS_FOR));
  }

  /** The nearest place first: the caller's own, a role's, a principal's. */
  static String distance(String a) {
    return on(
        a,
        "(case when "
            + principal(a)
            + " is not null then 2 when @.approver_type = 'USER' or @.claimed_by is not null"
            + " then 0 else 1 end)");
  }

  /**
   * The caller may decide there, has not, and no other place in the request is nearer to the
   * caller: each request is shown once.
   */
  static String isShown(String a) {
    return isFree(a)
        + "\n and "
        + notBarred(a)
        + "\n and "
        + notPaired(a)
        + "\n and "
        + on(
            a,
            """
            not exists (
                 select 1 from workflow_approvals b
                  where b.approval_id = @.approval_id and b.tenant_id = @.tenant_id and (%s or %s or %s)
                 offset 0)"""
                .formatted(decidedBefore("b", a), nearer("b", a), leftBehind("b", a)));
  }

  /**
   * Nobody but the caller could fill {@code b}, once the caller has decided in {@code a}, and both
   * count.
   */
  private static String leftBehind(String b, String a) {
    return """
        #.status = 'PENDING' and #.stage is not distinct from @.stage and #.submission = @.submission
             and coalesce(#.seat, #.id) <> coalesce(@.seat, @.id)
             and (#.approver_type = 'USER' and #.approver = n.me or #.on_behalf_of = n.me)
             and not (@.approver_type = 'USER' and @.approver = n.me)
             and exists (
                 select 1 from approval_requests q cross join lateral jsonb_array_elements(q.stages) s
                  where q.id = @.approval_id and q.tenant_id = @.tenant_id
                    and coalesce(s ->> 'name', 'approval') = coalesce(@.stage, 'approval')
                    and coalesce(s -> 'policy' ->> 'type', s ->> 'policy', 'ANY') <> 'ANY')"""
        .replace("@", a)
        .replace("#", b);
  }

  private static String nearer(String b, String a) {
    String notDecided =
        on(
                b,
                "not exists (select 1 from workflow_approvals d where d.approval_id = @.approval_id"
                    + " and d.tenant_id = @.tenant_id and %s offset 0)")
            .formatted(decidedBefore("d", b));
    return "%1$s.status = 'PENDING' and %1$s.id <> %2$s.id\n and (%3$s, %1$s.id) < (%4$s, %2$s.id)"
            .formatted(b, a, distance(b), distance(a))
        + "\n and "
        + String.join("\n and ", asks(b), isFree(b), notBarred(b), notPaired(b), notDecided);
  }

  private static String notBarred(String a) {
    return on(
        a,
        "(@.barred is null or not jsonb_exists_any(@.barred, array[n.me, "
            + principal(a)
            + ", @.on_behalf_of]))");
  }

  /**
   * Row {@code d} is a decision after which there is none to be made in {@code a} by one of those
   * whose voice it would be: in the same stage, or in one that must be another's.
   */
  private static String decidedBefore(String d, String a) {
    return """
        #.decided_by is not null and %1$s
             and (#.stage is not distinct from @.stage and #.submission = @.submission
                  or exists (
                     select 1 from approval_requests q cross join lateral jsonb_array_elements(q.stages) s
                      where q.id = @.approval_id and q.tenant_id = @.tenant_id
                        and (coalesce(s ->> 'name', 'approval') = coalesce(@.stage, 'approval')
                             and jsonb_exists(s -> 'distinctFrom', coalesce(#.stage, 'approval'))
                             or coalesce(s ->> 'name', 'approval') = coalesce(#.stage, 'approval')
                             and jsonb_exists(s -> 'distinctFrom', coalesce(@.stage, 'approval')))
                        and %2$s))"""
        .formatted(voiceOf("#", people(a)), STANDS.replace("d.", "#."))
        .replace("@", a)
        .replace("#", d);
  }

  /** A decision is the voice of who has made it, and of those for whom it was made. */
  private static String voiceOf(String d, String names) {
    return """
        (#.decided_by in (%1$s) or #.on_behalf_of in (%1$s) or #.approver_type = 'USER' and #.approver in (%1$s))"""
        .formatted(names)
        .replace("#", d);
  }

  /**
   * No separation pair with the requester, with somebody who has decided, or for whom a delegate
   * will.
   */
  private static String notPaired(String a) {
    return on(
        a,
        """
        ((select count(*) from pairs) = 0 or not exists (
             select 1 from pairs p
              where p.who in (%1$s)
                and exists (
                    select 1 from approval_requests q
                     where q.id = @.approval_id and q.tenant_id = @.tenant_id
                       and (p.other = q.requested_by
                            or exists (
                               select 1 from workflow_approvals d
                                where d.approval_id = q.id and d.tenant_id = q.tenant_id
                                  and (d.decided_by is not null and %3$s
                                       or d.status = 'PENDING' and d.on_behalf_of = p.other
                                          and coalesce(d.seat, d.id) <> coalesce(@.seat, @.id))
                                  and %2$s))
                    offset 0)
             offset 0))"""
            .formatted(people(a), STANDS, voiceOf("d", "p.other")));
  }

  /** The stage of a decision {@code d} was not asked again since. */
  private static final String STANDS =
      """
      exists (select 1 from jsonb_array_elements(q.stages) t
               where coalesce(t ->> 'name', 'approval') = coalesce(d.stage, 'approval')
                 and coalesce((t ->> 'submission')::int, 1) = d.submission)""";

  private static String people(String a) {
    return "n.me, " + principal(a) + ", " + a + ".on_behalf_of";
  }

  private static String on(String alias, String text) {
    return text.replace("@", alias);
  }
}
