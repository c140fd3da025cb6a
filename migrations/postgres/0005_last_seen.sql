-- Sessions are forgotten soon after they end; when a person was here last is not.

alter table users add column last_seen_at bigint;
