-- Previews of packings. A preview holds all it is computed from, so that it can be computed again
-- after a restart and comes to the same: pieces that were asked for, settings, seed and moves.

create table packing_previews (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  status :text not null check (status in ('running', 'complete', 'failed', 'committed')),
  pieces_are :text not null check (pieces_are in ('parts', 'printed_parts')),
  application_uuid :text not null references applications (uuid),
  build_sop_uuid :text not null references build_sops (uuid),
  build_sop_version integer not null,
  packing_group :text,
  settings :json not null,
  seed :bigint not null,
  pieces :json not null,
  left_out :json not null,
  piece_count integer not null,
  plate_count integer not null,
  left_out_count integer not null,
  moves integer not null,
  stopped :text,
  answer :json,
  failure_message :text,
  build_uuids :json not null,
  created_by :text not null,
  created_at :text not null,
  started_at :text,
  stop_at :text,
  finished_at :text,
  committed_at :text,
  updated_at :text not null,
  expires_at :text not null
) :strict;
create index packing_previews_updated_at on packing_previews (customer_uuid, updated_at, uuid);
create index packing_previews_expires_at on packing_previews (expires_at);
