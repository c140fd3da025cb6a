-- What happened on the pages of a product, who came and how. Instants are unix milliseconds UTC.

-- Until here a page view had no visitor, no visit and no words in a dictionary, and none of them can be made
-- afterwards: counting begins anew.
drop table events;

-- The words of `events` and `visits`. An id is 48 bits of a keyed hash of the kind and the text, so nothing is
-- looked up before something is stored, and all instances agree; 0 is nothing.
create table dict (
  project_id bigint not null references projects (id),
  dim bigint not null, -- what kind of word: model/dim.rs
  id bigint not null,
  text text not null,
  primary key (project_id, dim, id)
);

-- The order of the table is that of time, so a day is one stretch of it. The other key recognises a repeat.
create table events (
  project_id bigint not null references projects (id),
  at bigint not null,
  page bigint not null, -- 64 bits made by the page: 42 of unix milliseconds, 22 random
  seq bigint not null, -- number of the event on its page
  environment bigint not null,
  release bigint not null,
  visitor bigint not null, -- of that day; 0: counted without
  visit bigint not null, -- the row of `visits`; 0: none
  name bigint not null,
  path bigint not null,
  engaged_ms bigint not null,
  scroll bigint not null, -- percent of the page seen
  nav bigint not null, -- how the page was reached, as a place in the list of wire/batch.rs
  flags bigint not null, -- 1 lite: sent by the loader because the beacon could not start; 2 interactive
  props text, -- JSON object of texts
  primary key (project_id, at, page, seq)
);
create unique index events_by_key on events (project_id, page, seq);

-- One row per visit and local day: what goes on past midnight has a second row, under the visitor of that day.
-- `id` is when the row begins, in milliseconds, and 20 more bits; so the order of the table is that of time.
create table visits (
  project_id bigint not null references projects (id),
  id bigint not null,
  first bigint not null, -- the visit's first row; what is said of the whole visit stands there
  environment bigint not null,
  visitor bigint not null, -- of that day; 0: a page view counted without a visitor
  last_at bigint not null, -- of the whole visit in its first row
  views bigint not null, -- of that day
  events bigint not null, -- of that day, page views too
  engaged_ms bigint not null, -- of that day
  bounce bigint not null, -- 1: the whole visit is one view and no interactive event
  entry bigint not null, -- path of the first view
  leave bigint not null, -- path of the last view
  source bigint not null,
  channel bigint not null,
  referrer bigint not null,
  utm_source bigint not null,
  utm_medium bigint not null,
  utm_campaign bigint not null,
  utm_term bigint not null,
  utm_content bigint not null,
  country bigint not null,
  region bigint not null,
  city bigint not null,
  device bigint not null,
  browser bigint not null,
  os bigint not null,
  screen bigint not null,
  primary key (project_id, id)
);

-- Visits of the last half hour by visitor. No index on `last_at`: the table is small, and PostgreSQL would have
-- to write a new index entry with every event.
create table live_visits (
  visitor bigint primary key,
  project_id bigint not null,
  first bigint not null, -- rows of `visits`; 0: claimed, no visit yet
  current bigint not null,
  last_at bigint not null,
  viewed_at bigint not null, -- the last view
  page bigint not null,
  seq bigint not null,
  path bigint not null,
  views bigint not null, -- of the whole visit
  interactive bigint not null -- events that make it no bounce
);

-- What a view measured, as of its highest revision; null: nothing to measure.
create table vitals (
  project_id bigint not null,
  page bigint not null,
  seq bigint not null,
  revision bigint not null,
  lcp bigint, -- milliseconds, like inp, fcp and ttfb
  cls bigint, -- times 10,000
  inp bigint,
  fcp bigint,
  ttfb bigint,
  primary key (project_id, page, seq)
);

-- The secret a day's visitors are told apart by; destroyed soon after the day. Unlogged: it must
-- not live on in the write-ahead log; after a crash a day has a new one.
create unlogged table salts (
  project_id bigint not null,
  day bigint not null, -- days since 1970 of the local date
  salt bytea not null,
  destroy_at bigint not null,
  primary key (project_id, day)
);

-- What days and hours came to, per value of a dimension; made anew from the rows above whenever a day changes.
create table rollup_day (
  project_id bigint not null references projects (id),
  environment bigint not null,
  dim bigint not null, -- model/dim.rs; 0: all together
  day bigint not null, -- days since 1970 of the local date
  value bigint not null, -- word of `dict`
  visitors bigint not null,
  visits bigint not null,
  views bigint not null,
  events bigint not null,
  bounces bigint not null,
  duration_ms bigint not null,
  engaged_ms bigint not null,
  scroll bigint not null, -- sum over views
  primary key (project_id, environment, dim, day, value)
);
create table rollup_hour (
  project_id bigint not null references projects (id),
  environment bigint not null,
  hour bigint not null, -- when it begins
  visitors bigint not null,
  visits bigint not null,
  views bigint not null,
  events bigint not null,
  bounces bigint not null,
  duration_ms bigint not null,
  engaged_ms bigint not null,
  scroll bigint not null,
  primary key (project_id, environment, hour)
);
create table vitals_day (
  project_id bigint not null references projects (id),
  environment bigint not null,
  dim bigint not null, -- as in rollup_day
  day bigint not null,
  value bigint not null,
  vital text not null,
  histogram text not null, -- model/vitals/histogram.rs
  primary key (project_id, environment, dim, day, value, vital)
);
create table sealed_days (
  project_id bigint not null references projects (id),
  day bigint not null,
  starts_at bigint not null,
  ends_at bigint not null,
  sealed_at bigint not null,
  primary key (project_id, day)
);
-- Days to be sealed again.
create table dirty_days (
  project_id bigint not null references projects (id),
  day bigint not null,
  primary key (project_id, day)
);

-- What was not counted, and why.
create table dropped (
  project_id bigint not null references projects (id),
  hour bigint not null, -- unix milliseconds / 3600000
  reason text not null,
  count bigint not null,
  primary key (project_id, hour, reason)
);
create table dropped_samples (
  id text primary key,
  project_id bigint not null references projects (id),
  at bigint not null,
  reason text not null,
  path text not null,
  browser text not null
);
create index dropped_samples_by_time on dropped_samples (project_id, at);

alter table projects add column gpc text not null default 'anonymous'; -- what Sec-GPC does: anonymous, drop, ignore
alter table projects add column analytics_days bigint not null default 400; -- how long events are kept one by one
