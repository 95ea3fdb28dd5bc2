-- A ballot that a step of an instance has opened tells that instance its end: which instance it is, and what the step was called.
alter table ballots
  add column instance_id uuid,
  add column step text,
  add constraint ballots_step check ((instance_id is null) = (step is null));
-- the ballots of an instance, newest first
create index ballots_instance on ballots (tenant_id, instance_id, id desc) where instance_id is not null;
