/** Print orders as the compatible API shows them. */
import type { Queries } from "../platform/db/db.ts";
import { type PrintOrderRow, readCopies } from "./store.ts";

type RoutedTo = Record<string, { copies_queued: number; copies_printed: number }>;

/** Views of a customer's rows, in their order. Cost: one statement, whatever their number. */
export async function printOrderViews(db: Queries, customer_uuid: string, rows: PrintOrderRow[]) {
  const copies = Map.groupBy(
    await readCopies(
      db,
      customer_uuid,
      rows.map((row) => row.uuid),
    ),
    (copy) => copy.print_order_uuid,
  );
  return rows.map((row) => {
    const routed_to: RoutedTo = {};
    for (const serial of JSON.parse(row.route_to) as string[]) {
      routed_to[serial] = { copies_queued: 0, copies_printed: 0 };
    }
    for (const { printer_serial, status, count } of copies.get(row.uuid) ?? []) {
      routed_to[printer_serial] ??= { copies_queued: 0, copies_printed: 0 };
      const counts = routed_to[printer_serial];
      if (status === "queued") counts.copies_queued += Number(count);
      if (status === "finished") counts.copies_printed += Number(count);
    }
    return {
      uuid: row.uuid,
      build_uuid: row.build_uuid,
      total_copies: row.total_copies,
      created_at: row.created_at,
      ...(row.print_order_number === null ? {} : { print_order_number: row.print_order_number }),
      print_order_tags: JSON.parse(row.print_order_tags) as Record<string, string>,
      ...(row.notes === null ? {} : { notes: row.notes }),
      routed_to,
    };
  });
}
