-- The answers to requests that carried an Idempotency-Key, so that a repetition is answered and not done again.
create table idempotency_keys (
  tenant_id text not null,
  actor text not null,
  key text not null check (length(key) between 1 and 255),
  request_hash text not null,
  answer text not null,
  created_at timestamptz not null,
  primary key (tenant_id, actor, key)
);
create index idempotency_keys_created on idempotency_keys using brin (created_at);
