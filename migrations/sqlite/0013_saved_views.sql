-- Filters of the inbox under a name.
create table feedback_views (
  id text primary key,
  project_id bigint not null references projects (id),
  owner_id text not null references users (id),
  name text not null,
  filters text not null, -- JSON: [[name, value], …]
  shared boolean not null, -- with everybody in the project
  created_at bigint not null,
  updated_at bigint not null,
  unique (project_id, owner_id, name)
);
