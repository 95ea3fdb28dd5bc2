-- What routes need: stages, seats that are handed on, claims, times, resubmissions, actions, comments.

-- stages holds the route with how far it has come, as StoredStage writes it; policy and excluded live there from now on
alter table approval_requests
  add column stages jsonb,
  add column submission int not null default 1 check (submission >= 1),
  add column routing jsonb,
  add column category text,
  add column risk text check (risk in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
  add column action jsonb,
  add column attachments jsonb,
  -- when its timer is due; null when time does nothing to it
  add column wake_at timestamptz,
  alter column policy drop not null,
  alter column excluded drop not null,
  drop constraint approval_requests_status_check,
  drop constraint approval_requests_check1,
  add constraint approval_requests_status_check
    check (status in ('PENDING', 'APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'CANCELLED', 'EXPIRED')),
  add constraint approval_requests_closed_check
    check ((status in ('PENDING', 'CHANGES_REQUESTED')) = (closed_at is null));
update approval_requests set stages = jsonb_build_array(jsonb_strip_nulls(jsonb_build_object(
  'policy', nullif(policy, 'ANY'),
  'excluded', nullif(excluded, '{}'::jsonb),
  'status', case status when 'PENDING' then null else status end)));
alter table approval_requests alter column stages set not null;
create index approval_requests_changes on approval_requests (tenant_id, requested_by, id) where status = 'CHANGES_REQUESTED';
create index approval_requests_closed on approval_requests (tenant_id, closed_at) where closed_at is not null;

-- seat: assignments of one seat are ways to fill the same place; absent: a seat of its own.
-- barred: who must not decide here although asked. priority and due_at repeat what the request says, for the inbox to sort by.
alter table workflow_approvals
  add column stage text,
  add column submission int not null default 1 check (submission >= 1),
  add column seat uuid,
  add column came text not null default 'ROUTE' check (came in ('ROUTE', 'DELEGATED', 'FORWARDED', 'ESCALATED')),
  add column came_from uuid,
  add column claimed_by text,
  add column barred jsonb,
  add column scores jsonb,
  add column attachments jsonb,
  add column priority text not null default 'NORMAL' check (priority in ('LOW', 'NORMAL', 'HIGH', 'URGENT')),
  add column due_at timestamptz,
  add column expires_at timestamptz,
  drop constraint workflow_approvals_status_check,
  drop constraint workflow_approvals_decision_check,
  drop constraint workflow_approvals_check,
  add constraint workflow_approvals_status_check
    check (status in ('PENDING', 'APPROVED', 'REJECTED', 'ABSTAINED', 'DELEGATED', 'EXPIRED', 'CLOSED')),
  add constraint workflow_approvals_decision_check
    check (decision in ('APPROVE', 'APPROVE_WITH_CONDITIONS', 'REJECT', 'REQUEST_CHANGES', 'ABSTAIN')),
  add constraint workflow_approvals_decided_check
    check (case when status in ('APPROVED', 'REJECTED', 'ABSTAINED') then decision is not null
                when status = 'CLOSED' then decision is null or decision = 'REQUEST_CHANGES'
                else decision is null end);
update workflow_approvals a set priority = r.priority, barred = nullif(r.excluded, '{}'::jsonb)
  from approval_requests r where r.id = a.approval_id and r.tenant_id = a.tenant_id and a.status = 'PENDING';
update workflow_approvals set conditions = (
    select jsonb_agg(c || jsonb_build_object('id', gen_random_uuid())) from jsonb_array_elements(conditions) c)
 where conditions is not null;
-- Sorted by due or by priority, the inbox reads the few that have a due time, or another priority than the usual, by these,
-- and the others by age. idx_workflow_approvals_expires_at and _status_expires are served by the last.
create index workflow_approvals_due on workflow_approvals (tenant_id, approver_type, approver, due_at, id)
  where status = 'PENDING' and due_at is not null;
create index workflow_approvals_priority on workflow_approvals (tenant_id, approver_type, approver, priority, id)
  where status = 'PENDING' and priority <> 'NORMAL';
create index workflow_approvals_claimed on workflow_approvals (tenant_id, claimed_by, id)
  where status = 'PENDING' and claimed_by is not null;
create index workflow_approvals_expires on workflow_approvals (tenant_id, expires_at)
  where status = 'PENDING' and expires_at is not null;
create index workflow_approvals_decided on workflow_approvals (tenant_id, decided_at) where decided_at is not null;

-- What a request was before it was resubmitted, one row for each earlier submission, and what was changed then.
create table approval_submissions (
  tenant_id text not null,
  approval_id uuid not null,
  submission int not null check (submission >= 1),
  content jsonb not null,
  replaced_by text not null,
  replaced_at timestamptz not null,
  comment text,
  changes jsonb not null,
  primary key (approval_id, submission)
);

create table approval_comments (
  id uuid primary key,
  tenant_id text not null,
  approval_id uuid not null,
  author text not null,
  text text not null,
  attachments jsonb,
  created_at timestamptz not null
);
create index approval_comments_approval on approval_comments (approval_id, id);
