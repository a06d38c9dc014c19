-- Which run of a model program made a model, also of a step before the last, and what it was made
-- from: genealogy walks both ways.
alter table models add column model_program_run_uuid :text references model_program_runs (uuid);
create index models_program_run on models (model_program_run_uuid);

create table model_program_run_inputs (
  customer_uuid :text not null references customers (uuid),
  model_program_run_uuid :text not null references model_program_runs (uuid),
  model_uuid :text not null references models (uuid),
  primary key (model_program_run_uuid, model_uuid)
) :strict;
create index model_program_run_inputs_model on model_program_run_inputs (model_uuid);

-- Runs of before named both in their documents.
update models set model_program_run_uuid = (
  select max(runs.uuid) from model_program_runs runs
  where runs.customer_uuid = models.customer_uuid
    and models.created_at between runs.started_at and runs.finished_at
    and cast(runs.operation_status as text) like '%"' || models.uuid || '"%');
insert into model_program_run_inputs
select runs.customer_uuid, runs.uuid, models.uuid
from model_program_runs runs join models on models.customer_uuid = runs.customer_uuid
where cast(runs.plan as text) like '%"' || models.uuid || '"%';

drop index model_program_runs_model;
