-- Approval requests and the assignments of their approvers: the inbox.
create table approval_requests (
  id uuid primary key,
  tenant_id text not null,
  instance_id uuid,
  workflow_id text,
  step text,
  title text not null,
  description text,
  subject_type text,
  subject_id text,
  subject jsonb,
  policy text not null check (policy in ('ANY', 'ALL')),
  status text not null check (status in ('PENDING', 'APPROVED', 'REJECTED', 'CANCELLED')),
  priority text not null check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  requested_by text not null,
  requested_at timestamptz not null,
  -- users who must not decide, each with the rule that says so
  excluded jsonb not null,
  closed_at timestamptz,
  revision bigint not null,
  check ((instance_id is null) = (step is null)),
  check ((status = 'PENDING') = (closed_at is null))
) with (fillfactor = 85);
create index approval_requests_instance on approval_requests (instance_id) where instance_id is not null;
-- lists: all of a tenant, newest first; the filters are few and selective enough on top of it
create index approval_requests_tenant on approval_requests (tenant_id, id desc);
create index approval_requests_subject on approval_requests (tenant_id, subject_type, subject_id) where subject_id is not null;

-- One row per request and approver. Of the indexes that the requirements name: idx_workflow_approvals_approver_id,
-- _approver_status, _status_created, _approver_status_created and _created_at are served by workflow_approvals_inbox (ids are
-- UUIDv7 and so in order of creation), _instance_id and _instance_step by approval_requests_instance and
-- workflow_approvals_request; the two on expires_at come with expiry.
create table workflow_approvals (
  id uuid primary key,
  tenant_id text not null,
  approval_id uuid not null,
  approver_type text not null check (approver_type in ('USER', 'ROLE')),
  approver text not null,
  status text not null check (status in ('PENDING', 'APPROVED', 'REJECTED', 'CLOSED')),
  decision text check (decision in ('APPROVE', 'APPROVE_WITH_CONDITIONS', 'REJECT')),
  decided_by text,
  on_behalf_of text,
  rationale text,
  conditions jsonb,
  decided_at timestamptz,
  check ((decision is null) = (status in ('PENDING', 'CLOSED')))
) with (fillfactor = 85);
create index workflow_approvals_inbox on workflow_approvals (tenant_id, approver_type, approver, id) where status = 'PENDING';
create index workflow_approvals_request on workflow_approvals (approval_id);
