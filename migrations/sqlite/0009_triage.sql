-- Who sees to an entry, what it is filed under, what is said about it.

alter table feedback add column assignee_id text; -- a person; null: nobody

-- The index of lists again, with what they are filtered by now.
drop index feedback_by_time;
create index feedback_by_time on feedback (project_id, created_at, id, status, feedback_type, assignee_id);

-- A change is of the status, the assignee, the tags, or several of them. What
-- stayed is equal before and after, or null.
alter table feedback_triage add column from_assignee text;
alter table feedback_triage add column to_assignee text;
alter table feedback_triage add column tags_added text; -- JSON list
alter table feedback_triage add column tags_removed text;

create table feedback_tags (
  project_id bigint not null references projects (id),
  feedback_id text not null references feedback (id),
  tag text not null,
  primary key (feedback_id, tag)
);
create index feedback_tags_by_tag on feedback_tags (project_id, tag, feedback_id);

create table feedback_comments (
  id text primary key, -- UUID in lower case, the client's own if it sent one
  feedback_id text not null references feedback (id),
  kind text not null, -- internal, answer
  content text not null,
  at bigint not null,
  actor text not null, -- as in the audit log
  actor_id text
);
create index feedback_comments_by_entry on feedback_comments (feedback_id, at, id);
