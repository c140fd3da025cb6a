-- What a team wants visitors to do: the name of an event, or "Visit " and the path of a page, in which * stands
-- for anything.
create table goals (
  project_id bigint not null references projects (id),
  name text not null,
  created_at bigint not null,
  created_by text not null, -- as in the audit log
  primary key (project_id, name)
);
