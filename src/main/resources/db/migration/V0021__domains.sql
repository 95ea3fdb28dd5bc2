-- PostgreSQL parses and plans a table's check constraints anew for every statement that writes it, and a domain's once
-- for a connection. So what concerns one column of the tables that every approval and job writes is said by a domain.
-- Constraints come last: a column's type then changes without its table being written anew.
create domain instance_status as text;
create domain approval_status as text;
create domain assignment_status as text;
create domain job_status as text;
create domain approval_policy as text;
create domain approval_priority as text;
create domain approval_risk as text;
create domain approver_type as text;
create domain approval_decision as text;
create domain assignment_origin as text;
create domain job_kind as text;
create domain job_lane as text;
create domain natural_int as int;
create domain positive_int as int;
create domain natural_bigint as bigint;
create domain positive_bigint as bigint;

alter table workflow_instances
  drop constraint workflow_instances_status_check,
  drop constraint workflow_instances_depth_check,
  drop constraint workflow_instances_open_incidents_check,
  alter status type instance_status,
  alter depth type natural_int,
  alter open_incidents type natural_int;

alter table approval_requests
  drop constraint approval_requests_status_check,
  drop constraint approval_requests_policy_check,
  drop constraint approval_requests_priority_check,
  drop constraint approval_requests_risk_check,
  drop constraint approval_requests_submission_check,
  alter status type approval_status,
  alter policy type approval_policy,
  alter priority type approval_priority,
  alter risk type approval_risk,
  alter submission type positive_int;

alter table workflow_approvals
  drop constraint workflow_approvals_status_check,
  drop constraint workflow_approvals_approver_type_check,
  drop constraint workflow_approvals_decision_check,
  drop constraint workflow_approvals_came_check,
  drop constraint workflow_approvals_priority_check,
  drop constraint workflow_approvals_submission_check,
  alter status type assignment_status,
  alter approver_type type approver_type,
  alter decision type approval_decision,
  alter came type assignment_origin,
  alter priority type approval_priority,
  alter submission type positive_int;

alter table jobs
  drop constraint jobs_status_check,
  drop constraint jobs_kind_check,
  drop constraint jobs_lane_check,
  drop constraint jobs_max_attempts_check,
  drop constraint jobs_backoff_ms_check,
  drop constraint jobs_max_backoff_ms_check,
  drop constraint jobs_timeout_ms_check,
  alter status type job_status,
  alter kind type job_kind,
  alter lane type job_lane,
  alter max_attempts type positive_int,
  alter backoff_ms type natural_bigint,
  alter max_backoff_ms type natural_bigint,
  alter timeout_ms type positive_bigint;

alter domain instance_status add check (value in ('RUNNING', 'SUSPENDED', 'COMPLETED', 'REJECTED', 'CANCELLED', 'FAILED'));
alter domain approval_status
  add check (value in ('PENDING', 'APPROVED', 'REJECTED', 'CHANGES_REQUESTED', 'CANCELLED', 'EXPIRED'));
alter domain assignment_status
  add check (value in ('PENDING', 'APPROVED', 'REJECTED', 'ABSTAINED', 'DELEGATED', 'EXPIRED', 'CLOSED'));
alter domain job_status add check (value in ('READY', 'LEASED', 'HELD'));
alter domain approval_policy add check (value in ('ANY', 'ALL'));
alter domain approval_priority add check (value in ('LOW', 'NORMAL', 'HIGH', 'URGENT'));
alter domain approval_risk add check (value in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL'));
alter domain approver_type add check (value in ('USER', 'ROLE'));
alter domain approval_decision
  add check (value in ('APPROVE', 'APPROVE_WITH_CONDITIONS', 'REJECT', 'REQUEST_CHANGES', 'ABSTAIN'));
alter domain assignment_origin add check (value in ('ROUTE', 'DELEGATED', 'FORWARDED', 'ESCALATED'));
alter domain job_kind add check (length(value) between 1 and 100);
alter domain job_lane add check (length(value) between 1 and 200);
alter domain natural_int add check (value >= 0);
alter domain positive_int add check (value > 0);
alter domain natural_bigint add check (value >= 0);
alter domain positive_bigint add check (value > 0);
