-- Build SOPs in versions: what was one row is the SOP and its version.
create table build_sop_versions (
  customer_uuid :text not null references customers (uuid),
  build_sop_uuid :text not null references build_sops (uuid),
  version integer not null,
  status :text not null check (status in ('draft', 'released', 'obsolete')),
  description :text,
  build_prefix :text not null,
  resin_name :text not null,
  print_profile :text not null,
  release_film_nm integer not null,
  slice_thickness_nm integer not null,
  platform_classes :json not null,
  gap_mm :real not null,
  margin_mm :real not null,
  rotations :json not null,
  layout_profile :text not null check (layout_profile in ('denser', 'faster', 'skip')),
  minimum_fill :real not null,
  longest_wait_s integer,
  replace_failed integer not null,
  created_at :text not null,
  updated_at :text not null,
  primary key (build_sop_uuid, version)
) :strict;
create unique index build_sop_versions_draft on build_sop_versions (build_sop_uuid)
  where status = 'draft';

insert into build_sop_versions
select customer_uuid, uuid, version, status, description, build_prefix, resin_name, print_profile,
  release_film_nm, slice_thickness_nm, platform_classes, gap_mm, margin_mm, rotations,
  layout_profile, minimum_fill, longest_wait_s, replace_failed, created_at, updated_at
from build_sops;

alter table build_sops drop column description;
alter table build_sops drop column version;
alter table build_sops drop column status;
alter table build_sops drop column build_prefix;
alter table build_sops drop column resin_name;
alter table build_sops drop column print_profile;
alter table build_sops drop column release_film_nm;
alter table build_sops drop column slice_thickness_nm;
alter table build_sops drop column platform_classes;
alter table build_sops drop column gap_mm;
alter table build_sops drop column margin_mm;
alter table build_sops drop column rotations;
alter table build_sops drop column layout_profile;
alter table build_sops drop column minimum_fill;
alter table build_sops drop column longest_wait_s;
alter table build_sops drop column replace_failed;

-- At most one application of a customer is where things go that name none.
alter table applications add column is_default integer not null default 0;
alter table applications add column archived_at :text;
create unique index applications_default on applications (customer_uuid) where is_default = 1;

-- The part catalog goes by uuid, as all that is changed does.
create table former_catalog_parts as select * from catalog_parts;
drop table catalog_parts;
create table catalog_parts (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  application_uuid :text not null references applications (uuid),
  part_number :text not null,
  description :text,
  tags :json not null,
  build_sop_uuid :text not null references build_sops (uuid),
  automatic_packing integer not null,
  rotations :json,
  retired_at :text,
  created_at :text not null,
  updated_at :text not null,
  unique (application_uuid, part_number)
) :strict;
insert into catalog_parts
select customer_uuid, :newuuid, application_uuid, part_number, description, tags, build_sop_uuid,
  automatic_packing, null, null, created_at, updated_at
from former_catalog_parts;
drop table former_catalog_parts;
create index catalog_parts_part_number on catalog_parts (customer_uuid, part_number, uuid);

-- The turns that its part number allowed when it was ordered.
alter table printed_parts add column rotations :json;
