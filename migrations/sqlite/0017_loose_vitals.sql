-- What the web-vitals library reports by itself, one measurement a row: it names no view of ours. A later report of
-- the same measurement replaces its value.
create table loose_vitals (
  project_id bigint not null references projects (id),
  page bigint not null, -- hash of the measurement's id
  vital text not null, -- lcp, cls, inp, fcp, ttfb
  value bigint not null, -- milliseconds; cls times 10,000
  at bigint not null, -- of its first report
  environment bigint not null,
  release bigint not null,
  path bigint not null,
  device bigint not null,
  visit bigint not null, -- the row of `visits` that went on; 0: none
  primary key (project_id, page, vital)
) without rowid;
create index loose_vitals_by_time on loose_vitals (project_id, at);
