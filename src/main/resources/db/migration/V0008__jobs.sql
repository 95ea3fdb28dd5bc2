-- Work outside the transaction and timers: one row each, gone when its outcome has been taken.
-- fence counts the leases: whoever comes with an older one has lost the job. held stays with a leased job of a suspended
-- instance, so that it does not run again before the instance is released.
create table jobs (
  id uuid primary key,
  tenant_id text not null,
  kind text not null check (length(kind) between 1 and 100),
  lane text not null check (length(lane) between 1 and 200),
  instance_id uuid not null,
  token_id uuid not null,
  payload jsonb not null,
  status text not null check (status in ('READY', 'LEASED', 'HELD')),
  held boolean not null default false,
  attempts int not null default 0,
  max_attempts int not null check (max_attempts > 0),
  backoff_ms bigint not null check (backoff_ms >= 0),
  max_backoff_ms bigint not null check (max_backoff_ms >= 0),
  timeout_ms bigint not null check (timeout_ms > 0),
  due_at timestamptz not null,
  leased_by text,
  lease_until timestamptz,
  fence bigint not null default 0,
  last_error text,
  created_at timestamptz not null,
  check ((status = 'LEASED') = (lease_until is not null)),
  check (status <> 'READY' or not held)
) with (fillfactor = 85);
-- led by kind, so that a node never looks at what none of its executors knows; within, lane by lane and the oldest due first
create index jobs_ready on jobs (kind, lane, due_at) where status = 'READY';
create index jobs_leased on jobs (lease_until) where status = 'LEASED';
create index jobs_instance on jobs (instance_id);
