create table api_keys (
  customer_uuid text collate "C" not null,
  client_id text collate "C" not null,
  user_uuid text collate "C" not null,
  name text collate "C" not null,
  public_key text collate "C" not null,
  created_at text collate "C" not null,
  expires_at text collate "C",
  revoked_at text collate "C",
  last_used_at text collate "C"
);

create table applications (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  name text collate "C" not null,
  description text collate "C",
  created_at text collate "C" not null,
  is_default integer not null,
  archived_at text collate "C"
);

create table attachments (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  build_uuid text collate "C" not null,
  kind text collate "C" not null,
  filename text collate "C" not null,
  media_type text collate "C" not null,
  file_key text collate "C" not null,
  file_size_bytes bigint not null,
  created_at text collate "C" not null
);

create table build_places (
  customer_uuid text collate "C" not null,
  build_uuid text collate "C" not null,
  place_index integer not null,
  part_uuid text collate "C" not null,
  printed_part_uuid text collate "C" not null,
  x_mm double precision not null,
  y_mm double precision not null,
  z_mm double precision not null,
  rotation_deg double precision not null
);

create table build_slices (
  build_uuid text collate "C" not null,
  customer_uuid text collate "C" not null,
  revision text collate "C" not null,
  error text collate "C",
  areas_mm2 text not null,
  parts text not null,
  sliced_at text collate "C" not null,
  file_errors text not null
);

create table build_sop_versions (
  customer_uuid text collate "C" not null,
  build_sop_uuid text collate "C" not null,
  version integer not null,
  status text collate "C" not null,
  description text collate "C",
  build_prefix text collate "C" not null,
  resin_name text collate "C" not null,
  print_profile text collate "C" not null,
  release_film_nm integer not null,
  slice_thickness_nm integer not null,
  platform_classes text not null,
  gap_mm double precision not null,
  margin_mm double precision not null,
  rotations text not null,
  layout_profile text collate "C" not null,
  minimum_fill double precision not null,
  longest_wait_s integer,
  replace_failed integer not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  height_aware integer not null,
  group_by_height integer not null,
  fill_open_builds integer not null,
  exclusions text not null
);

create table build_sops (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  name text collate "C" not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table builds (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  name text collate "C" not null,
  revision text collate "C" not null,
  status text collate "C" not null,
  packing_group text collate "C",
  build_sop_uuid text collate "C" not null,
  build_sop_version integer not null,
  platform_class text collate "C" not null,
  plate text not null,
  slice_thickness_nm integer not null,
  layer_count integer not null,
  height_mm double precision not null,
  volume_ml double precision not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table catalog_parts (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  part_number text collate "C" not null,
  description text collate "C",
  tags text not null,
  build_sop_uuid text collate "C" not null,
  automatic_packing integer not null,
  rotations text,
  retired_at text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table counters (
  customer_uuid text collate "C" not null,
  name text collate "C" not null,
  value bigint not null
);

create table customers (
  uuid text collate "C" not null,
  name text collate "C" not null,
  created_at text collate "C" not null
);

create table event_seals (
  customer_uuid text collate "C" not null,
  seq bigint not null,
  hash text collate "C" not null
);

create table events (
  seq bigint not null generated always as identity,
  at text collate "C" not null,
  customer_uuid text collate "C" not null,
  actor text collate "C" not null,
  noun text collate "C" not null,
  uuid text collate "C" not null,
  what text collate "C" not null,
  details text not null
);

create table footprint_bands (
  file_key text collate "C" not null,
  bands text not null,
  created_at text collate "C" not null
);

create table footprints (
  file_key text collate "C" not null,
  footprint text not null,
  created_at text collate "C" not null
);

create table invitations (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  email text collate "C" not null,
  name text collate "C" not null,
  role text collate "C" not null,
  user_uuid text collate "C",
  token_hash text collate "C" not null,
  created_at text collate "C" not null,
  expires_at text collate "C" not null,
  accepted_at text collate "C",
  withdrawn_at text collate "C"
);

create table migrations (
  number integer not null
);

create table model_program_run_inputs (
  customer_uuid text collate "C" not null,
  model_program_run_uuid text collate "C" not null,
  model_uuid text collate "C" not null
);

create table model_program_runs (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  model_program_uuid text collate "C" not null,
  version integer not null,
  application_uuid text collate "C" not null,
  status text collate "C" not null,
  progress double precision not null,
  model_uuid text collate "C",
  failure_message text collate "C",
  parameters text not null,
  plan text not null,
  operation_status text not null,
  repairs text not null,
  created_by text collate "C" not null,
  created_at text collate "C" not null,
  started_at text collate "C",
  finished_at text collate "C",
  updated_at text collate "C" not null
);

create table model_program_versions (
  customer_uuid text collate "C" not null,
  model_program_uuid text collate "C" not null,
  version integer not null,
  document text not null,
  created_at text collate "C" not null
);

create table model_programs (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  name text collate "C" not null,
  version integer not null,
  status text collate "C" not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table model_uploads (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  etag text collate "C",
  file_key text collate "C",
  created_at text collate "C" not null,
  resolved_at text collate "C",
  expires_at text collate "C" not null
);

create table models (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  filename text collate "C" not null,
  external_id text collate "C",
  description text collate "C",
  file_key text collate "C" not null,
  file_size_bytes bigint not null,
  report text not null,
  created_by text collate "C" not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  expires_at text collate "C" not null,
  model_program_run_uuid text collate "C"
);

create table packing_previews (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  status text collate "C" not null,
  pieces_are text collate "C" not null,
  application_uuid text collate "C" not null,
  build_sop_uuid text collate "C" not null,
  build_sop_version integer not null,
  packing_group text collate "C",
  settings text not null,
  seed bigint not null,
  pieces text not null,
  left_out text not null,
  piece_count integer not null,
  plate_count integer not null,
  left_out_count integer not null,
  moves integer not null,
  stopped text collate "C",
  answer text,
  failure_message text collate "C",
  build_uuids text not null,
  created_by text collate "C" not null,
  created_at text collate "C" not null,
  started_at text collate "C",
  stop_at text collate "C",
  finished_at text collate "C",
  committed_at text collate "C",
  updated_at text collate "C" not null,
  expires_at text collate "C" not null
);

create table part_measurement_templates (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  production_sop_name text collate "C" not null,
  production_sop_version double precision not null,
  operation_name text collate "C" not null,
  measurement_name text collate "C" not null,
  measurement_type text collate "C" not null,
  measurement_classification text collate "C",
  required_level text collate "C" not null,
  units text collate "C",
  min double precision,
  max double precision,
  category_options text,
  zones text not null,
  part_numbers text not null,
  retired_at text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table part_measurements (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  printed_part_uuid text collate "C" not null,
  part_measurement_template_uuid text collate "C" not null,
  value double precision,
  category_value text collate "C",
  zones text not null,
  notes text collate "C" not null,
  measurement_result text collate "C" not null,
  external_id text collate "C",
  measured_at text collate "C" not null,
  measured_by text collate "C" not null,
  voided_at text collate "C",
  void_reason text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table part_orders (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  seq bigint not null,
  part_order_number text collate "C" not null,
  due_date text collate "C" not null,
  build_sop_uuid text collate "C",
  packing_group text collate "C",
  status text collate "C" not null,
  flushed_at text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  priority integer not null
);

create table parts (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  part_number text collate "C" not null,
  model_uuid text collate "C" not null,
  file_key text collate "C" not null,
  description text collate "C",
  part_tags text not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table print_orders (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  build_uuid text collate "C" not null,
  total_copies integer not null,
  print_order_number text collate "C",
  print_order_tags text not null,
  notes text collate "C",
  route_to text not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table printability (
  file_key text collate "C" not null,
  slice_thickness_nm integer not null,
  pitch_nm integer not null,
  rules integer not null,
  report text not null,
  created_at text collate "C" not null
);

create table printed_parts (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  part_uuid text collate "C" not null,
  model_uuid text collate "C" not null,
  part_number text collate "C" not null,
  part_order_uuid text collate "C",
  order_index integer,
  build_sop_uuid text collate "C" not null,
  packing_group text collate "C",
  automatic_packing integer not null,
  pack_now integer not null,
  pack_by text collate "C",
  build_uuid text collate "C",
  place_index integer,
  print_order_uuid text collate "C",
  print_uuid text collate "C",
  print_id text collate "C",
  serial_number text collate "C",
  resin_lot_number text collate "C",
  replaces_uuid text collate "C",
  tags text not null,
  status text collate "C" not null,
  error text collate "C",
  started_at text collate "C",
  finished_at text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  rotations text,
  shown text collate "C",
  resin_cell_name text collate "C"
);

create table printer_memory (
  customer_uuid text collate "C" not null,
  serial text collate "C" not null,
  memory text collate "C" not null
);

create table printers (
  customer_uuid text collate "C" not null,
  serial text collate "C" not null,
  name text collate "C" not null,
  alias text collate "C",
  hw_type text collate "C" not null,
  driver text collate "C" not null,
  settings text not null,
  report text,
  next_poll_at text collate "C",
  retired_at text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  resin_change text collate "C" not null,
  resin_lot_uuid text collate "C",
  resin_loaded_at text collate "C",
  maintenance_since text collate "C",
  maintenance_note text collate "C",
  reported_at text collate "C"
);

create table prints (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  application_uuid text collate "C" not null,
  build_uuid text collate "C" not null,
  print_order_uuid text collate "C" not null,
  printer_serial text collate "C" not null,
  name text collate "C" not null,
  print_id text collate "C" not null,
  status text collate "C" not null,
  position integer,
  expected_end_at text collate "C",
  printed_by text collate "C",
  platform_serial text collate "C",
  origin text,
  config text not null,
  metrics text,
  feedback text,
  error text collate "C",
  queued_at text collate "C" not null,
  started_at text collate "C",
  finished_at text collate "C",
  updated_at text collate "C" not null,
  resin_lot_uuid text collate "C"
);

create table resin_lots (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  resin_uuid text collate "C" not null,
  lot_number text collate "C" not null,
  volume_ml double precision not null,
  received_at text collate "C",
  expires_at text collate "C",
  status text collate "C" not null,
  note text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  resin_cell_name text collate "C"
);

create table resins (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  name text collate "C" not null,
  manufacturer text collate "C",
  description text collate "C",
  density_g_ml double precision,
  status text collate "C" not null,
  created_at text collate "C" not null,
  updated_at text collate "C" not null
);

create table restored_jobs (
  place integer not null,
  job_uuid text collate "C" not null,
  name text collate "C" not null,
  key text collate "C",
  payload text not null,
  attempt integer not null,
  error text collate "C",
  failed_at text collate "C"
);

create table seal_heads (
  customer_uuid text collate "C" not null,
  seq bigint not null,
  event_count bigint not null,
  hash text collate "C" not null,
  signature text collate "C" not null,
  sealed_at text collate "C" not null
);

create table sessions (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  user_uuid text collate "C" not null,
  secret_hash text collate "C" not null,
  address text collate "C" not null,
  user_agent text collate "C" not null,
  created_at text collate "C" not null,
  seen_at text collate "C" not null,
  expires_at text collate "C" not null
);

create table settings (
  name text collate "C" not null,
  value text collate "C" not null
);

create table traveler_keys (
  customer_uuid text collate "C" not null,
  kid text collate "C" not null,
  number bigint not null,
  public_key text collate "C" not null,
  private_key text collate "C",
  created_at text collate "C" not null,
  retired_at text collate "C"
);

create table users (
  customer_uuid text collate "C" not null,
  uuid text collate "C" not null,
  email text collate "C" not null,
  name text collate "C" not null,
  role text collate "C" not null,
  password_hash text collate "C",
  created_at text collate "C" not null,
  updated_at text collate "C" not null,
  status text collate "C" not null
);

alter table api_keys add constraint api_keys_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table api_keys add constraint api_keys_pkey PRIMARY KEY (client_id);

alter table api_keys add constraint api_keys_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid);

alter table applications add constraint applications_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table applications add constraint applications_pkey PRIMARY KEY (uuid);

alter table attachments add constraint attachments_build_uuid_fkey FOREIGN KEY (build_uuid) REFERENCES builds(uuid);

alter table attachments add constraint attachments_build_uuid_kind_key UNIQUE (build_uuid, kind);

alter table attachments add constraint attachments_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table attachments add constraint attachments_pkey PRIMARY KEY (uuid);

alter table build_places add constraint build_places_build_uuid_fkey FOREIGN KEY (build_uuid) REFERENCES builds(uuid);

alter table build_places add constraint build_places_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table build_places add constraint build_places_part_uuid_fkey FOREIGN KEY (part_uuid) REFERENCES parts(uuid);

alter table build_places add constraint build_places_pkey PRIMARY KEY (build_uuid, place_index);

alter table build_places add constraint build_places_printed_part_uuid_fkey FOREIGN KEY (printed_part_uuid) REFERENCES printed_parts(uuid);

alter table build_slices add constraint build_slices_pkey PRIMARY KEY (build_uuid);

alter table build_sop_versions add constraint build_sop_versions_build_sop_uuid_fkey FOREIGN KEY (build_sop_uuid) REFERENCES build_sops(uuid);

alter table build_sop_versions add constraint build_sop_versions_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table build_sop_versions add constraint build_sop_versions_layout_profile_check CHECK ((layout_profile = ANY (ARRAY['denser'::text, 'faster'::text, 'skip'::text])));

alter table build_sop_versions add constraint build_sop_versions_pkey PRIMARY KEY (build_sop_uuid, version);

alter table build_sop_versions add constraint build_sop_versions_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'released'::text, 'obsolete'::text])));

alter table build_sops add constraint build_sops_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table build_sops add constraint build_sops_pkey PRIMARY KEY (uuid);

alter table builds add constraint builds_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table builds add constraint builds_build_sop_uuid_fkey FOREIGN KEY (build_sop_uuid) REFERENCES build_sops(uuid);

alter table builds add constraint builds_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table builds add constraint builds_pkey PRIMARY KEY (uuid);

alter table builds add constraint builds_status_check CHECK ((status = ANY (ARRAY['Unreleased'::text, 'Validation'::text, 'Released'::text, 'Obsolete'::text])));

alter table catalog_parts add constraint catalog_parts_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table catalog_parts add constraint catalog_parts_application_uuid_part_number_key UNIQUE (application_uuid, part_number);

alter table catalog_parts add constraint catalog_parts_build_sop_uuid_fkey FOREIGN KEY (build_sop_uuid) REFERENCES build_sops(uuid);

alter table catalog_parts add constraint catalog_parts_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table catalog_parts add constraint catalog_parts_pkey PRIMARY KEY (uuid);

alter table counters add constraint counters_pkey PRIMARY KEY (customer_uuid, name);

alter table customers add constraint customers_pkey PRIMARY KEY (uuid);

alter table event_seals add constraint event_seals_pkey PRIMARY KEY (customer_uuid, seq);

alter table events add constraint events_pkey PRIMARY KEY (seq);

alter table footprint_bands add constraint footprint_bands_pkey PRIMARY KEY (file_key);

alter table footprints add constraint footprints_pkey PRIMARY KEY (file_key);

alter table invitations add constraint invitations_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table invitations add constraint invitations_pkey PRIMARY KEY (uuid);

alter table invitations add constraint invitations_role_check CHECK ((role = ANY (ARRAY['ADMIN'::text, 'OPERATOR'::text, 'VIEWER'::text])));

alter table invitations add constraint invitations_token_hash_key UNIQUE (token_hash);

alter table invitations add constraint invitations_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid);

alter table migrations add constraint migrations_pkey PRIMARY KEY (number);

alter table model_program_run_inputs add constraint model_program_run_inputs_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table model_program_run_inputs add constraint model_program_run_inputs_model_program_run_uuid_fkey FOREIGN KEY (model_program_run_uuid) REFERENCES model_program_runs(uuid);

alter table model_program_run_inputs add constraint model_program_run_inputs_model_uuid_fkey FOREIGN KEY (model_uuid) REFERENCES models(uuid);

alter table model_program_run_inputs add constraint model_program_run_inputs_pkey PRIMARY KEY (model_program_run_uuid, model_uuid);

alter table model_program_runs add constraint model_program_runs_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table model_program_runs add constraint model_program_runs_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table model_program_runs add constraint model_program_runs_model_program_uuid_fkey FOREIGN KEY (model_program_uuid) REFERENCES model_programs(uuid);

alter table model_program_runs add constraint model_program_runs_pkey PRIMARY KEY (uuid);

alter table model_program_runs add constraint model_program_runs_status_check CHECK ((status = ANY (ARRAY['preparing'::text, 'complete'::text, 'failed'::text])));

alter table model_program_versions add constraint model_program_versions_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table model_program_versions add constraint model_program_versions_model_program_uuid_fkey FOREIGN KEY (model_program_uuid) REFERENCES model_programs(uuid);

alter table model_program_versions add constraint model_program_versions_pkey PRIMARY KEY (model_program_uuid, version);

alter table model_programs add constraint model_programs_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table model_programs add constraint model_programs_pkey PRIMARY KEY (uuid);

alter table model_programs add constraint model_programs_status_check CHECK ((status = ANY (ARRAY['active'::text, 'retired'::text])));

alter table model_uploads add constraint model_uploads_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table model_uploads add constraint model_uploads_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table model_uploads add constraint model_uploads_pkey PRIMARY KEY (uuid);

alter table models add constraint models_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table models add constraint models_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table models add constraint models_model_program_run_uuid_fkey FOREIGN KEY (model_program_run_uuid) REFERENCES model_program_runs(uuid);

alter table models add constraint models_pkey PRIMARY KEY (uuid);

alter table packing_previews add constraint packing_previews_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table packing_previews add constraint packing_previews_build_sop_uuid_fkey FOREIGN KEY (build_sop_uuid) REFERENCES build_sops(uuid);

alter table packing_previews add constraint packing_previews_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table packing_previews add constraint packing_previews_pieces_are_check CHECK ((pieces_are = ANY (ARRAY['parts'::text, 'printed_parts'::text])));

alter table packing_previews add constraint packing_previews_pkey PRIMARY KEY (uuid);

alter table packing_previews add constraint packing_previews_status_check CHECK ((status = ANY (ARRAY['running'::text, 'complete'::text, 'failed'::text, 'committed'::text])));

alter table part_measurement_templates add constraint part_measurement_templates_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table part_measurement_templates add constraint part_measurement_templates_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table part_measurement_templates add constraint part_measurement_templates_measurement_type_check CHECK ((measurement_type = ANY (ARRAY['process'::text, 'value'::text, 'category'::text])));

alter table part_measurement_templates add constraint part_measurement_templates_pkey PRIMARY KEY (uuid);

alter table part_measurement_templates add constraint part_measurement_templates_required_level_check CHECK ((required_level = ANY (ARRAY['required'::text, 'not_required'::text, 'required_for_failure'::text])));

alter table part_measurements add constraint part_measurements_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table part_measurements add constraint part_measurements_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table part_measurements add constraint part_measurements_measurement_result_check CHECK ((measurement_result = ANY (ARRAY['pass'::text, 'fail'::text, 'flag'::text, 'incomplete'::text])));

alter table part_measurements add constraint part_measurements_part_measurement_template_uuid_fkey FOREIGN KEY (part_measurement_template_uuid) REFERENCES part_measurement_templates(uuid);

alter table part_measurements add constraint part_measurements_pkey PRIMARY KEY (uuid);

alter table part_measurements add constraint part_measurements_printed_part_uuid_fkey FOREIGN KEY (printed_part_uuid) REFERENCES printed_parts(uuid);

alter table part_orders add constraint part_orders_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table part_orders add constraint part_orders_build_sop_uuid_fkey FOREIGN KEY (build_sop_uuid) REFERENCES build_sops(uuid);

alter table part_orders add constraint part_orders_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table part_orders add constraint part_orders_pkey PRIMARY KEY (customer_uuid, uuid);

alter table part_orders add constraint part_orders_seq_key UNIQUE (seq);

alter table part_orders add constraint part_orders_status_check CHECK ((status = ANY (ARRAY['open'::text, 'processing'::text, 'complete'::text, 'incomplete'::text, 'canceled'::text])));

alter table parts add constraint parts_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table parts add constraint parts_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table parts add constraint parts_pkey PRIMARY KEY (uuid);

alter table print_orders add constraint print_orders_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table print_orders add constraint print_orders_build_uuid_fkey FOREIGN KEY (build_uuid) REFERENCES builds(uuid);

alter table print_orders add constraint print_orders_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table print_orders add constraint print_orders_pkey PRIMARY KEY (customer_uuid, uuid);

alter table printability add constraint printability_pkey PRIMARY KEY (file_key, slice_thickness_nm, pitch_nm);

alter table printed_parts add constraint printed_parts_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table printed_parts add constraint printed_parts_build_sop_uuid_fkey FOREIGN KEY (build_sop_uuid) REFERENCES build_sops(uuid);

alter table printed_parts add constraint printed_parts_build_uuid_fkey FOREIGN KEY (build_uuid) REFERENCES builds(uuid);

alter table printed_parts add constraint printed_parts_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table printed_parts add constraint printed_parts_customer_uuid_part_order_uuid_fkey FOREIGN KEY (customer_uuid, part_order_uuid) REFERENCES part_orders(customer_uuid, uuid);

alter table printed_parts add constraint printed_parts_part_uuid_fkey FOREIGN KEY (part_uuid) REFERENCES parts(uuid);

alter table printed_parts add constraint printed_parts_pkey PRIMARY KEY (uuid);

alter table printed_parts add constraint printed_parts_serial_number_key UNIQUE (serial_number);

alter table printed_parts add constraint printed_parts_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'preparing'::text, 'queued'::text, 'printing'::text, 'complete'::text, 'failed'::text, 'canceled'::text])));

alter table printer_memory add constraint printer_memory_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table printer_memory add constraint printer_memory_pkey PRIMARY KEY (customer_uuid, serial);

alter table printers add constraint printers_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table printers add constraint printers_pkey PRIMARY KEY (customer_uuid, serial);

alter table printers add constraint printers_resin_change_check CHECK ((resin_change = ANY (ARRAY['by_hand'::text, 'at_start'::text])));

alter table printers add constraint printers_resin_lot_uuid_fkey FOREIGN KEY (resin_lot_uuid) REFERENCES resin_lots(uuid);

alter table prints add constraint prints_application_uuid_fkey FOREIGN KEY (application_uuid) REFERENCES applications(uuid);

alter table prints add constraint prints_build_uuid_fkey FOREIGN KEY (build_uuid) REFERENCES builds(uuid);

alter table prints add constraint prints_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table prints add constraint prints_customer_uuid_print_order_uuid_fkey FOREIGN KEY (customer_uuid, print_order_uuid) REFERENCES print_orders(customer_uuid, uuid);

alter table prints add constraint prints_pkey PRIMARY KEY (uuid);

alter table prints add constraint prints_print_id_key UNIQUE (print_id);

alter table prints add constraint prints_resin_lot_uuid_fkey FOREIGN KEY (resin_lot_uuid) REFERENCES resin_lots(uuid);

alter table prints add constraint prints_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'printing'::text, 'finished'::text, 'failed'::text, 'canceled'::text])));

alter table resin_lots add constraint resin_lots_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table resin_lots add constraint resin_lots_pkey PRIMARY KEY (uuid);

alter table resin_lots add constraint resin_lots_resin_uuid_fkey FOREIGN KEY (resin_uuid) REFERENCES resins(uuid);

alter table resin_lots add constraint resin_lots_resin_uuid_lot_number_key UNIQUE (resin_uuid, lot_number);

alter table resin_lots add constraint resin_lots_status_check CHECK ((status = ANY (ARRAY['open'::text, 'used_up'::text, 'quarantined'::text])));

alter table resins add constraint resins_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table resins add constraint resins_customer_uuid_name_key UNIQUE (customer_uuid, name);

alter table resins add constraint resins_pkey PRIMARY KEY (uuid);

alter table resins add constraint resins_status_check CHECK ((status = ANY (ARRAY['active'::text, 'retired'::text])));

alter table restored_jobs add constraint restored_jobs_pkey PRIMARY KEY (place);

alter table seal_heads add constraint seal_heads_pkey PRIMARY KEY (customer_uuid);

alter table sessions add constraint sessions_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table sessions add constraint sessions_pkey PRIMARY KEY (uuid);

alter table sessions add constraint sessions_secret_hash_key UNIQUE (secret_hash);

alter table sessions add constraint sessions_user_uuid_fkey FOREIGN KEY (user_uuid) REFERENCES users(uuid);

alter table settings add constraint settings_pkey PRIMARY KEY (name);

alter table traveler_keys add constraint traveler_keys_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table traveler_keys add constraint traveler_keys_customer_uuid_number_key UNIQUE (customer_uuid, number);

alter table traveler_keys add constraint traveler_keys_pkey PRIMARY KEY (customer_uuid, kid);

alter table users add constraint users_customer_uuid_fkey FOREIGN KEY (customer_uuid) REFERENCES customers(uuid);

alter table users add constraint users_email_key UNIQUE (email);

alter table users add constraint users_pkey PRIMARY KEY (uuid);

alter table users add constraint users_role_check CHECK ((role = ANY (ARRAY['ADMIN'::text, 'OPERATOR'::text, 'VIEWER'::text])));

alter table users add constraint users_status_check CHECK ((status = ANY (ARRAY['active'::text, 'disabled'::text, 'removed'::text])));

CREATE INDEX api_keys_customer ON public.api_keys USING btree (customer_uuid, created_at, client_id);

CREATE UNIQUE INDEX applications_default ON public.applications USING btree (customer_uuid) WHERE (is_default = 1);

CREATE INDEX attachments_file_key ON public.attachments USING btree (file_key);

CREATE UNIQUE INDEX build_sop_versions_draft ON public.build_sop_versions USING btree (build_sop_uuid) WHERE (status = 'draft'::text);

CREATE INDEX builds_build_sop ON public.builds USING btree (customer_uuid, build_sop_uuid);

CREATE INDEX builds_created_at ON public.builds USING btree (customer_uuid, created_at, uuid);

CREATE INDEX builds_updated_at ON public.builds USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX catalog_parts_part_number ON public.catalog_parts USING btree (customer_uuid, part_number, uuid);

CREATE INDEX events_actor ON public.events USING btree (customer_uuid, actor, at, seq);

CREATE INDEX events_at ON public.events USING btree (customer_uuid, at, seq);

CREATE INDEX events_noun ON public.events USING btree (customer_uuid, noun, at, seq);

CREATE INDEX events_seq ON public.events USING btree (customer_uuid, seq);

CREATE INDEX events_uuid ON public.events USING btree (customer_uuid, uuid, at, seq);

CREATE INDEX events_what ON public.events USING btree (customer_uuid, what, at, seq);

CREATE INDEX invitations_customer ON public.invitations USING btree (customer_uuid, created_at, uuid);

CREATE INDEX invitations_email ON public.invitations USING btree (customer_uuid, email);

CREATE INDEX model_program_run_inputs_model ON public.model_program_run_inputs USING btree (model_uuid);

CREATE INDEX model_program_runs_status ON public.model_program_runs USING btree (customer_uuid, status);

CREATE INDEX model_program_runs_updated_at ON public.model_program_runs USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX model_programs_updated_at ON public.model_programs USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX model_uploads_expires_at ON public.model_uploads USING btree (expires_at);

CREATE INDEX model_uploads_file_key ON public.model_uploads USING btree (file_key);

CREATE INDEX models_expires_at ON public.models USING btree (expires_at);

CREATE INDEX models_external_id ON public.models USING btree (customer_uuid, external_id);

CREATE INDEX models_file_key ON public.models USING btree (file_key);

CREATE INDEX models_program_run ON public.models USING btree (model_program_run_uuid);

CREATE INDEX packing_previews_expires_at ON public.packing_previews USING btree (expires_at);

CREATE INDEX packing_previews_updated_at ON public.packing_previews USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX part_measurement_templates_application ON public.part_measurement_templates USING btree (application_uuid, retired_at);

CREATE INDEX part_measurement_templates_updated_at ON public.part_measurement_templates USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX part_measurements_created_at ON public.part_measurements USING btree (customer_uuid, created_at, uuid);

CREATE UNIQUE INDEX part_measurements_external_id ON public.part_measurements USING btree (customer_uuid, external_id);

CREATE INDEX part_measurements_printed_part ON public.part_measurements USING btree (printed_part_uuid);

CREATE INDEX part_measurements_template ON public.part_measurements USING btree (part_measurement_template_uuid);

CREATE INDEX part_measurements_updated_at ON public.part_measurements USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX part_orders_number ON public.part_orders USING btree (customer_uuid, part_order_number, uuid);

CREATE INDEX part_orders_status ON public.part_orders USING btree (customer_uuid, status);

CREATE INDEX part_orders_updated_at ON public.part_orders USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX parts_file_key ON public.parts USING btree (file_key);

CREATE INDEX parts_model_uuid ON public.parts USING btree (customer_uuid, model_uuid);

CREATE INDEX parts_updated_at ON public.parts USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX print_orders_build ON public.print_orders USING btree (build_uuid);

CREATE INDEX print_orders_number ON public.print_orders USING btree (customer_uuid, print_order_number, uuid);

CREATE INDEX print_orders_updated_at ON public.print_orders USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX printed_parts_build ON public.printed_parts USING btree (build_uuid);

CREATE INDEX printed_parts_created_at ON public.printed_parts USING btree (customer_uuid, created_at, uuid);

CREATE INDEX printed_parts_lot ON public.printed_parts USING btree (customer_uuid, resin_lot_number);

CREATE INDEX printed_parts_part ON public.printed_parts USING btree (part_uuid);

CREATE INDEX printed_parts_part_order ON public.printed_parts USING btree (part_order_uuid, customer_uuid, status);

CREATE INDEX printed_parts_print ON public.printed_parts USING btree (print_uuid);

CREATE INDEX printed_parts_print_order ON public.printed_parts USING btree (print_order_uuid, customer_uuid);

CREATE INDEX printed_parts_replaces ON public.printed_parts USING btree (replaces_uuid);

CREATE INDEX printed_parts_status ON public.printed_parts USING btree (customer_uuid, status, updated_at, uuid);

CREATE INDEX printed_parts_updated_at ON public.printed_parts USING btree (customer_uuid, updated_at, uuid);

CREATE INDEX printed_parts_waiting ON public.printed_parts USING btree (pack_by) WHERE (pack_by IS NOT NULL);

CREATE INDEX printers_next_poll_at ON public.printers USING btree (next_poll_at);

CREATE INDEX prints_build ON public.prints USING btree (build_uuid);

CREATE INDEX prints_ended ON public.prints USING btree (customer_uuid, printer_serial, finished_at);

CREATE INDEX prints_print_order ON public.prints USING btree (print_order_uuid, customer_uuid, printer_serial);

CREATE INDEX prints_queue ON public.prints USING btree (customer_uuid, printer_serial, status, "position");

CREATE INDEX prints_resin_lot ON public.prints USING btree (resin_lot_uuid);

CREATE INDEX prints_status ON public.prints USING btree (customer_uuid, status, finished_at, uuid);

CREATE INDEX prints_uuid ON public.prints USING btree (customer_uuid, uuid);

CREATE INDEX resin_lots_created_at ON public.resin_lots USING btree (customer_uuid, created_at, uuid);

CREATE INDEX sessions_user ON public.sessions USING btree (customer_uuid, user_uuid, seen_at);

CREATE UNIQUE INDEX traveler_keys_in_use ON public.traveler_keys USING btree (customer_uuid) WHERE (retired_at IS NULL);

CREATE INDEX users_customer ON public.users USING btree (customer_uuid, name, uuid);
