CREATE TABLE api_keys (
  customer_uuid text not null references customers (uuid),
  client_id text primary key,
  user_uuid text not null references users (uuid),
  name text not null,
  public_key text not null,
  created_at text not null,
  expires_at text,
  revoked_at text
, last_used_at text) strict;

CREATE INDEX api_keys_customer on api_keys (customer_uuid, created_at, client_id);

CREATE TABLE applications (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  name text not null,
  description text,
  created_at text not null
, is_default integer not null default 0, archived_at text) strict;

CREATE UNIQUE INDEX applications_default on applications (customer_uuid) where is_default = 1;

CREATE TABLE attachments (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  build_uuid text not null references builds (uuid),
  kind text not null,
  filename text not null,
  media_type text not null,
  file_key text not null,
  file_size_bytes integer not null,
  created_at text not null,
  unique (build_uuid, kind)
) strict;

CREATE INDEX attachments_file_key on attachments (file_key);

CREATE TABLE build_places (
  customer_uuid text not null references customers (uuid),
  build_uuid text not null references builds (uuid),
  place_index integer not null,
  part_uuid text not null references parts (uuid),
  printed_part_uuid text not null references printed_parts (uuid),
  x_mm real not null,
  y_mm real not null,
  z_mm real not null,
  rotation_deg real not null,
  primary key (build_uuid, place_index)
) strict;

CREATE TABLE build_slices (
  build_uuid text primary key,
  customer_uuid text not null,
  revision text not null,
  error text,
  areas_mm2 text not null,
  parts text not null,
  sliced_at text not null
, file_errors text not null default '{}') strict;

CREATE TABLE build_sop_versions (
  customer_uuid text not null references customers (uuid),
  build_sop_uuid text not null references build_sops (uuid),
  version integer not null,
  status text not null check (status in ('draft', 'released', 'obsolete')),
  description text,
  build_prefix text not null,
  resin_name text not null,
  print_profile text not null,
  release_film_nm integer not null,
  slice_thickness_nm integer not null,
  platform_classes text not null,
  gap_mm real not null,
  margin_mm real not null,
  rotations text not null,
  layout_profile text not null check (layout_profile in ('denser', 'faster', 'skip')),
  minimum_fill real not null,
  longest_wait_s integer,
  replace_failed integer not null,
  created_at text not null,
  updated_at text not null, height_aware integer not null default 0, group_by_height integer not null default 0, fill_open_builds integer not null default 0, exclusions text not null default '[]',
  primary key (build_sop_uuid, version)
) strict;

CREATE UNIQUE INDEX build_sop_versions_draft on build_sop_versions (build_sop_uuid)
  where status = 'draft';

CREATE TABLE build_sops (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  name text not null,
  created_at text not null,
  updated_at text not null
) strict;

CREATE TABLE builds (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  name text not null,
  revision text not null,
  status text not null check (status in ('Unreleased', 'Validation', 'Released', 'Obsolete')),
  packing_group text,
  build_sop_uuid text not null references build_sops (uuid),
  build_sop_version integer not null,
  platform_class text not null,
  plate text not null,
  slice_thickness_nm integer not null,
  layer_count integer not null,
  height_mm real not null,
  volume_ml real not null,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX builds_build_sop on builds (customer_uuid, build_sop_uuid);

CREATE INDEX builds_created_at on builds (customer_uuid, created_at, uuid);

CREATE INDEX builds_updated_at on builds (customer_uuid, updated_at, uuid);

CREATE TABLE catalog_parts (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  part_number text not null,
  description text,
  tags text not null,
  build_sop_uuid text not null references build_sops (uuid),
  automatic_packing integer not null,
  rotations text,
  retired_at text,
  created_at text not null,
  updated_at text not null,
  unique (application_uuid, part_number)
) strict;

CREATE INDEX catalog_parts_part_number on catalog_parts (customer_uuid, part_number, uuid);

CREATE TABLE counters (
  customer_uuid text not null,
  name text not null,
  value integer not null,
  primary key (customer_uuid, name)
) strict;

CREATE TABLE customers (
  uuid text primary key,
  name text not null,
  created_at text not null
) strict;

CREATE TABLE event_seals (
  customer_uuid text not null,
  seq integer not null,
  hash text not null,
  primary key (customer_uuid, seq)
) strict;

CREATE TABLE events (
  seq integer primary key autoincrement,
  at text not null,
  customer_uuid text not null,
  actor text not null,
  noun text not null,
  uuid text not null,
  what text not null,
  details text not null
) strict;

CREATE INDEX events_actor on events (customer_uuid, actor, at, seq);

CREATE INDEX events_at on events (customer_uuid, at, seq);

CREATE INDEX events_noun on events (customer_uuid, noun, at, seq);

CREATE INDEX events_seq on events (customer_uuid, seq);

CREATE INDEX events_uuid on events (customer_uuid, uuid, at, seq);

CREATE INDEX events_what on events (customer_uuid, what, at, seq);

CREATE TABLE footprint_bands (
  file_key text primary key,
  bands text not null,
  created_at text not null
) strict;

CREATE TABLE footprints (
  file_key text primary key,
  footprint text not null,
  created_at text not null
) strict;

CREATE TABLE invitations (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  email text not null,
  name text not null,
  role text not null check (role in ('ADMIN', 'OPERATOR', 'VIEWER')),
  user_uuid text references users (uuid),
  token_hash text not null unique,
  created_at text not null,
  expires_at text not null,
  accepted_at text,
  withdrawn_at text
) strict;

CREATE INDEX invitations_customer on invitations (customer_uuid, created_at, uuid);

CREATE INDEX invitations_email on invitations (customer_uuid, email);

CREATE TABLE migrations (number integer primary key);

CREATE TABLE model_program_run_inputs (
  customer_uuid text not null references customers (uuid),
  model_program_run_uuid text not null references model_program_runs (uuid),
  model_uuid text not null references models (uuid),
  primary key (model_program_run_uuid, model_uuid)
) strict;

CREATE INDEX model_program_run_inputs_model on model_program_run_inputs (model_uuid);

CREATE TABLE model_program_runs (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  model_program_uuid text not null references model_programs (uuid),
  version integer not null,
  application_uuid text not null references applications (uuid),
  status text not null check (status in ('preparing', 'complete', 'failed')),
  progress real not null,
  model_uuid text,
  failure_message text,
  parameters text not null,
  plan text not null,
  operation_status text not null,
  repairs text not null,
  created_by text not null,
  created_at text not null,
  started_at text,
  finished_at text,
  updated_at text not null
) strict;

CREATE INDEX model_program_runs_status on model_program_runs (customer_uuid, status);

CREATE INDEX model_program_runs_updated_at on model_program_runs (customer_uuid, updated_at, uuid);

CREATE TABLE model_program_versions (
  customer_uuid text not null references customers (uuid),
  model_program_uuid text not null references model_programs (uuid),
  version integer not null,
  document text not null,
  created_at text not null,
  primary key (model_program_uuid, version)
) strict;

CREATE TABLE model_programs (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  name text not null,
  version integer not null,
  status text not null check (status in ('active', 'retired')),
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX model_programs_updated_at on model_programs (customer_uuid, updated_at, uuid);

CREATE TABLE model_uploads (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  etag text,
  file_key text,
  created_at text not null,
  resolved_at text,
  expires_at text not null
) strict;

CREATE INDEX model_uploads_expires_at on model_uploads (expires_at);

CREATE INDEX model_uploads_file_key on model_uploads (file_key);

CREATE TABLE models (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  filename text not null,
  external_id text,
  description text,
  file_key text not null,
  file_size_bytes integer not null,
  report text not null,
  created_by text not null,
  created_at text not null,
  updated_at text not null,
  expires_at text not null
, model_program_run_uuid text references model_program_runs (uuid)) strict;

CREATE INDEX models_expires_at on models (expires_at);

CREATE INDEX models_external_id on models (customer_uuid, external_id);

CREATE INDEX models_file_key on models (file_key);

CREATE INDEX models_program_run on models (model_program_run_uuid);

CREATE TABLE packing_previews (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  status text not null check (status in ('running', 'complete', 'failed', 'committed')),
  pieces_are text not null check (pieces_are in ('parts', 'printed_parts')),
  application_uuid text not null references applications (uuid),
  build_sop_uuid text not null references build_sops (uuid),
  build_sop_version integer not null,
  packing_group text,
  settings text not null,
  seed integer not null,
  pieces text not null,
  left_out text not null,
  piece_count integer not null,
  plate_count integer not null,
  left_out_count integer not null,
  moves integer not null,
  stopped text,
  answer text,
  failure_message text,
  build_uuids text not null,
  created_by text not null,
  created_at text not null,
  started_at text,
  stop_at text,
  finished_at text,
  committed_at text,
  updated_at text not null,
  expires_at text not null
) strict;

CREATE INDEX packing_previews_expires_at on packing_previews (expires_at);

CREATE INDEX packing_previews_updated_at on packing_previews (customer_uuid, updated_at, uuid);

CREATE TABLE part_measurement_templates (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  production_sop_name text not null,
  production_sop_version real not null,
  operation_name text not null,
  measurement_name text not null,
  measurement_type text not null check (measurement_type in ('process', 'value', 'category')),
  measurement_classification text,
  required_level text not null check (required_level in
    ('required', 'not_required', 'required_for_failure')),
  units text,
  min real,
  max real,
  category_options text,
  zones text not null,
  part_numbers text not null,
  retired_at text,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX part_measurement_templates_application
  on part_measurement_templates (application_uuid, retired_at);

CREATE INDEX part_measurement_templates_updated_at
  on part_measurement_templates (customer_uuid, updated_at, uuid);

CREATE TABLE part_measurements (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  printed_part_uuid text not null references printed_parts (uuid),
  part_measurement_template_uuid text not null references part_measurement_templates (uuid),
  value real,
  category_value text,
  zones text not null,
  notes text not null,
  measurement_result text not null check (measurement_result in
    ('pass', 'fail', 'flag', 'incomplete')),
  external_id text,
  measured_at text not null,
  measured_by text not null,
  voided_at text,
  void_reason text,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX part_measurements_created_at on part_measurements (customer_uuid, created_at, uuid);

CREATE UNIQUE INDEX part_measurements_external_id on part_measurements (customer_uuid, external_id);

CREATE INDEX part_measurements_printed_part on part_measurements (printed_part_uuid);

CREATE INDEX part_measurements_template on part_measurements (part_measurement_template_uuid);

CREATE INDEX part_measurements_updated_at on part_measurements (customer_uuid, updated_at, uuid);

CREATE TABLE part_orders (
  customer_uuid text not null references customers (uuid),
  uuid text not null,
  application_uuid text not null references applications (uuid),
  seq integer not null unique,
  part_order_number text not null,
  due_date text not null,
  build_sop_uuid text references build_sops (uuid),
  packing_group text,
  status text not null check (status in
    ('open', 'processing', 'complete', 'incomplete', 'canceled')),
  flushed_at text,
  created_at text not null,
  updated_at text not null, priority integer not null default 50,
  primary key (customer_uuid, uuid)
) strict;

CREATE INDEX part_orders_number on part_orders (customer_uuid, part_order_number, uuid);

CREATE INDEX part_orders_status on part_orders (customer_uuid, status);

CREATE INDEX part_orders_updated_at on part_orders (customer_uuid, updated_at, uuid);

CREATE TABLE parts (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  part_number text not null,
  model_uuid text not null,
  file_key text not null,
  description text,
  part_tags text not null,
  created_at text not null,
  updated_at text not null
) strict;

CREATE INDEX parts_file_key on parts (file_key);

CREATE INDEX parts_model_uuid on parts (customer_uuid, model_uuid);

CREATE INDEX parts_updated_at on parts (customer_uuid, updated_at, uuid);

CREATE TABLE print_orders (
  customer_uuid text not null references customers (uuid),
  uuid text not null,
  application_uuid text not null references applications (uuid),
  build_uuid text not null references builds (uuid),
  total_copies integer not null,
  print_order_number text,
  print_order_tags text not null,
  notes text,
  route_to text not null,
  created_at text not null,
  updated_at text not null,
  primary key (customer_uuid, uuid)
) strict;

CREATE INDEX print_orders_build on print_orders (build_uuid);

CREATE INDEX print_orders_number on print_orders (customer_uuid, print_order_number, uuid);

CREATE INDEX print_orders_updated_at on print_orders (customer_uuid, updated_at, uuid);

CREATE TABLE printability (
  file_key text not null,
  slice_thickness_nm integer not null,
  pitch_nm integer not null,
  rules integer not null,
  report text not null,
  created_at text not null,
  primary key (file_key, slice_thickness_nm, pitch_nm)
) strict;

CREATE TABLE printed_parts (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  part_uuid text not null references parts (uuid),
  model_uuid text not null,
  part_number text not null,
  part_order_uuid text,
  order_index integer,
  build_sop_uuid text not null references build_sops (uuid),
  packing_group text,
  automatic_packing integer not null,
  pack_now integer not null,
  pack_by text,
  build_uuid text references builds (uuid),
  place_index integer,
  print_order_uuid text,
  print_uuid text,
  print_id text,
  serial_number text unique,
  resin_lot_number text,
  replaces_uuid text,
  tags text not null,
  status text not null check (status in
    ('waiting', 'preparing', 'queued', 'printing', 'complete', 'failed', 'canceled')),
  error text,
  started_at text,
  finished_at text,
  created_at text not null,
  updated_at text not null,
  rotations text, shown text, resin_cell_name text,
  foreign key (customer_uuid, part_order_uuid) references part_orders (customer_uuid, uuid)
) strict;

CREATE INDEX printed_parts_build on printed_parts (build_uuid);

CREATE INDEX printed_parts_created_at on printed_parts (customer_uuid, created_at, uuid);

CREATE INDEX printed_parts_lot on printed_parts (customer_uuid, resin_lot_number);

CREATE INDEX printed_parts_part on printed_parts (part_uuid);

CREATE INDEX printed_parts_part_order on printed_parts (part_order_uuid, customer_uuid, status);

CREATE INDEX printed_parts_print on printed_parts (print_uuid);

CREATE INDEX printed_parts_print_order on printed_parts (print_order_uuid, customer_uuid);

CREATE INDEX printed_parts_replaces on printed_parts (replaces_uuid);

CREATE INDEX printed_parts_status on printed_parts (customer_uuid, status, updated_at, uuid);

CREATE INDEX printed_parts_updated_at on printed_parts (customer_uuid, updated_at, uuid);

CREATE INDEX printed_parts_waiting on printed_parts (pack_by) where pack_by is not null;

CREATE TABLE printer_memory (
  customer_uuid text not null references customers (uuid),
  serial text not null,
  memory text not null,
  primary key (customer_uuid, serial)
) strict;

CREATE TABLE printers (
  customer_uuid text not null references customers (uuid),
  serial text not null,
  name text not null,
  alias text,
  hw_type text not null,
  driver text not null,
  settings text not null,
  report text,
  next_poll_at text,
  retired_at text,
  created_at text not null,
  updated_at text not null, resin_change text not null default 'by_hand'
  check (resin_change in ('by_hand', 'at_start')), resin_lot_uuid text references resin_lots (uuid), resin_loaded_at text, maintenance_since text, maintenance_note text, reported_at text,
  primary key (customer_uuid, serial)
) strict;

CREATE INDEX printers_next_poll_at on printers (next_poll_at);

CREATE TABLE prints (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  application_uuid text not null references applications (uuid),
  build_uuid text not null references builds (uuid),
  print_order_uuid text not null,
  printer_serial text not null,
  name text not null,
  print_id text not null unique,
  status text not null check (status in ('queued', 'printing', 'finished', 'failed', 'canceled')),
  position integer,
  expected_end_at text,
  printed_by text,
  platform_serial text,
  origin text,
  config text not null,
  metrics text,
  feedback text,
  error text,
  queued_at text not null,
  started_at text,
  finished_at text,
  updated_at text not null,
  resin_lot_uuid text references resin_lots (uuid),
  foreign key (customer_uuid, print_order_uuid) references print_orders (customer_uuid, uuid)
) strict;

CREATE INDEX prints_build on prints (build_uuid);

CREATE INDEX prints_ended on prints (customer_uuid, printer_serial, finished_at);

CREATE INDEX prints_print_order on prints (print_order_uuid, customer_uuid, printer_serial);

CREATE INDEX prints_queue on prints (customer_uuid, printer_serial, status, position);

CREATE INDEX prints_resin_lot on prints (resin_lot_uuid);

CREATE INDEX prints_status on prints (customer_uuid, status, finished_at, uuid);

CREATE INDEX prints_uuid on prints (customer_uuid, uuid);

CREATE TABLE resin_lots (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  resin_uuid text not null references resins (uuid),
  lot_number text not null,
  volume_ml real not null,
  received_at text,
  expires_at text,
  status text not null check (status in ('open', 'used_up', 'quarantined')),
  note text,
  created_at text not null,
  updated_at text not null, resin_cell_name text,
  unique (resin_uuid, lot_number)
) strict;

CREATE INDEX resin_lots_created_at on resin_lots (customer_uuid, created_at, uuid);

CREATE TABLE resins (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  name text not null,
  manufacturer text,
  description text,
  density_g_ml real,
  status text not null check (status in ('active', 'retired')),
  created_at text not null,
  updated_at text not null,
  unique (customer_uuid, name)
) strict;

CREATE TABLE restored_jobs (
  place integer primary key,
  job_uuid text not null,
  name text not null,
  key text,
  payload text not null,
  attempt integer not null,
  error text,
  failed_at text
) strict;

CREATE TABLE seal_heads (
  customer_uuid text primary key,
  seq integer not null,
  event_count integer not null,
  hash text not null,
  signature text not null,
  sealed_at text not null
) strict;

CREATE TABLE sessions (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  user_uuid text not null references users (uuid),
  secret_hash text not null unique,
  address text not null,
  user_agent text not null,
  created_at text not null,
  seen_at text not null,
  expires_at text not null
) strict;

CREATE INDEX sessions_user on sessions (customer_uuid, user_uuid, seen_at);

CREATE TABLE settings (
  name text primary key,
  value text not null
) strict;

CREATE TABLE traveler_keys (
  customer_uuid text not null references customers (uuid),
  kid text not null,
  number integer not null,
  public_key text not null,
  private_key text,
  created_at text not null,
  retired_at text,
  primary key (customer_uuid, kid),
  unique (customer_uuid, number)
) strict;

CREATE UNIQUE INDEX traveler_keys_in_use on traveler_keys (customer_uuid) where retired_at is null;

CREATE TABLE users (
  customer_uuid text not null references customers (uuid),
  uuid text primary key,
  email text not null unique,
  name text not null,
  role text not null check (role in ('ADMIN', 'OPERATOR', 'VIEWER')),
  password_hash text,
  created_at text not null,
  updated_at text not null
, status text not null default 'active'
  check (status in ('active', 'disabled', 'removed'))) strict;

CREATE INDEX users_customer on users (customer_uuid, name, uuid);
