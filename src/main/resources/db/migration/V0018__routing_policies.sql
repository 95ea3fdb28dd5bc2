-- Routing policies choose the route of a request by rules. What was put is kept as versions that never change; a request says
-- by which of them its route was chosen. An archived policy chooses for no new request.
create table routing_policies (
  tenant_id   text        not null references tenants (id),
  name        text        not null check (name ~ '^[a-z0-9-]{1,64}$'),
  description text,
  version     int         not null check (version >= 1),
  created_by  text        not null,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  archived_at timestamptz,
  revision    bigint      not null check (revision >= 1),
  primary key (tenant_id, name)
);

create table routing_policy_versions (
  tenant_id    text        not null,
  name         text        not null,
  version      int         not null check (version >= 1),
  document     jsonb       not null,
  content_hash text        not null,
  created_by   text        not null,
  created_at   timestamptz not null,
  primary key (tenant_id, name, version),
  foreign key (tenant_id, name) references routing_policies (tenant_id, name)
);

-- how long somebody took for the last decisions, to choose the best suited by
create index workflow_approvals_decider on workflow_approvals (tenant_id, decided_by, decided_at desc) where decided_by is not null;
