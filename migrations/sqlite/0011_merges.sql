-- Entries that say the same become duplicates of one of them.

-- Of a duplicate: the entry that stands for it, which is no duplicate itself.
alter table feedback add column canonical_id text;
create index feedback_by_canonical on feedback (canonical_id) where canonical_id is not null;

-- Who merged what into what. Those that hold make trees, and `canonical_id` is
-- the root: what came along with an entry leaves with it again.
create table feedback_merges (
  id text primary key,
  from_id text not null references feedback (id),
  into_id text not null references feedback (id),
  at bigint not null,
  actor text not null, -- as in the audit log
  actor_id text,
  undone_at bigint, -- null: it holds
  undone_by text,
  undone_by_id text
);
create unique index feedback_merges_that_hold on feedback_merges (from_id) where undone_at is null;
create index feedback_merges_by_entry on feedback_merges (from_id);
create index feedback_merges_by_other on feedback_merges (into_id);

-- Changes of many entries by one wish, so that they can be undone by one.
create table feedback_batches (
  id text primary key,
  project_id bigint not null references projects (id),
  undoes text unique, -- the batch it takes back
  at bigint not null,
  actor text not null, -- as in the audit log
  actor_id text
);
alter table feedback_triage add column batch_id text;
create index feedback_triage_by_batch on feedback_triage (batch_id) where batch_id is not null;
