-- What travelers are signed with. The private half is there while the key is in use.
create table traveler_keys (
  customer_uuid :text not null references customers (uuid),
  kid :text not null,
  number :bigint not null,
  public_key :text not null,
  private_key :text,
  created_at :text not null,
  retired_at :text,
  primary key (customer_uuid, kid),
  unique (customer_uuid, number)
) :strict;
create unique index traveler_keys_in_use on traveler_keys (customer_uuid) where retired_at is null;
