-- What approvals ask about people: who manages whom and can do what, who is away and who stands in, which two must not check
-- each other, and roles that whoever has one of their members has too. No foreign keys to accounts: users who come by a
-- token have none.
create table people (
  tenant_id    text        not null references tenants (id),
  user_name    text        not null check (user_name ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  manager      text        check (manager ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  capabilities text[]      not null check (cardinality(capabilities) <= 50),
  updated_at   timestamptz not null,
  revision     bigint      not null check (revision >= 1),
  primary key (tenant_id, user_name),
  check (manager <> user_name)
);
create index people_capabilities on people using gin (capabilities) with (fastupdate = off);

-- Absent from the first day on, back on the last one (half-open), by days of UTC.
create table absences (
  tenant_id    text        not null references tenants (id),
  user_name    text        not null check (user_name ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  absent_from  date        not null,
  absent_until date        not null,
  substitute   text        check (substitute ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  reason       text        check (length(reason) between 1 and 500),
  updated_at   timestamptz not null,
  primary key (tenant_id, user_name),
  check (substitute <> user_name),
  check (absent_from < absent_until and absent_until - absent_from <= 366)
);
create index absences_substitute on absences (tenant_id, substitute) where substitute is not null;

-- Each pair once, the lesser name first.
create table separation_pairs (
  id         uuid        not null primary key,
  tenant_id  text        not null references tenants (id),
  one_user   text        collate "C" not null check (one_user ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  other_user text        collate "C" not null check (other_user ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  reason     text        not null check (length(reason) between 1 and 500),
  created_by text        not null,
  created_at timestamptz not null,
  unique (tenant_id, one_user, other_user),
  check (one_user < other_user)
);
create index separation_pairs_other on separation_pairs (tenant_id, other_user);
create index separation_pairs_tenant on separation_pairs (tenant_id, id desc);

alter table roles add column members text[] not null default '{}' check (cardinality(members) <= 100);
create index accounts_roles on accounts using gin (roles) with (fastupdate = off) where active;
