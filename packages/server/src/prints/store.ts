/** SQL of prints. A printer's queue is its prints with status queued, by position. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type PrintRow = Tables["prints"];

/** Prints that may wait at one printer. Ours: bounds what one move rewrites. */
export const QUEUE_LENGTH_MAX = 1000;

const CHUNK = 100;

export async function insertPrints(tx: Tx, rows: PrintRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tx
      .insertInto("prints")
      .values(rows.slice(from, from + CHUNK))
      .execute();
  }
}

export async function updatePrint(
  tx: Tx,
  uuid: string,
  changes: Partial<PrintRow> & { updated_at: string },
): Promise<void> {
  await tx.updateTable("prints").set(changes).where("uuid", "=", uuid).execute();
}

export async function readPrintRows(db: Queries, customer_uuid: string, uuids: string[]) {
  return db
    .selectFrom("prints")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "in", uuids)
    .execute();
}

/** The prints queued at a printer, head first. */
export async function readQueue(db: Queries, customer_uuid: string, printer_serial: string) {
  return db
    .selectFrom("prints")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("printer_serial", "=", printer_serial)
    .where("status", "=", "queued")
    .orderBy("position")
    .orderBy("uuid")
    .execute();
}

/** The uuids queued at each printer, head first. */
export async function readQueues(db: Queries, customer_uuid: string, serials: string[]) {
  if (serials.length === 0) return [];
  return db
    .selectFrom("prints")
    .select(["uuid", "printer_serial", "updated_at"])
    .where("customer_uuid", "=", customer_uuid)
    .where("printer_serial", "in", serials)
    .where("status", "=", "queued")
    .orderBy("printer_serial")
    .orderBy("position")
    .orderBy("uuid")
    .execute();
}

/** The print that is on a printer now. */
export async function readPrinting(db: Queries, customer_uuid: string, printer_serial: string) {
  return db
    .selectFrom("prints")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("printer_serial", "=", printer_serial)
    .where("status", "=", "printing")
    .executeTakeFirst();
}

export async function countQueuedCopies(db: Queries, build_uuid: string): Promise<number> {
  const row = await db
    .selectFrom("prints")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("build_uuid", "=", build_uuid)
    .where("status", "=", "queued")
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Prints with everything the compatible API shows of them. */
export function selectPrints(db: Queries) {
  return (
    db
      .selectFrom("prints")
      // Left joins of what is always there: both databases leave them out where only rows count.
      .leftJoin("print_orders", (join) =>
        join
          .onRef("print_orders.customer_uuid", "=", "prints.customer_uuid")
          .onRef("print_orders.uuid", "=", "prints.print_order_uuid"),
      )
      .leftJoin("printers", (join) =>
        join
          .onRef("printers.customer_uuid", "=", "prints.customer_uuid")
          .onRef("printers.serial", "=", "prints.printer_serial"),
      )
      .selectAll("prints")
      .select(["print_orders.print_order_number"])
  );
}

export type PrintViewRow = Awaited<ReturnType<ReturnType<typeof selectPrints>["execute"]>>[number];

/**
 * Prints that have started, of those with these short ids, with what their quality records need.
 * `print_number` counts the printer's started prints from 1. Cost: one pass over the prints of the
 * printers concerned.
 */
export async function readQualityRows(db: Queries, customer_uuid: string, print_ids: string[]) {
  const started = db
    .selectFrom("prints")
    .where("customer_uuid", "=", customer_uuid)
    .where("started_at", "is not", null);
  const serials = started.select("printer_serial").where("print_id", "in", print_ids);
  const numbered = started.where("printer_serial", "in", serials).select(({ fn }) => [
    "uuid",
    fn
      .agg<number>("row_number")
      .over((over) => over.partitionBy("printer_serial").orderBy("started_at").orderBy("uuid"))
      .as("print_number"),
  ]);
  return db
    .selectFrom("prints")
    .innerJoin(numbered.as("numbered"), "numbered.uuid", "prints.uuid")
    .innerJoin("builds", "builds.uuid", "prints.build_uuid")
    .innerJoin("printers", (join) =>
      join
        .onRef("printers.customer_uuid", "=", "prints.customer_uuid")
        .onRef("printers.serial", "=", "prints.printer_serial"),
    )
    .where("prints.print_id", "in", print_ids)
    .selectAll("prints")
    .select([
      "numbered.print_number",
      "builds.slice_thickness_nm",
      "builds.layer_count",
      "builds.height_mm",
      "builds.volume_ml",
      "printers.name as printer_name",
      "printers.hw_type",
      "printers.driver",
    ])
    .execute();
}

export type QualityRow = Awaited<ReturnType<typeof readQualityRows>>[number];

export const PRINTS_LIST = listSpec({
  operation_id: "getPrints",
  table: "prints",
  select: selectPrints,
  filters: {
    uuid: { column: "prints.uuid", is: "equal" },
    application_uuid: { column: "prints.application_uuid", is: "equal" },
    started_before: { column: "prints.started_at", is: "before" },
    started_after: { column: "prints.started_at", is: "after" },
    finished_before: { column: "prints.finished_at", is: "before" },
    finished_after: { column: "prints.finished_at", is: "after" },
    print_id: { column: "prints.print_id", is: "equal" },
    status: { column: "prints.status", is: "equal" },
    print_order_number: { column: "print_orders.print_order_number", is: "equal" },
    print_order_uuid: { column: "prints.print_order_uuid", is: "equal" },
    printer_serial: { column: "prints.printer_serial", is: "equal" },
    build_uuid: { column: "prints.build_uuid", is: "equal" },
    printer_name: { column: "printers.name", is: "equal" },
    platform_serial: { column: "prints.platform_serial", is: "equal" },
  },
  sorts: {
    uuid: { column: "prints.uuid" },
    status: { column: "prints.status" },
    started_at: { column: "prints.started_at", nullable: true },
    finished_at: { column: "prints.finished_at", nullable: true },
    print_order_number: { column: "print_orders.print_order_number", nullable: true },
  },
  default_sort: [{ column: "prints.finished_at", nullable: true, descending: true }],
});
