-- The instance and its people. Instants are unix milliseconds UTC, JSON is TEXT.

create table instance_settings (
  name text primary key,
  value text not null
);

create table users (
  id text primary key,
  email text not null unique, -- lower case
  name text not null,
  password_hash text, -- null until an invitation or reset link is used
  is_admin boolean not null,
  disabled_at bigint,
  created_at bigint not null,
  updated_at bigint not null
);

create table sessions (
  id text primary key,
  token_hash text not null unique,
  user_id text not null references users (id),
  agent text not null, -- "Firefox on Linux", so that a person recognises the session
  created_at bigint not null,
  last_seen_at bigint not null,
  expires_at bigint not null
);
create index sessions_by_user on sessions (user_id, last_seen_at);

create table projects (
  id bigint primary key,
  slug text not null unique,
  name text not null,
  time_zone text not null,
  public_key text not null unique,
  origins text not null, -- JSON list of origins; empty: any
  created_at bigint not null,
  updated_at bigint not null,
  archived_at bigint
);

create table memberships (
  project_id bigint not null references projects (id),
  user_id text not null references users (id),
  role text not null,
  created_at bigint not null,
  primary key (project_id, user_id)
);
create index memberships_by_user on memberships (user_id);

-- A link that makes an account or lets its owner choose a new password.
create table account_links (
  id text primary key,
  token_hash text not null unique,
  kind text not null, -- invite, reset, sign_in
  email text not null,
  project_id bigint references projects (id),
  role text,
  is_admin boolean not null,
  made_by text,
  created_at bigint not null,
  expires_at bigint not null,
  used_at bigint
);

create table api_tokens (
  id text primary key,
  project_id bigint references projects (id), -- null: an instance token
  name text not null,
  token_hash text not null unique,
  scopes text not null, -- JSON list
  created_by text not null,
  created_at bigint not null,
  expires_at bigint,
  revoked_at bigint,
  last_used_at bigint
);
create index api_tokens_by_project on api_tokens (project_id, created_at);

create table audit (
  id text primary key,
  at bigint not null,
  actor text not null, -- e-mail, token name or "command line"
  actor_id text,
  action text not null, -- noun.verb, e.g. project.rename
  project_id bigint,
  target text not null,
  detail text not null -- JSON object
);
create index audit_by_time on audit (at, id);
create index audit_by_project on audit (project_id, at, id);
