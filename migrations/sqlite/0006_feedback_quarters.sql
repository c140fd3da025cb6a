-- How many entries came in a quarter of an hour, spam left out, kept by whoever
-- changes an entry: midnight of every zone in use begins a quarter, so days of
-- any zone are sums of few rows.
create table feedback_quarters (
  project_id bigint not null references projects (id),
  quarter bigint not null, -- unix milliseconds / 900000
  feedback_type text not null,
  entries bigint not null,
  primary key (project_id, quarter, feedback_type)
);

insert into feedback_quarters (project_id, quarter, feedback_type, entries)
select project_id, created_at / 900000, feedback_type, count(*) from feedback
where status <> 'spam' group by project_id, created_at / 900000, feedback_type;
