-- Uploads in two steps: begun, put (etag and file are known), resolved (the model is there). A row
-- is forgotten at expires_at: a day after its beginning, once resolved together with its model.

create table model_uploads (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  etag :text,
  file_key :text,
  created_at :text not null,
  resolved_at :text,
  expires_at :text not null
) :strict;
create index model_uploads_expires_at on model_uploads (expires_at);

-- Whether anything names a file is asked before it is deleted.
create index model_uploads_file_key on model_uploads (file_key);
create index models_file_key on models (file_key);
create index parts_file_key on parts (file_key);
create index attachments_file_key on attachments (file_key);
