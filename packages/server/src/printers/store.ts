/** SQL of printers, and of the memory of simulated ones. */
import type { PrinterReport } from "@vatline/printers";
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type PrinterRow = Tables["printers"];

export async function insertPrinter(tx: Tx, row: PrinterRow): Promise<void> {
  await tx.insertInto("printers").values(row).execute();
}

/** Printers in use, by name. */
export async function readPrinters(
  db: Queries,
  customer_uuid: string,
  page: { limit: number; offset: number } = { limit: 10_000, offset: 0 },
) {
  return db
    .selectFrom("printers")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("retired_at", "is", null)
    .orderBy("name")
    .orderBy("serial")
    .limit(page.limit)
    .offset(page.offset)
    .execute();
}

export async function countPrinters(db: Queries, customer_uuid: string): Promise<number> {
  const row = await db
    .selectFrom("printers")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where("retired_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export async function readPrintersBySerial(db: Queries, customer_uuid: string, serials: string[]) {
  if (serials.length === 0) return [];
  return db
    .selectFrom("printers")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("retired_at", "is", null)
    .where("serial", "in", serials)
    .orderBy("name")
    .orderBy("serial")
    .execute();
}

/**
 * What stands on printers and waits for them: running prints, queues, and the last one ended. Costs
 * one step in an index for each printer, however many prints it has behind it.
 */
export async function readPrintsAtPrinters(db: Queries, customer_uuid: string, serials: string[]) {
  if (serials.length === 0) return [];
  const columns = [
    "prints.printer_serial",
    "prints.name",
    "prints.print_id",
    "prints.build_uuid",
    "prints.status",
    "prints.position",
    "prints.started_at",
    "prints.finished_at",
    "prints.expected_end_at",
  ] as const;
  const live = await db
    .selectFrom("prints")
    .select(columns)
    .where("customer_uuid", "=", customer_uuid)
    .where("printer_serial", "in", serials)
    .where("status", "in", ["printing", "queued"])
    .orderBy("position")
    .execute();
  const last = await db
    .selectFrom("printers")
    .innerJoin("prints", (join) =>
      join.on("prints.uuid", "=", ({ selectFrom }) =>
        selectFrom("prints as ended")
          .select("ended.uuid")
          .whereRef("ended.customer_uuid", "=", "printers.customer_uuid")
          .whereRef("ended.printer_serial", "=", "printers.serial")
          .where("ended.status", "in", ["finished", "failed"])
          .where("ended.finished_at", "is not", null)
          .orderBy("ended.finished_at", "desc")
          .limit(1),
      ),
    )
    .select(columns)
    .where("printers.customer_uuid", "=", customer_uuid)
    .where("printers.serial", "in", serials)
    .execute();
  return [...live, ...last];
}

/** Changes how a printer's driver is set up; it takes effect when the printer is next asked. */
export async function writePrinterSettings(
  tx: Tx,
  { customer_uuid, serial }: Pick<PrinterRow, "customer_uuid" | "serial">,
  settings: object,
  at: string,
): Promise<void> {
  await tx
    .updateTable("printers")
    .set({ settings: JSON.stringify(settings), updated_at: at })
    .where("customer_uuid", "=", customer_uuid)
    .where("serial", "=", serial)
    .execute();
  await planPoll(tx, customer_uuid, [serial], at);
}

export type PrintAtPrinter = Awaited<ReturnType<typeof readPrintsAtPrinters>>[number];

/** Has printers looked at by the dispatcher at `at`, or earlier if that is planned already. */
export async function planPoll(
  tx: Tx,
  customer_uuid: string,
  serials: string[],
  at: string,
): Promise<void> {
  if (serials.length === 0) return;
  await tx
    .updateTable("printers")
    .set({
      next_poll_at: sql`case when next_poll_at is null or next_poll_at > ${at}
        then ${at} else next_poll_at end`,
    })
    .where("customer_uuid", "=", customer_uuid)
    .where("serial", "in", serials)
    .execute();
}

/** Has every printer looked at: after a start, nobody knows what happened meanwhile. */
export async function planPollOfAll(tx: Tx, at: string): Promise<void> {
  await tx
    .updateTable("printers")
    .set({ next_poll_at: at })
    .where("retired_at", "is", null)
    .execute();
}

export async function readNextPollAt(db: Queries): Promise<string | null> {
  const row = await db
    .selectFrom("printers")
    .select((select) => select.fn.min("next_poll_at").as("at"))
    .where("next_poll_at", "is not", null)
    .where("retired_at", "is", null)
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Printers to be looked at, the longest due first. */
export async function readDuePrinters(db: Queries, now: string) {
  return db
    .selectFrom("printers")
    .selectAll()
    .where("next_poll_at", "<=", now)
    .where("retired_at", "is", null)
    .orderBy("next_poll_at")
    .orderBy("customer_uuid")
    .orderBy("serial")
    .limit(1000)
    .execute();
}

/** Keeps what a printer said last, and when to ask again. */
export async function recordReport(
  tx: Tx,
  printer: Pick<PrinterRow, "customer_uuid" | "serial">,
  report: PrinterReport,
  next_poll_at: string | null,
  now: string,
): Promise<void> {
  await tx
    .updateTable("printers")
    .set({ report: JSON.stringify(report), next_poll_at, updated_at: now })
    .where("customer_uuid", "=", printer.customer_uuid)
    .where("serial", "=", printer.serial)
    .execute();
}

export async function readPrinterMemory(db: Queries, customer_uuid: string, serial: string) {
  const row = await db
    .selectFrom("printer_memory")
    .select("memory")
    .where("customer_uuid", "=", customer_uuid)
    .where("serial", "=", serial)
    .executeTakeFirst();
  return row?.memory ?? null;
}

export async function writePrinterMemory(
  tx: Tx,
  customer_uuid: string,
  serial: string,
  memory: string,
): Promise<void> {
  await tx
    .insertInto("printer_memory")
    .values({ customer_uuid, serial, memory })
    .onConflict((conflict) => conflict.columns(["customer_uuid", "serial"]).doUpdateSet({ memory }))
    .execute();
}

export const reportOf = (row: PrinterRow): PrinterReport | null =>
  row.report === null ? null : JSON.parse(row.report);
