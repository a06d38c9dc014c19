-- Orders go by customer and uuid: a uuid is chosen by the caller, and whether another customer has
-- chosen the same one is nobody's business. What names an order names its customer with it. A key
-- is not changed in place, so the orders and all that hangs on them are made anew.
-- Indexes on what hangs on an order begin with the order, and go on to what is asked beside it:
-- SQLite, which keeps no statistics here, takes whichever index binds the most columns.

create table former_part_orders as select * from part_orders;
create table former_printed_parts as select * from printed_parts;
create table former_build_places as select * from build_places;
create table former_part_measurements as select * from part_measurements;
create table former_print_orders as select * from print_orders;
create table former_prints as select * from prints;

-- Those that name others first.
drop table part_measurements;
drop table build_places;
drop table printed_parts;
drop table part_orders;
drop table prints;
drop table print_orders;

create table part_orders (
  customer_uuid :text not null references customers (uuid),
  uuid :text not null,
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
  updated_at :text not null,
  primary key (customer_uuid, uuid)
) :strict;
insert into part_orders select * from former_part_orders;
drop table former_part_orders;
create index part_orders_updated_at on part_orders (customer_uuid, updated_at, uuid);
create index part_orders_number on part_orders (customer_uuid, part_order_number, uuid);
create index part_orders_status on part_orders (customer_uuid, status);

create table printed_parts (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  part_uuid :text not null references parts (uuid),
  model_uuid :text not null,
  part_number :text not null,
  part_order_uuid :text,
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
  updated_at :text not null,
  rotations :json,
  foreign key (customer_uuid, part_order_uuid) references part_orders (customer_uuid, uuid)
) :strict;
insert into printed_parts select * from former_printed_parts;
drop table former_printed_parts;
create index printed_parts_updated_at on printed_parts (customer_uuid, updated_at, uuid);
create index printed_parts_created_at on printed_parts (customer_uuid, created_at, uuid);
create index printed_parts_status on printed_parts (customer_uuid, status, updated_at, uuid);
create index printed_parts_part on printed_parts (part_uuid);
create index printed_parts_part_order on printed_parts (part_order_uuid, customer_uuid, status);
create index printed_parts_build on printed_parts (build_uuid);
create index printed_parts_print on printed_parts (print_uuid);
create index printed_parts_print_order on printed_parts (print_order_uuid, customer_uuid);
create index printed_parts_waiting on printed_parts (pack_by) where status = 'waiting';
create index printed_parts_lot on printed_parts (customer_uuid, resin_lot_number);
create index printed_parts_replaces on printed_parts (replaces_uuid);

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
insert into build_places select * from former_build_places;
drop table former_build_places;

create table part_measurements (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  printed_part_uuid :text not null references printed_parts (uuid),
  part_measurement_template_uuid :text not null references part_measurement_templates (uuid),
  value :real,
  category_value :text,
  zones :json not null,
  notes :text not null,
  measurement_result :text not null check (measurement_result in
    ('pass', 'fail', 'flag', 'incomplete')),
  external_id :text,
  measured_at :text not null,
  measured_by :text not null,
  voided_at :text,
  void_reason :text,
  created_at :text not null,
  updated_at :text not null
) :strict;
insert into part_measurements select * from former_part_measurements;
drop table former_part_measurements;
create index part_measurements_updated_at on part_measurements (customer_uuid, updated_at, uuid);
create index part_measurements_created_at on part_measurements (customer_uuid, created_at, uuid);
create index part_measurements_printed_part on part_measurements (printed_part_uuid);
create index part_measurements_template on part_measurements (part_measurement_template_uuid);
create unique index part_measurements_external_id on part_measurements (customer_uuid, external_id);

create table print_orders (
  customer_uuid :text not null references customers (uuid),
  uuid :text not null,
  application_uuid :text not null references applications (uuid),
  build_uuid :text not null references builds (uuid),
  total_copies integer not null,
  print_order_number :text,
  print_order_tags :json not null,
  notes :text,
  route_to :json not null,
  created_at :text not null,
  updated_at :text not null,
  primary key (customer_uuid, uuid)
) :strict;
insert into print_orders select * from former_print_orders;
drop table former_print_orders;
create index print_orders_updated_at on print_orders (customer_uuid, updated_at, uuid);
create index print_orders_number on print_orders (customer_uuid, print_order_number, uuid);
create index print_orders_build on print_orders (build_uuid);

create table prints (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  build_uuid :text not null references builds (uuid),
  print_order_uuid :text not null,
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
  updated_at :text not null,
  resin_lot_uuid :text references resin_lots (uuid),
  foreign key (customer_uuid, print_order_uuid) references print_orders (customer_uuid, uuid)
) :strict;
insert into prints select * from former_prints;
drop table former_prints;
create index prints_queue on prints (customer_uuid, printer_serial, status, position);
create index prints_status on prints (customer_uuid, status, finished_at, uuid);
create index prints_print_order on prints (print_order_uuid, customer_uuid, printer_serial);
create index prints_build on prints (build_uuid);
create index prints_ended on prints (customer_uuid, printer_serial, finished_at);
create index prints_uuid on prints (customer_uuid, uuid);
create index prints_resin_lot on prints (resin_lot_uuid);
