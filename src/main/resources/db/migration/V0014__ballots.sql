-- Ballots: what is voted on, who may vote, and every vote that was cast.
create table ballots (
  id uuid primary key,
  tenant_id text not null,
  title text not null,
  description text,
  subject_type text,
  subject_id text,
  method text not null check (method in ('SIMPLE', 'WEIGHTED', 'MULTI_CRITERIA', 'APPROVAL', 'RANKED')),
  secret boolean not null,
  close_early boolean not null,
  deadline timestamptz,
  -- options, criteria, threshold, quorum, rounds
  terms jsonb not null,
  participants int not null check (participants > 0),
  weight numeric not null check (weight > 0),
  status text not null check (status in ('OPEN', 'DECIDED', 'NO_CONSENSUS', 'CANCELLED', 'EXPIRED')),
  round int not null check (round > 0),
  decision text,
  -- how each round that is over has ended
  results jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  closed_at timestamptz,
  revision bigint not null,
  check ((status = 'OPEN') = (closed_at is null)),
  check ((status = 'DECIDED') = (decision is not null))
) with (fillfactor = 85);
-- lists: all of a tenant, newest first; the other filters sit on top of it
create index ballots_tenant on ballots (tenant_id, id desc);
create index ballots_open on ballots (tenant_id, id desc) where status = 'OPEN';
create index ballots_subject on ballots (tenant_id, subject_type, subject_id) where subject_id is not null;

create table ballot_participants (
  ballot_id uuid not null,
  tenant_id text not null,
  user_name text not null,
  weight numeric not null check (weight > 0),
  primary key (ballot_id, user_name)
);
-- the ballots of a user, newest first
create index ballot_participants_user on ballot_participants (tenant_id, user_name, ballot_id desc);

-- Rows are only added: of each voter the one with the highest number in the round counts. The ballot's advisory lock is held
-- by whoever adds, so the numbers have no gaps and follow the order in which the votes were cast.
create table ballot_votes (
  ballot_id uuid not null,
  tenant_id text not null,
  round int not null check (round > 0),
  number int not null check (number > 0),
  voter text not null,
  weight numeric not null check (weight > 0),
  choice jsonb not null,
  cast_at timestamptz not null,
  primary key (ballot_id, round, number)
);
create function ballot_votes_are_kept() returns trigger language plpgsql as $$
begin
  raise exception 'votes are only added: % refused', tg_op;
end $$;
create trigger ballot_votes_append_only before update or delete on ballot_votes
  for each row execute function ballot_votes_are_kept();
