-- Which run made a model: genealogy asks.
create index model_program_runs_model on model_program_runs (model_uuid);
