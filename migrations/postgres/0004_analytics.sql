-- What happened on the pages of a product. Instants are unix milliseconds UTC.

-- The primary key recognises a repeat. Page ids begin with the time, so rows
-- are appended.
create table events (
  project_id bigint not null references projects (id),
  page bigint not null, -- 64 bits made by the page: 42 of unix milliseconds, 22 random
  seq bigint not null, -- number of the event on its page
  at bigint not null,
  environment text not null,
  release text,
  name text not null, -- pageview
  path text not null,
  nav text, -- how the page was reached: navigate, reload, back-forward, …
  lite boolean not null, -- sent by the loader because the beacon could not start
  primary key (project_id, page, seq)
);
create index events_by_time on events (project_id, name, at);
