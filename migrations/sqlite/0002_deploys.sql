-- What runs where. Instants are unix milliseconds UTC, JSON is TEXT.

create table environments (
  id text primary key,
  project_id bigint not null references projects (id),
  name text not null, -- lower case
  rank bigint not null, -- 1 is the first a change reaches
  aliases text not null, -- JSON list of other names, lower case
  created_at bigint not null,
  unique (project_id, name)
);

create table releases (
  id text primary key,
  project_id bigint not null references projects (id),
  name text not null, -- web@2.4.0
  package text not null, -- web; empty when the name has none
  version text not null, -- 2.4.0
  commit_sha text,
  url text,
  released_at bigint,
  created_at bigint not null,
  updated_at bigint not null,
  unique (project_id, name)
);
create index releases_by_package on releases (project_id, package);
create index releases_by_time on releases (project_id, created_at, id);

create table deployments (
  id text primary key,
  project_id bigint not null references projects (id),
  environment_id text not null references environments (id),
  release_id text not null references releases (id),
  package text not null, -- the release's: makes "what runs" one index lookup
  commit_sha text,
  status text not null, -- pending, running, succeeded, failed, rolled_back, cancelled
  kind text not null, -- deploy, promote, redeploy, rollback, hotfix, config, migrate
  deployed_by text not null,
  token_id text, -- the API token that recorded it
  url text,
  log_url text,
  description text,
  started_at bigint,
  finished_at bigint,
  at bigint not null, -- finished, else started, else created
  body_hash text not null, -- of the request that made it: tells a repeat from a clash
  created_at bigint not null,
  updated_at bigint not null
);
create index deployments_by_time on deployments (project_id, at, id);
create index deployments_by_environment on deployments (project_id, environment_id, package, at, id);
create index deployments_by_release on deployments (project_id, release_id, at, id);

create table deployment_transitions (
  deployment_id text not null references deployments (id),
  seq bigint not null,
  project_id bigint not null,
  from_status text, -- null: how it was recorded first
  to_status text not null,
  at bigint not null,
  actor text not null,
  reason text,
  primary key (deployment_id, seq)
);

-- Answers to requests with an Idempotency-Key, kept for a day.
create table idempotency_keys (
  project_id bigint not null references projects (id),
  key text not null,
  request_hash text not null,
  response text not null,
  created_at bigint not null,
  primary key (project_id, key)
);
create index idempotency_keys_by_time on idempotency_keys (created_at);
