-- What bounds the growth of trees of instances and of what is kept of operations.
-- root_id: the instance above all others of a tree, so that those below it can be counted. Null for a root; what was started
-- before has its parent for one.
alter table workflow_instances add column root_id uuid;
create index workflow_instances_root on workflow_instances (tenant_id, root_id) where root_id is not null;
-- the oldest that have ended are forgotten first
create index bulk_operations_ended on bulk_operations (ended_at) where ended_at is not null;
