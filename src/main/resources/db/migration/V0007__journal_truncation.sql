-- Refuses TRUNCATE of the journal's seals and of each of its partitions: the trigger of the journal itself does not fire for those.
create trigger journal_seals_no_truncate before truncate on journal_seals
  for each statement execute function journal_is_append_only();

-- makes the monthly partitions around a time, and sees to it that no partition can be truncated; every node calls it, the
-- advisory lock keeps them apart
create or replace function journal_partitions(around timestamptz, months_ahead int) returns void language plpgsql as $$
declare
  month date := date_trunc('month', around at time zone 'UTC') - interval '1 month';
  last_month date := date_trunc('month', around at time zone 'UTC') + make_interval(months => months_ahead);
  unguarded regclass;
begin
  perform pg_advisory_xact_lock(hashtext('journal_partitions'));
  while month <= last_month loop
    execute format(
      'create table if not exists %I partition of journal for values from (%L) to (%L)',
      'journal_' || to_char(month, 'YYYY_MM'),
      to_char(month, 'YYYY-MM-DD') || ' 00:00:00+00',
      to_char(month + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
    month := month + interval '1 month';
  end loop;
  -- triggers for rows come with the partition, those for statements do not
  for unguarded in
    select i.inhrelid::regclass
      from pg_inherits i
     where i.inhparent = 'journal'::regclass
       and not exists (select from pg_trigger t where t.tgrelid = i.inhrelid and t.tgname = 'journal_no_truncate')
  loop
    execute format(
      'create trigger journal_no_truncate before truncate on %s for each statement execute function journal_is_append_only()',
      unguarded);
  end loop;
end $$;
select journal_partitions(now(), 12);
