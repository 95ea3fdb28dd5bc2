-- The registry of agents: who carries out tasks, where it is called and how much of it at once.
create table agents (
  tenant_id text not null,
  id text not null check (id ~ '^[a-z0-9-]{3,64}$'),
  description text,
  kind text not null check (kind in ('HTTP', 'MCP', 'BEAN')),
  endpoint text not null,
  capabilities text[] not null check (cardinality(capabilities) <= 50),
  max_parallel int not null check (max_parallel between 1 and 100),
  timeout_ms bigint not null check (timeout_ms between 1000 and 300000),
  requests_per_minute int check (requests_per_minute between 1 and 6000),
  status text not null check (status in ('ACTIVE', 'SUSPENDED', 'RETIRED')),
  created_by text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  revision bigint not null,
  primary key (tenant_id, id)
);

-- What happens to agents is in the journal too. Not validated: the old rows met the narrower check.
alter table journal drop constraint journal_subject_type_check;
alter table journal add constraint journal_subject_type_check
  check (subject_type in ('TENANT', 'ROLE', 'ACCOUNT', 'WORKFLOW', 'INSTANCE', 'APPROVAL', 'AGENT')) not valid;
