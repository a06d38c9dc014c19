/** SQL of printers, and of the memory of simulated ones. */
import type { PrinterReport } from "@vatline/printers";
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type PrinterRow = Tables["printers"];

/** What a new printer is not yet. */
const NEW = {
  report: null,
  resin_lot_uuid: null,
  resin_loaded_at: null,
  maintenance_since: null,
  maintenance_note: null,
  reported_at: null,
  retired_at: null,
};

export async function insertPrinter(tx: Tx, row: Omit<PrinterRow, keyof typeof NEW>) {
  await tx
    .insertInto("printers")
    .values({ ...NEW, ...row })
    .execute();
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

/** A printer, in use or not. */
export async function readPrinter(db: Queries, customer_uuid: string, serial: string) {
  return db
    .selectFrom("printers")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("serial", "=", serial)
    .executeTakeFirst();
}

export async function updatePrinterRow(
  tx: Tx,
  { customer_uuid, serial }: Pick<PrinterRow, "customer_uuid" | "serial">,
  changes: Partial<PrinterRow> & { updated_at: string },
): Promise<void> {
  await tx
    .updateTable("printers")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("serial", "=", serial)
    .execute();
}

/** Does anything print on a printer or wait in its queue? */
export async function hasLivePrints(db: Queries, customer_uuid: string, serial: string) {
  const query = db
    .selectFrom("prints")
    .select("uuid")
    .where("customer_uuid", "=", customer_uuid)
    .where("printer_serial", "=", serial)
    .where("status", "in", ["queued", "printing"]);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** What the prints are to be made of, by uuid. */
export async function readResinNames(db: Queries, customer_uuid: string, print_uuids: string[]) {
  if (print_uuids.length === 0) return new Map<string, string>();
  const rows = await db
    .selectFrom("prints")
    .select(["uuid", "config"])
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "in", print_uuids)
    .execute();
  return new Map(
    rows.map(({ uuid, config }): [string, string] => [uuid, JSON.parse(config).resin_name]),
  );
}

/**
 * What stands on printers and waits for them: running prints, queues, and the last one ended. Costs
 * one step in an index for each printer, however many prints it has behind it.
 */
export async function readPrintsAtPrinters(db: Queries, customer_uuid: string, serials: string[]) {
  if (serials.length === 0) return [];
  const columns = [
    "prints.uuid",
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
    .orderBy("uuid")
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

/** Has printers looked at that prints wait at. */
export async function planPollOfQueues(tx: Tx, customer_uuid: string, at: string): Promise<void> {
  const waiting = await tx
    .selectFrom("prints")
    .select("printer_serial")
    .distinct()
    .where("customer_uuid", "=", customer_uuid)
    .where("status", "=", "queued")
    .execute();
  const serials = waiting.map((print) => print.printer_serial);
  await planPoll(tx, customer_uuid, serials, at);
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
    .executeTakeFirst();
  return row?.at ?? null;
}

/** Printers to be looked at, the longest due first; retired ones once, to be let go of. */
export async function readDuePrinters(db: Queries, now: string) {
  return db
    .selectFrom("printers")
    .selectAll()
    .where("next_poll_at", "<=", now)
    .orderBy("next_poll_at")
    .orderBy("customer_uuid")
    .orderBy("serial")
    .limit(1000)
    .execute();
}

/** Keeps what a printer said last, and when to ask again. Out of reach, it said nothing. */
export async function recordReport(
  tx: Tx,
  printer: Pick<PrinterRow, "customer_uuid" | "serial">,
  report: PrinterReport,
  next_poll_at: string | null,
  now: string,
): Promise<void> {
  await updatePrinterRow(tx, printer, {
    report: JSON.stringify(report),
    next_poll_at,
    updated_at: now,
    ...(report.state === "OFFLINE" ? {} : { reported_at: now }),
  });
}

/** Has a printer not looked at again by itself. */
export async function stopPolling(
  tx: Tx,
  { customer_uuid, serial, updated_at }: PrinterRow,
): Promise<void> {
  await updatePrinterRow(tx, { customer_uuid, serial }, { next_poll_at: null, updated_at });
}

/** A truth value of the list, by whether a column has a value. */
const hasValue = (column: "maintenance_since" | "retired_at") => ({
  where: ([value]: string[]) =>
    value === "true"
      ? sql<boolean>`${sql.ref(`printers.${column}`)} is not null`
      : sql<boolean>`${sql.ref(`printers.${column}`)} is null`,
});

export const FLEET_LIST = listSpec({
  operation_id: "getFleet",
  table: "printers",
  unique: "serial",
  select: (db) => db.selectFrom("printers").selectAll(),
  filters: {
    serial: { column: "printers.serial", is: "equal" },
    name: { column: "printers.name", is: "equal" },
    hw_type: { column: "printers.hw_type", is: "equal" },
    driver: { column: "printers.driver", is: "equal" },
    resin_lot_uuid: { column: "printers.resin_lot_uuid", is: "equal" },
    maintenance: hasValue("maintenance_since"),
    retired: hasValue("retired_at"),
  },
  sorts: {
    serial: { column: "printers.serial" },
    name: { column: "printers.name" },
    hw_type: { column: "printers.hw_type" },
    created_at: { column: "printers.created_at" },
    reported_at: { column: "printers.reported_at", nullable: true },
  },
  default_sort: [{ column: "printers.name", descending: false }],
});

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
