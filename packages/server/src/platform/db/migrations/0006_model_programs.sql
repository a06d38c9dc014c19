-- Programs that make a model of models. A program's document is kept once a version; a run holds
-- its plan, the steps with all tokens replaced, so that it can be run again as it was begun.

create table model_programs (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  name :text not null,
  version integer not null,
  status :text not null check (status in ('active', 'retired')),
  created_at :text not null,
  updated_at :text not null
) :strict;
create index model_programs_updated_at on model_programs (customer_uuid, updated_at, uuid);

create table model_program_versions (
  customer_uuid :text not null references customers (uuid),
  model_program_uuid :text not null references model_programs (uuid),
  version integer not null,
  document :json not null,
  created_at :text not null,
  primary key (model_program_uuid, version)
) :strict;

create table model_program_runs (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  model_program_uuid :text not null references model_programs (uuid),
  version integer not null,
  application_uuid :text not null references applications (uuid),
  status :text not null check (status in ('preparing', 'complete', 'failed')),
  progress :real not null,
  model_uuid :text,
  failure_message :text,
  parameters :json not null,
  plan :json not null,
  operation_status :json not null,
  repairs :json not null,
  created_by :text not null,
  created_at :text not null,
  started_at :text,
  finished_at :text,
  updated_at :text not null
) :strict;
create index model_program_runs_updated_at on model_program_runs (customer_uuid, updated_at, uuid);
create index model_program_runs_status on model_program_runs (customer_uuid, status);
