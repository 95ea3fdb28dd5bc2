-- Running and ended instances: one row each, with the whole state of its execution.
-- ids are UUIDv7, so an index that ends in id is in order of the start; of the indexes that the requirements name:
-- idx_workflow_instances_workflow_id, _workflow_status and _started_at (per workflow): workflow_instances_workflow;
-- _entity: workflow_instances_entity; _project_id: workflow_instances_project; _started_by: workflow_instances_started_by;
-- _status, _status_created: workflow_instances_open for the open ones, which are few, and for ended ones the tenant's order.
create table workflow_instances (
  id uuid primary key,
  tenant_id text not null,
  workflow_id text not null,
  workflow_version int not null,
  status text not null check (status in ('RUNNING', 'COMPLETED', 'REJECTED', 'CANCELLED', 'FAILED')),
  business_key text,
  entity_type text,
  entity_id text,
  project_id text,
  context_id text,
  input jsonb not null,
  state jsonb not null,
  started_by text not null,
  started_at timestamptz not null,
  updated_at timestamptz not null,
  ended_at timestamptz,
  trace_parent text,
  revision bigint not null,
  check ((status = 'RUNNING') = (ended_at is null))
) with (fillfactor = 70);
create unique index workflow_instances_business_key on workflow_instances (tenant_id, workflow_id, business_key)
  where status = 'RUNNING' and business_key is not null;
create index workflow_instances_tenant on workflow_instances (tenant_id, id desc);
create index workflow_instances_workflow on workflow_instances (tenant_id, workflow_id, id desc);
create index workflow_instances_open on workflow_instances (tenant_id, id desc) where status = 'RUNNING';
create index workflow_instances_entity on workflow_instances (tenant_id, entity_type, entity_id) where entity_id is not null;
create index workflow_instances_project on workflow_instances (tenant_id, project_id, id desc) where project_id is not null;
create index workflow_instances_started_by on workflow_instances (tenant_id, started_by, id desc);
