-- Every statement names the tenant, so the tenant leads every key: one index then does what the key's and the
-- tenant's did before, and a look-up meets an index that has all of its columns. Without statistics, as on the first
-- day, nothing else tells PostgreSQL to take that one, and not one that narrows by the tenant alone.
alter table workflow_instances drop constraint workflow_instances_pkey, add primary key (tenant_id, id);
drop index workflow_instances_tenant;

alter table approval_requests drop constraint approval_requests_pkey, add primary key (tenant_id, id);
drop index approval_requests_tenant;
drop index approval_requests_instance;
create index approval_requests_instance on approval_requests (tenant_id, instance_id) where instance_id is not null;

-- the assignments of a request stand together
alter table workflow_approvals drop constraint workflow_approvals_pkey, add primary key (tenant_id, approval_id, id);
drop index workflow_approvals_request;
