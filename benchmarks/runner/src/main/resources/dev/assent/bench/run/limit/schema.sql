create table instance (id bigint generated always as identity primary key, input jsonb not null, started_at timestamptz not null default now());
create table approval (id bigint generated always as identity primary key, instance_id bigint not null, approver text not null,
  status text not null default 'PENDING', decided_by text, decided_at timestamptz) with (fillfactor = 85);
create index approval_inbox on approval (approver, id) where status = 'PENDING';
create table plain (id bigint generated always as identity primary key, input jsonb not null, at timestamptz not null default now());
