-- The print that ended last on a printer.
create index prints_ended on prints (customer_uuid, printer_serial, finished_at);
