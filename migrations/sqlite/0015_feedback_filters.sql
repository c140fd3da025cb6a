-- Lists of feedback by page, browser, release and environment.

-- As filters name them: the page without origin, query and fragment, the browser
-- without its version, and the project's own name of the environment. A page that
-- is no address stays as it is; 512 characters fit into an index.
alter table feedback add column path text not null default '';
alter table feedback add column browser_family text not null default '';
alter table feedback add column environment_name text not null default '';

update feedback set
  path = substr(page, 1, 512),
  browser_family = coalesce(nullif(rtrim(rtrim(browser, '0123456789.'), ' '), ''), browser),
  environment_name = coalesce(
    (select e.name from environments e where e.project_id = feedback.project_id
     and (e.name = lower(coalesce(feedback.environment, 'production'))
       or exists (select 1 from json_each(e.aliases) a where a.value = lower(coalesce(feedback.environment, 'production'))))
     limit 1),
    '(other)');
update feedback set path = substr(path, 1, instr(path, '#') - 1)
where instr(path, '#') > 0 and (path like '/%' or path like 'http://%' or path like 'https://%');
update feedback set path = substr(path, 1, instr(path, '?') - 1)
where instr(path, '?') > 0 and (path like '/%' or path like 'http://%' or path like 'https://%');
update feedback set path = case
  when instr(substr(path, instr(path, '://') + 3), '/') = 0 then '/'
  else substr(path, instr(path, '://') + 2 + instr(substr(path, instr(path, '://') + 3), '/')) end
where path like 'http://%' or path like 'https://%';

-- Each filter finds its entries here, in the order of lists and with what else
-- they are counted and mostly narrowed by.
create index feedback_by_path on feedback (project_id, path, created_at, id, status, feedback_type);
create index feedback_by_release on feedback (project_id, release, created_at, id, status, feedback_type)
where release is not null;
create index feedback_by_browser on feedback
  (project_id, browser_family, created_at, id, status, feedback_type, assignee_id, rating, environment_name);
create index feedback_by_environment on feedback
  (project_id, environment_name, created_at, id, status, feedback_type, assignee_id, rating);
