-- Each printed part as /v1 shows it, without its end, beside what it is made from; from now on
-- printed-parts/store-shown.ts writes it with every change.
alter table printed_parts add column shown :text;
update printed_parts set shown = rtrim(:jsonopen
    'uuid', uuid, 'part_uuid', part_uuid, 'model_uuid', model_uuid, 'part_number', part_number,
    'build_uuid', build_uuid, 'part_order_uuid', part_order_uuid,
    'print_order_uuid', print_order_uuid, 'print_id', print_id, 'print_uuid', print_uuid,
    'resin_lot_number', resin_lot_number, 'serial_number', serial_number,
    'created_at', created_at, 'updated_at', updated_at, 'status', status, 'error', error,
    'part_order_number', (select part_order_number from part_orders
      where customer_uuid = printed_parts.customer_uuid and uuid = printed_parts.part_order_uuid),
    'print_order_number', (select print_order_number from print_orders
      where customer_uuid = printed_parts.customer_uuid and uuid = printed_parts.print_order_uuid)
  :jsonclose, '}') ||
  ',"finished_at":' || coalesce('"' || finished_at || '"', 'null') ||
  ',"tags":{"printed_part":' || tags || ',"part":' ||
  (select part_tags from parts where uuid = printed_parts.part_uuid);
