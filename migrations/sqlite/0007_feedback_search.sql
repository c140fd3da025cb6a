-- Full-text search of feedback.

-- The time of the last entry of a project and, before the last batch, of the
-- one before it: no entry gets an earlier time, so the order of numbers is the
-- order of times, and a search can walk its index, which only knows numbers.
alter table feedback_counters add column last_at bigint not null default 0;
alter table feedback_counters add column floor_at bigint not null default 0;

update feedback set created_at = ordered.at from (
  select id, max(created_at) over (partition by project_id order by number) as at from feedback
) as ordered where ordered.id = feedback.id and ordered.at > feedback.created_at;
update feedback_counters set last_at = coalesce(
  (select max(created_at) from feedback where feedback.project_id = feedback_counters.project_id), 0);
delete from feedback_quarters;
insert into feedback_quarters (project_id, quarter, feedback_type, entries)
select project_id, created_at / 900000, feedback_type, count(*) from feedback
where status <> 'spam' group by project_id, created_at / 900000, feedback_type;

-- The tokens of each entry; the row is project << 32 | number. The text itself
-- is not kept a second time. Tokens come cut, so any tokenizer that parts at
-- blanks and keeps what is not ASCII will do.
create virtual table feedback_search using fts5(words, content='', contentless_delete=1, tokenize='ascii');

-- Entries that are not in the index yet: a job takes them from here.
create table feedback_unindexed (
  feedback_id text primary key
);
insert into feedback_unindexed (feedback_id) select id from feedback;
