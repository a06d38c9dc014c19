/** SQL of print orders. */
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type PrintOrderRow = Tables["print_orders"];

export async function insertPrintOrder(tx: Tx, row: PrintOrderRow): Promise<void> {
  await tx.insertInto("print_orders").values(row).execute();
}

export async function updatePrintOrderRow(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
  changes: Partial<PrintOrderRow> & { updated_at: string },
): Promise<void> {
  await tx
    .updateTable("print_orders")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}

export async function readPrintOrder(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("print_orders")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

/** Queued and finished copies of a customer's print orders, by order and printer. */
export async function readCopies(db: Queries, customer_uuid: string, print_order_uuids: string[]) {
  if (print_order_uuids.length === 0) return [];
  return db
    .selectFrom("prints")
    .where("customer_uuid", "=", customer_uuid)
    .where("print_order_uuid", "in", print_order_uuids)
    .select((select) => [
      "print_order_uuid",
      "printer_serial",
      "status",
      select.fn.countAll<number>().as("count"),
    ])
    .groupBy(["print_order_uuid", "printer_serial", "status"])
    .orderBy("printer_serial")
    .execute();
}

/** A print order is of a printer that it was routed to, or that a print of it was moved to. */
const atPrinter = (column: "serial" | "name") => ({
  where: (values: string[]) => sql<boolean>`exists (
    select 1 from printers
    where printers.customer_uuid = print_orders.customer_uuid
      and ${sql.ref(`printers.${column}`)} in (${sql.join(values)})
      and (print_orders.route_to like '%"' || printers.serial || '"%' or exists (
        select 1 from prints
        where prints.customer_uuid = print_orders.customer_uuid
          and prints.print_order_uuid = print_orders.uuid
          and prints.printer_serial = printers.serial)))`,
});

export const PRINT_ORDERS_LIST = listSpec({
  operation_id: "getPrintOrders",
  table: "print_orders",
  select: (db) => db.selectFrom("print_orders").selectAll(),
  filters: {
    uuid: { column: "print_orders.uuid", is: "equal" },
    application_uuid: { column: "print_orders.application_uuid", is: "equal" },
    updated_before: { column: "print_orders.updated_at", is: "before" },
    updated_after: { column: "print_orders.updated_at", is: "after" },
    print_order_number: { column: "print_orders.print_order_number", is: "equal" },
    printer_serial: atPrinter("serial"),
    printer_name: atPrinter("name"),
  },
  sorts: {
    uuid: { column: "print_orders.uuid" },
    updated_at: { column: "print_orders.updated_at" },
    print_order_number: { column: "print_orders.print_order_number", nullable: true },
  },
  default_sort: [{ column: "print_orders.updated_at", descending: true }],
});
