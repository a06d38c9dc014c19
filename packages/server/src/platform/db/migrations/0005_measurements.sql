-- What is measured on printed parts, and what was found. A template that was measured by keeps its
-- limits, so a measurement is judged by what its template says today as on the day it was taken.

create table part_measurement_templates (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  production_sop_name :text not null,
  production_sop_version :real not null,
  operation_name :text not null,
  measurement_name :text not null,
  measurement_type :text not null check (measurement_type in ('process', 'value', 'category')),
  measurement_classification :text,
  required_level :text not null check (required_level in
    ('required', 'not_required', 'required_for_failure')),
  units :text,
  min :real,
  max :real,
  category_options :json,
  zones :json not null,
  part_numbers :json not null,
  retired_at :text,
  created_at :text not null,
  updated_at :text not null
) :strict;
create index part_measurement_templates_updated_at
  on part_measurement_templates (customer_uuid, updated_at, uuid);
create index part_measurement_templates_application
  on part_measurement_templates (application_uuid, retired_at);

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
create index part_measurements_updated_at on part_measurements (customer_uuid, updated_at, uuid);
create index part_measurements_created_at on part_measurements (customer_uuid, created_at, uuid);
create index part_measurements_printed_part on part_measurements (printed_part_uuid);
create index part_measurements_template on part_measurements (part_measurement_template_uuid);
create unique index part_measurements_external_id on part_measurements (customer_uuid, external_id);

-- Whole tables are read in these orders.
create index part_orders_uuid on part_orders (customer_uuid, uuid);
create index prints_uuid on prints (customer_uuid, uuid);
