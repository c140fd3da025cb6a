-- How long a project keeps feedback. Spam has a time of its own.

alter table projects add column feedback_days bigint; -- null: for ever
