-- Why files of a build's layers could not be made, by kind of file.

alter table build_slices add column file_errors :json not null default '{}';
