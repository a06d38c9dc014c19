-- Resins and their lots; what a lot is used by is told by prints, so nothing here counts it.

create table resins (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  name :text not null,
  manufacturer :text,
  description :text,
  density_g_ml :real,
  status :text not null check (status in ('active', 'retired')),
  created_at :text not null,
  updated_at :text not null,
  unique (customer_uuid, name)
) :strict;

create table resin_lots (
  customer_uuid :text not null references customers (uuid),
  uuid :text primary key,
  resin_uuid :text not null references resins (uuid),
  lot_number :text not null,
  volume_ml :real not null,
  received_at :text,
  expires_at :text,
  status :text not null check (status in ('open', 'used_up', 'quarantined')),
  note :text,
  created_at :text not null,
  updated_at :text not null,
  unique (resin_uuid, lot_number)
) :strict;
create index resin_lots_created_at on resin_lots (customer_uuid, created_at, uuid);

alter table printers add column resin_change :text not null default 'by_hand'
  check (resin_change in ('by_hand', 'at_start'));
alter table printers add column resin_lot_uuid :text references resin_lots (uuid);
alter table printers add column resin_loaded_at :text;
alter table printers add column maintenance_since :text;
alter table printers add column maintenance_note :text;
alter table printers add column reported_at :text;

-- The lot that was loaded when the print began.
alter table prints add column resin_lot_uuid :text references resin_lots (uuid);
create index prints_resin_lot on prints (resin_lot_uuid);
