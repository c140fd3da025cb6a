-- What users told us. Instants are unix milliseconds UTC, JSON is TEXT. Ids order
-- as bytes: lists page by them, whatever the locale of the database.

create table feedback (
  id text collate "C" primary key, -- UUID in lower case, the client's own if it sent one
  project_id bigint not null references projects (id),
  number bigint not null, -- #123 of the project; a repeated entry leaves a gap
  user_id text, -- as claimed by the client
  feedback_type text not null, -- bug, feature, general
  content text not null,
  page text not null,
  browser text not null,
  os text not null,
  release text,
  environment text,
  status text not null, -- new, triaged, planned, in_progress, done, declined, spam
  spam_score bigint not null,
  body_hash text not null, -- tells a repeat from another entry with the same id
  metadata text, -- JSON object
  created_at bigint not null,
  updated_at bigint not null,
  unique (project_id, number)
);
-- Carries every column a list is filtered by, so that a rare status or type is
-- found, and all of them are counted, without touching the entries themselves.
create index feedback_by_time on feedback (project_id, created_at, id, status, feedback_type);

-- The last number given to an entry of a project.
create table feedback_counters (
  project_id bigint primary key references projects (id),
  last bigint not null
);

-- How many entries of a project there are, kept by whoever changes an entry:
-- counting a hundred thousand of them takes longer than a page may.
create table feedback_counts (
  project_id bigint not null references projects (id),
  status text not null,
  feedback_type text not null,
  entries bigint not null,
  primary key (project_id, status, feedback_type)
);

-- Apart from the entry, so that it can be erased alone.
create table feedback_contacts (
  feedback_id text primary key references feedback (id),
  email text not null
);

-- Every change of status; `feedback` holds the current one.
create table feedback_triage (
  id text primary key,
  feedback_id text not null references feedback (id),
  from_status text not null,
  to_status text not null,
  at bigint not null,
  actor text not null, -- as in the audit log
  actor_id text
);
create index feedback_triage_by_entry on feedback_triage (feedback_id, at, id);
