-- What the layers of builds come to. Builds from before are printed by the figures of their meshes.

create table build_slices (
  build_uuid :text primary key,
  customer_uuid :text not null,
  revision :text not null,
  error :text,
  areas_mm2 :json not null,
  parts :json not null,
  sliced_at :text not null
) :strict;

insert into build_slices (build_uuid, customer_uuid, revision, areas_mm2, parts, sliced_at)
  select uuid, customer_uuid, revision, '[]', '[]', created_at from builds;
