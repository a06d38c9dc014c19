-- Jobs that a restore brought along; the queue takes them over when the server starts.
create table restored_jobs (
  place integer primary key,
  job_uuid :text not null,
  name :text not null,
  key :text,
  payload :json not null,
  attempt integer not null,
  error :text,
  failed_at :text
) :strict;
