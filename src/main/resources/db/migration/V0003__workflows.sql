-- Workflows, the draft each of them has, and the versions that were published.
create table workflows (
  tenant_id text not null,
  id text not null check (id ~ '^[a-z0-9-]{3,64}$'),
  name text not null,
  description text,
  category text,
  status text not null check (status in ('DRAFT', 'ACTIVE', 'SUSPENDED', 'ARCHIVED')),
  draft text not null,
  draft_format text not null check (draft_format in ('YAML', 'JSON')),
  latest_version int check (latest_version > 0),
  revision bigint not null,
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  search tsvector generated always as (
    to_tsvector('simple', id || ' ' || replace(id, '-', ' ') || ' ' || name || ' ' || coalesce(description, '') || ' '
      || coalesce(category, ''))) stored,
  primary key (tenant_id, id),
  check ((status = 'DRAFT') = (latest_version is null))
);
-- idx_workflows_status, _status_created: workflows_status; idx_workflows_created_at: workflows_created; idx_workflows_category,
-- _category_created: workflows_category; idx_workflows_search: workflows_search
create index workflows_name on workflows (tenant_id, name, id);
create index workflows_updated on workflows (tenant_id, updated_at, id);
create index workflows_created on workflows (tenant_id, created_at, id);
create index workflows_status on workflows (tenant_id, status, created_at, id);
create index workflows_category on workflows (tenant_id, category, created_at, id);
create index workflows_search on workflows using gin (search);

create table workflow_versions (
  tenant_id text not null,
  workflow_id text not null,
  number int not null check (number > 0),
  content_hash text not null,
  document text not null,
  format text not null check (format in ('YAML', 'JSON')),
  published_by text not null,
  published_at timestamptz not null,
  primary key (tenant_id, workflow_id, number)
);
