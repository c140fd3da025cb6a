-- How much whoever sent an entry likes it, from 1 to 5, if they said.

alter table feedback add column rating bigint;

-- The index of lists again, with what they are filtered by now.
drop index feedback_by_time;
create index feedback_by_time on feedback (project_id, created_at, id, status, feedback_type, assignee_id, rating);
