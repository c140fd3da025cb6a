-- With assignee, rating and environment in them these two were as wide as the index of lists by time, and SQLite took
-- that one, which passes over every entry of other browsers and environments: half a second for a rare one among
-- 100,000. As narrow as those of pages and releases they are taken, and smaller.
drop index feedback_by_browser;
drop index feedback_by_environment;
create index feedback_by_browser on feedback (project_id, browser_family, created_at, id, status, feedback_type);
create index feedback_by_environment on feedback (project_id, environment_name, created_at, id, status, feedback_type);
