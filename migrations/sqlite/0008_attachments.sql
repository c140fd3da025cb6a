-- Files that came with feedback.

-- Bytes, each once however often they were sent.
create table blobs (
  sha256 text primary key,
  bytes blob not null,
  refs bigint not null -- rows elsewhere that name it; at none it is deleted
);

create table feedback_attachments (
  id text primary key,
  feedback_id text not null references feedback (id),
  position bigint not null, -- as sent, from 0
  name text not null,
  media_type text not null, -- by the bytes, not as claimed
  size bigint not null,
  sha256 text not null, -- in blobs; empty when refused
  state text not null -- pending, ready, refused
);
create index feedback_attachments_by_entry on feedback_attachments (feedback_id);
create index feedback_attachments_pending on feedback_attachments (id) where state = 'pending';
