-- One change asked for many instances: which ones is fixed when it is made, and it is done bit by bit by jobs. run_id is the
-- token of the job at work; a new one at every resumption, so that a job that was left behind by a pause ends by itself.
-- An item that is PENDING when its operation has ended is shown as SKIPPED, so that cancelling is one row and not 100,000.
create table bulk_operations (
  id uuid primary key,
  tenant_id text not null,
  action text not null check (action in ('CANCEL', 'SUSPEND', 'RESUME', 'RETRY', 'RESTART', 'SKIP_INCIDENTS', 'FAIL_INCIDENTS',
    'RETRY_INCIDENTS', 'MIGRATE')),
  status text not null check (status in ('PENDING', 'RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED')),
  filter jsonb not null,
  parameters jsonb not null,
  dry_run boolean not null,
  requested_by text not null,
  roles text[] not null,
  permissions text[] not null,
  run_id uuid not null,
  total int not null check (total >= 0),
  succeeded int not null default 0,
  failed int not null default 0,
  created_at timestamptz not null,
  started_at timestamptz,
  updated_at timestamptz not null,
  ended_at timestamptz,
  check (succeeded + failed <= total),
  check ((status in ('COMPLETED', 'CANCELLED')) = (ended_at is not null))
) with (fillfactor = 70);
create index bulk_operations_tenant on bulk_operations (tenant_id, id desc);

create table bulk_operation_items (
  operation_id uuid not null,
  tenant_id text not null,
  n int not null,
  instance_id uuid not null,
  incident_id uuid,
  status text not null check (status in ('PENDING', 'SUCCEEDED', 'FAILED')),
  problem jsonb,
  done_at timestamptz,
  primary key (operation_id, n),
  check ((status = 'PENDING') = (done_at is null))
) with (fillfactor = 85);
create index bulk_operation_items_pending on bulk_operation_items (operation_id, n) where status = 'PENDING';

-- what the journal tells of is listed in the code: operations now too
alter table journal
  drop constraint journal_subject_type_check,
  add constraint journal_subject_type_check check (subject_type ~ '^[A-Z_]{1,64}$');
