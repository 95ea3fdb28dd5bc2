-- What the whole engine needs: suspended and nested instances, incidents, signals that are waited for, kept answers of steps.
alter table workflow_instances
  add column parent_id uuid,
  add column parent_token uuid,
  add column depth int not null default 0 check (depth >= 0),
  add column open_incidents int not null default 0 check (open_incidents >= 0),
  drop constraint workflow_instances_status_check,
  drop constraint workflow_instances_check,
  add constraint workflow_instances_status_check
    check (status in ('RUNNING', 'SUSPENDED', 'COMPLETED', 'REJECTED', 'CANCELLED', 'FAILED')),
  add constraint workflow_instances_ended_check check ((status in ('RUNNING', 'SUSPENDED')) = (ended_at is null)),
  add constraint workflow_instances_parent_check check ((parent_id is null) = (parent_token is null));
-- a step has one child, however often its job is done
create unique index workflow_instances_parent on workflow_instances (parent_token) where parent_token is not null;
create index workflow_instances_children on workflow_instances (tenant_id, parent_id, id desc) where parent_id is not null;
create index workflow_instances_suspended on workflow_instances (tenant_id, id desc) where status = 'SUSPENDED';
drop index workflow_instances_business_key;
create unique index workflow_instances_business_key on workflow_instances (tenant_id, workflow_id, business_key)
  where status in ('RUNNING', 'SUSPENDED') and business_key is not null;

-- One row for each step that a person has to look at or had to; the id is that of the step's activation.
create table incidents (
  id uuid primary key,
  tenant_id text not null,
  instance_id uuid not null,
  workflow_id text not null,
  step text not null,
  kind text not null check (kind in ('JOB', 'EXPRESSION', 'BOUND')),
  detail text not null,
  status text not null check (status in ('OPEN', 'RETRIED', 'SKIPPED', 'FAILED', 'CANCELLED')),
  opened_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  check ((status = 'OPEN') = (closed_at is null))
);
create index incidents_open on incidents (tenant_id, id desc) where status = 'OPEN';
create index incidents_tenant on incidents (tenant_id, id desc);
create index incidents_instance on incidents (instance_id);

-- Steps that wait for a signal with a correlation, to be found by it.
create table signal_subscriptions (
  token_id uuid primary key,
  tenant_id text not null,
  instance_id uuid not null,
  signal text not null,
  correlation text not null
);
create index signal_subscriptions_correlation on signal_subscriptions (tenant_id, signal, correlation, token_id);

-- Answers of cacheable steps.
create table step_results (
  tenant_id text not null,
  workflow_id text not null,
  workflow_version int not null,
  step text not null,
  key_hash bytea not null,
  answer jsonb not null,
  expires_at timestamptz not null,
  primary key (tenant_id, workflow_id, workflow_version, step, key_hash)
);
create index step_results_expired on step_results using brin (expires_at);
