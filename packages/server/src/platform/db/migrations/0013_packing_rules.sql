-- Rules of packing in build SOPs, and what a model is at each height, for those that ask for it.

alter table build_sop_versions add column height_aware integer not null default 0;
alter table build_sop_versions add column group_by_height integer not null default 0;
alter table build_sop_versions add column fill_open_builds integer not null default 0;
alter table build_sop_versions add column exclusions :json not null default '[]';

create table footprint_bands (
  file_key :text primary key,
  bands :json not null,
  created_at :text not null
) :strict;
