-- The ground state. One file for both databases; see ../dialect.ts for the :tokens.
-- Times are fixed-width ISO 8601 UTC text, so they sort. Booleans are 0 and 1. JSON is text.
-- Every table that a customer owns starts with customer_uuid.

create table customers (
  uuid :text primary key,
  name :text not null,
  created_at :text not null
) :strict;

create table users (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  email :text not null unique,
  name :text not null,
  role :text not null check (role in ('ADMIN', 'OPERATOR', 'VIEWER')),
  password_hash :text,
  created_at :text not null,
  updated_at :text not null
) :strict;

create table api_keys (
  customer_uuid :text not null references customers (uuid),
  client_id :text primary key,
  user_uuid :text not null references users (uuid),
  name :text not null,
  public_key :text not null,
  created_at :text not null,
  expires_at :text,
  revoked_at :text
) :strict;

create table applications (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  name :text not null,
  description :text,
  created_at :text not null
) :strict;

create table build_sops (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  name :text not null,
  description :text,
  version integer not null,
  status :text not null check (status in ('draft', 'released', 'obsolete')),
  build_prefix :text not null,
  resin_name :text not null,
  print_profile :text not null,
  release_film_nm integer not null,
  slice_thickness_nm integer not null,
  platform_classes :json not null,
  gap_mm :real not null,
  margin_mm :real not null,
  rotations :json not null,
  layout_profile :text not null check (layout_profile in ('denser', 'faster', 'skip')),
  minimum_fill :real not null,
  longest_wait_s integer,
  replace_failed integer not null,
  created_at :text not null,
  updated_at :text not null
) :strict;

create table catalog_parts (
  customer_uuid :text not null references customers (uuid),
  application_uuid :text not null references applications (uuid),
  part_number :text not null,
  description :text,
  tags :json not null,
  build_sop_uuid :text not null references build_sops (uuid),
  automatic_packing integer not null,
  created_at :text not null,
  updated_at :text not null,
  primary key (application_uuid, part_number)
) :strict;

create table models (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  filename :text not null,
  external_id :text,
  description :text,
  file_key :text not null,
  file_size_bytes :bigint not null,
  report :json not null,
  created_by :text not null,
  created_at :text not null,
  updated_at :text not null,
  expires_at :text not null
) :strict;
create index models_external_id on models (customer_uuid, external_id);
create index models_expires_at on models (expires_at);

-- Derived from the file alone, so it belongs to no customer and may be thrown away at any time.
create table footprints (
  file_key :text primary key,
  footprint :json not null,
  created_at :text not null
) :strict;

create table parts (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  part_number :text not null,
  model_uuid :text not null,
  file_key :text not null,
  description :text,
  part_tags :json not null,
  created_at :text not null,
  updated_at :text not null
) :strict;
create index parts_updated_at on parts (customer_uuid, updated_at, uuid);
create index parts_model_uuid on parts (customer_uuid, model_uuid);

create table part_orders (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  seq :bigint not null unique,
  part_order_number :text not null,
  due_date :text not null,
  build_sop_uuid :text references build_sops (uuid),
  packing_group :text,
  status :text not null check (status in
    ('open', 'processing', 'complete', 'incomplete', 'canceled')),
  flushed_at :text,
  created_at :text not null,
  updated_at :text not null
) :strict;
create index part_orders_updated_at on part_orders (customer_uuid, updated_at, uuid);
create index part_orders_number on part_orders (customer_uuid, part_order_number);
create index part_orders_status on part_orders (customer_uuid, status);

create table builds (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  name :text not null,
  revision :text not null,
  status :text not null check (status in ('Unreleased', 'Validation', 'Released', 'Obsolete')),
  packing_group :text,
  build_sop_uuid :text not null references build_sops (uuid),
  build_sop_version integer not null,
  platform_class :text not null,
  plate :json not null,
  slice_thickness_nm integer not null,
  layer_count integer not null,
  height_mm :real not null,
  volume_ml :real not null,
  created_at :text not null,
  updated_at :text not null
) :strict;
create index builds_updated_at on builds (customer_uuid, updated_at, uuid);
create index builds_created_at on builds (customer_uuid, created_at, uuid);

create table attachments (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  build_uuid :text not null references builds (uuid),
  kind :text not null,
  filename :text not null,
  media_type :text not null,
  file_key :text not null,
  file_size_bytes :bigint not null,
  created_at :text not null,
  unique (build_uuid, kind)
) :strict;

create table printed_parts (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  part_uuid :text not null references parts (uuid),
  model_uuid :text not null,
  part_number :text not null,
  part_order_uuid :text references part_orders (uuid),
  order_index integer,
  build_sop_uuid :text not null references build_sops (uuid),
  packing_group :text,
  automatic_packing integer not null,
  pack_now integer not null,
  pack_by :text,
  build_uuid :text references builds (uuid),
  place_index integer,
  print_order_uuid :text,
  print_uuid :text,
  print_id :text,
  serial_number :text unique,
  resin_lot_number :text,
  replaces_uuid :text,
  tags :json not null,
  status :text not null check (status in
    ('waiting', 'preparing', 'queued', 'printing', 'complete', 'failed', 'canceled')),
  error :text,
  started_at :text,
  finished_at :text,
  created_at :text not null,
  updated_at :text not null
) :strict;
create index printed_parts_updated_at on printed_parts (customer_uuid, updated_at, uuid);
create index printed_parts_created_at on printed_parts (customer_uuid, created_at, uuid);
create index printed_parts_status on printed_parts (customer_uuid, status, updated_at, uuid);
create index printed_parts_part on printed_parts (part_uuid);
create index printed_parts_part_order on printed_parts (part_order_uuid);
create index printed_parts_build on printed_parts (build_uuid);
create index printed_parts_print on printed_parts (print_uuid);
create index printed_parts_print_order on printed_parts (print_order_uuid);
create index printed_parts_waiting on printed_parts (pack_by) where status = 'waiting';

-- What a build holds, fixed when it is made; printed_part_uuid is the part it was made for.
create table build_places (
  customer_uuid :text not null references customers (uuid),
  build_uuid :text not null references builds (uuid),
  place_index integer not null,
  part_uuid :text not null references parts (uuid),
  printed_part_uuid :text not null references printed_parts (uuid),
  x_mm :real not null,
  y_mm :real not null,
  z_mm :real not null,
  rotation_deg :real not null,
  primary key (build_uuid, place_index)
) :strict;

create table printers (
  customer_uuid :text not null references customers (uuid),
  serial :text not null,
  name :text not null,
  alias :text,
  hw_type :text not null,
  driver :text not null,
  settings :json not null,
  report :json,
  next_poll_at :text,
  retired_at :text,
  created_at :text not null,
  updated_at :text not null,
  primary key (customer_uuid, serial)
) :strict;
create index printers_next_poll_at on printers (next_poll_at);

-- The non-volatile memory of simulated printers: theirs, not ours. Only drivers read it.
create table printer_memory (
  customer_uuid :text not null references customers (uuid),
  serial :text not null,
  memory :text not null,
  primary key (customer_uuid, serial)
) :strict;

create table print_orders (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  build_uuid :text not null references builds (uuid),
  total_copies integer not null,
  print_order_number :text,
  print_order_tags :json not null,
  notes :text,
  route_to :json not null,
  created_at :text not null,
  updated_at :text not null
) :strict;
create index print_orders_updated_at on print_orders (customer_uuid, updated_at, uuid);
create index print_orders_number on print_orders (customer_uuid, print_order_number);

-- A printer's queue is its prints with status queued, by position.
create table prints (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  build_uuid :text not null references builds (uuid),
  print_order_uuid :text not null references print_orders (uuid),
  printer_serial :text not null,
  name :text not null,
  print_id :text not null unique,
  status :text not null check (status in ('queued', 'printing', 'finished', 'failed', 'canceled')),
  position integer,
  expected_end_at :text,
  printed_by :text,
  platform_serial :text,
  origin :json,
  config :json not null,
  metrics :json,
  feedback :json,
  error :text,
  queued_at :text not null,
  started_at :text,
  finished_at :text,
  updated_at :text not null
) :strict;
create index prints_queue on prints (customer_uuid, printer_serial, status, position);
create index prints_status on prints (customer_uuid, status, finished_at, uuid);
create index prints_print_order on prints (print_order_uuid);
create index prints_build on prints (build_uuid);

-- The one history: written in the same transaction as the change, never altered.
create table events (
  seq :serial,
  at :text not null,
  customer_uuid :text not null,
  actor :text not null,
  noun :text not null,
  uuid :text not null,
  what :text not null,
  details :json not null
) :strict;
create index events_noun on events (customer_uuid, noun, uuid, seq);

-- Numbers that must never repeat: print ids, build names, order sequence, starts of the server.
create table counters (
  customer_uuid :text not null,
  name :text not null,
  value :bigint not null,
  primary key (customer_uuid, name)
) :strict;

-- The server's own: signing secrets, the state of the virtual clock.
create table settings (
  name :text primary key,
  value :text not null
) :strict;
