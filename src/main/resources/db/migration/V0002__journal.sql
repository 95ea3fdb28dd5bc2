-- The journal: what happened, append-only, and the seals that give it an order and make tampering show.
create sequence journal_seq as bigint;

-- txid orders rows by transaction: once every transaction below a number has ended, no row below it can still appear,
-- so the sealer reads each row exactly once without writers ever waiting for it.
create table journal (
  seq bigint not null default nextval('journal_seq'),
  txid xid8 not null default pg_current_xact_id(),
  tenant_id text not null,
  at timestamptz not null,
  subject_type text not null check (subject_type in ('TENANT', 'ROLE', 'ACCOUNT', 'WORKFLOW', 'INSTANCE', 'APPROVAL')),
  subject_id text not null,
  actor text not null,
  on_behalf_of text,
  events jsonb not null,
  primary key (txid, seq, at)
) partition by range (at);

-- a subject's history; seq grows in the order of its transactions because they hold the subject's lock when they insert
create index journal_subject on journal (tenant_id, subject_id, seq);

create function journal_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'the journal is append-only: % refused', tg_op;
end $$;
create trigger journal_append_only before update or delete on journal
  for each row execute function journal_is_append_only();
create trigger journal_no_truncate before truncate on journal
  for each statement execute function journal_is_append_only();

-- one row per tenant and sealed stretch: its rows are the tenant's journal rows with (txid, seq) up to (last_txid, last_seq)
-- and above the stretch before; they stand at first_position, first_position + 1, …; hash chains them all.
create table journal_seals (
  tenant_id text not null,
  first_position bigint not null check (first_position > 0),
  last_position bigint not null check (last_position >= first_position),
  last_txid xid8 not null,
  last_seq bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, last_position)
);
create trigger journal_seals_append_only before update or delete on journal_seals
  for each row execute function journal_is_append_only();

-- how far sealing has come; its row lock is what makes one node the sealer
create table journal_sealer (
  only_row boolean primary key default true check (only_row),
  txid xid8 not null,
  seq bigint not null
);
insert into journal_sealer (txid, seq) values ('0', 0);

-- makes the monthly partitions around a time; every node calls it, the advisory lock keeps them apart
create function journal_partitions(around timestamptz, months_ahead int) returns void language plpgsql as $$
declare
  month date := date_trunc('month', around at time zone 'UTC') - interval '1 month';
  last_month date := date_trunc('month', around at time zone 'UTC') + make_interval(months => months_ahead);
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
end $$;
select journal_partitions(now(), 12);
