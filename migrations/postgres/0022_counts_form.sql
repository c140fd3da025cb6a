alter table projects add column counts_form boolean not null default false; -- visits of its public feedback page are counted
