-- Who may do what: tenants that never meet, their roles as sets of permissions, and accounts for Basic authentication.

create table tenants (
  id         text        not null primary key check (id ~ '^[a-z0-9-]{1,63}$'),
  name       text        not null check (length(name) between 1 and 200),
  created_at timestamptz not null
);

create table roles (
  tenant_id   text   not null references tenants (id),
  name        text   not null check (name ~ '^[A-Za-z0-9._-]{1,64}$'),
  -- Kept equal to dev.assent.identity.Permissions by a test; a new permission needs a migration that widens this.
  permissions text[] not null
    check (permissions <@ array [
      'workflow_read', 'workflow_manage', 'workflow_run', 'approval_request', 'approval_decide',
      'context_read', 'context_write', 'agent_execute', 'operations_read', 'operations_manage']::text[]),
  primary key (tenant_id, name)
);

-- No slash in a name: `tenant/name` is the user-id of Basic authentication. No foreign key from roles[]: the service
-- refuses unknown roles, and refuses to remove one that an account still has.
create table accounts (
  tenant_id     text        not null references tenants (id),
  name          text        not null check (name ~ '^[A-Za-z0-9._@+-]{1,128}$'),
  -- A PHC string. The hash carries its own parameters, so they can grow without a migration.
  password_hash text        not null check (password_hash like '$argon2id$%'),
  roles         text[]      not null check (cardinality(roles) <= 100),
  active        boolean     not null,
  created_at    timestamptz not null,
  updated_at    timestamptz not null check (updated_at >= created_at),
  revision      bigint      not null check (revision >= 1),
  primary key (tenant_id, name)
);
