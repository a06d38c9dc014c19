-- The history is read by customer: all of it in order, by time, and by what and whom it is about.
-- Lists are ordered by time and then seq, so each index ends in these.
drop index events_noun;
create index events_seq on events (customer_uuid, seq);
create index events_at on events (customer_uuid, at, seq);
create index events_uuid on events (customer_uuid, uuid, at, seq);
create index events_noun on events (customer_uuid, noun, at, seq);
create index events_actor on events (customer_uuid, actor, at, seq);
create index events_what on events (customer_uuid, what, at, seq);

-- The chain over a customer's events: each hash covers the event and the hash before it. The last
-- one is signed in seal_heads, so that neither end can be cut off unseen.
create table event_seals (
  customer_uuid :text not null,
  seq :bigint not null,
  hash :text not null,
  primary key (customer_uuid, seq)
) :strict;
create table seal_heads (
  customer_uuid :text primary key,
  seq :bigint not null,
  event_count :bigint not null,
  hash :text not null,
  signature :text not null,
  sealed_at :text not null
) :strict;

-- What genealogy asks from the other end.
create index printed_parts_lot on printed_parts (customer_uuid, resin_lot_number);
create index builds_build_sop on builds (customer_uuid, build_sop_uuid);
create index printed_parts_replaces on printed_parts (replaces_uuid);
create index print_orders_build on print_orders (build_uuid);
