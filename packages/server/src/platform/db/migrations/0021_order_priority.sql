-- What a shop wants first, whatever is due: 1 to 100, the higher the
-- sooner. Source: RFC 8011, 5.2.1.
alter table part_orders add column priority integer not null default 50;
