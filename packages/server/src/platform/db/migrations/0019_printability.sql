-- What may go wrong when the model in a file is printed in layers and pixels of some size. Derived
-- from the bytes alone: the table may be emptied at any time. `rules` is the version of the rules.

create table printability (
  file_key :text not null,
  slice_thickness_nm integer not null,
  pitch_nm integer not null,
  rules integer not null,
  report :json not null,
  created_at :text not null,
  primary key (file_key, slice_thickness_nm, pitch_nm)
) :strict;
