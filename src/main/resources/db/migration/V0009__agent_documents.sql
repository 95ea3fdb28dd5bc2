-- Documents for agents are stored as others wrote them, with their ids: underscores and one namespace before a dot.
alter table workflows drop constraint workflows_id_check;
alter table workflows add constraint workflows_id_check
  check (id ~ '^([a-z0-9_-]+|[a-z][a-z0-9_-]+[.][a-z][a-z0-9_-]+)$' and length(id) between 3 and 64);
