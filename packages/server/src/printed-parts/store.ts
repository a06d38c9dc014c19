/**
 * SQL of printed parts: one row per physical thing to be made. The only writer of the table; every
 * change of status names the status it comes from and is checked against PRINTED_PART_MOVES.
 */
import type { PrintedPartStatus } from "@vatline/api";
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import type { Changed } from "../platform/events.ts";
import { type Filter, listSpec } from "../platform/http/list.ts";
import { invariant } from "../platform/invariant.ts";
import { checkPrintedPartMove } from "./status.ts";
import { selectShown, showPrintedParts } from "./store-shown.ts";

/** How it is shown follows from the rest. */
export type PrintedPartRow = Omit<Tables["printed_parts"], "shown">;

/** Rows in one statement: bounds how long one statement holds the event loop on SQLite. */
const CHUNK = 100;

export async function insertPrintedParts(tx: Tx, rows: PrintedPartRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tx
      .insertInto("printed_parts")
      .values(rows.slice(from, from + CHUNK))
      .execute();
  }
  await showPrintedParts(
    tx,
    rows.map(({ uuid }) => uuid),
  );
}

/** What names a part order: callers choose uuids, so two customers may have the same one. */
export type PartOrderKey = { customer_uuid: string; part_order_uuid: string };

/** Which rows a move is meant for: all that match, in the status it comes from. */
export type PrintedPartFilter =
  | Partial<Pick<PrintedPartRow, "build_uuid" | "print_uuid" | "uuid">>
  | PartOrderKey;

/** What an event says of printed parts that changed together. */
export type MovedParts = {
  uuids: string[];
  status: Changed<PrintedPartStatus | null>;
  build_uuid?: Changed<string | null>;
  print_order_uuid?: Changed<string | null>;
  print_uuid?: Changed<string | null>;
  resin_lot_number?: Changed<string | null>;
  resin_cell_name?: Changed<string | null>;
};

/**
 * Moves every matching printed part `from` -> `to` and writes `changes`; answers which, as the
 * event of the change must tell it.
 */
export async function movePrintedParts(
  tx: Tx,
  filter: PrintedPartFilter,
  from: PrintedPartStatus,
  to: PrintedPartStatus,
  changes: Partial<PrintedPartRow> & { updated_at: string },
): Promise<MovedParts> {
  checkPrintedPartMove(from, to);
  invariant(Object.keys(filter).length > 0, "a move of printed parts needs a filter");
  const moved = await tx
    .updateTable("printed_parts")
    .set({ ...changes, status: to, ...(from === "waiting" && { pack_by: null }) })
    .where("status", "=", from)
    .where((eb) => eb.and(filter))
    .returning("uuid")
    .execute();
  const uuids = moved.map(({ uuid }) => uuid).sort();
  await showPrintedParts(tx, uuids);
  return { uuids, status: { from, to } };
}

/**
 * Gives the waiting parts that build_places has of a build their places; answers how many. One
 * statement, as a build may hold a thousand.
 */
export async function placePrintedParts(tx: Tx, build_uuid: string, now: string): Promise<number> {
  const [from, to] = ["waiting", "preparing"] as const;
  checkPrintedPartMove(from, to);
  const placed = await tx
    .updateTable("printed_parts")
    .from("build_places")
    .set((eb) => ({
      status: to,
      build_uuid,
      place_index: eb.ref("build_places.place_index"),
      pack_by: null,
      updated_at: now,
    }))
    .whereRef("printed_parts.uuid", "=", "build_places.printed_part_uuid")
    .where("build_places.build_uuid", "=", build_uuid)
    .where("printed_parts.status", "=", from)
    .returning("printed_parts.uuid")
    .execute();
  await showPrintedParts(
    tx,
    placed.map(({ uuid }) => uuid),
  );
  return placed.length;
}

/** Has parts packed without waiting for company; answers the orders they are of, each once. */
export async function markPackNow(tx: Tx, filter: PartOrderKey | { pack_by_until: string }) {
  const update = tx
    .updateTable("printed_parts")
    .set({ pack_now: 1, pack_by: null })
    .where("status", "=", "waiting");
  const marked = await ("part_order_uuid" in filter
    ? update.where((eb) => eb.and(filter))
    : update.where("pack_by", "<=", filter.pack_by_until)
  )
    .returning(["customer_uuid", "part_order_uuid"])
    .execute();
  const orders = new Map(marked.map((row) => [`${row.part_order_uuid} ${row.customer_uuid}`, row]));
  return [...orders.keys()].sort().flatMap((key) => orders.get(key) ?? []);
}

/** Which of the printed parts still wait to be packed, by uuid, with their orders. */
export async function readUnpacked(db: Queries, uuids: string[]) {
  const found = new Map<string, { uuid: string; part_order_uuid: string | null }>();
  for (let from = 0; from < uuids.length; from += CHUNK) {
    const rows = await db
      .selectFrom("printed_parts")
      .select(["uuid", "part_order_uuid"])
      .where("uuid", "in", uuids.slice(from, from + CHUNK))
      .where("status", "=", "waiting")
      .where("build_uuid", "is", null)
      .execute();
    for (const row of rows) found.set(row.uuid, row);
  }
  return found;
}

export async function readPrintedPartsOfBuild(db: Queries, build_uuid: string) {
  return db
    .selectFrom("printed_parts")
    .selectAll()
    .where("build_uuid", "=", build_uuid)
    .orderBy("place_index")
    .orderBy("uuid")
    .execute();
}

export async function readPrintedPartsOfPrint(db: Queries, print_uuid: string) {
  return db
    .selectFrom("printed_parts")
    .selectAll()
    .where("print_uuid", "=", print_uuid)
    .orderBy("place_index")
    .execute();
}

/** Statuses that count for an order, as partOrderStatusOf wants them. */
export async function readCountingStatuses(
  db: Queries,
  customer_uuid: string,
  part_order_uuid: string,
) {
  const rows = await db
    .selectFrom("printed_parts as part")
    .where("part.customer_uuid", "=", customer_uuid)
    .where("part.part_order_uuid", "=", part_order_uuid)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("printed_parts as replacement")
            .select("replacement.uuid")
            .where("replacement.customer_uuid", "=", customer_uuid)
            .where("replacement.part_order_uuid", "=", part_order_uuid)
            .whereRef("replacement.replaces_uuid", "=", "part.uuid"),
        ),
      ),
    )
    .select(["part.status", "part.build_uuid"])
    .distinct()
    .execute();
  return rows.map(({ status, build_uuid }) =>
    status === "waiting" && build_uuid !== null ? "preparing" : status,
  );
}

/** Printed parts of the orders that have one of the numbers; an index has them by number. */
const ofOrder = (noun: "part_order" | "print_order"): Filter => ({
  where: (numbers) => {
    const [orders, number] = [sql.table(`${noun}s`), sql.ref(`${noun}_number`)];
    return sql`(printed_parts.customer_uuid, printed_parts.${sql.ref(`${noun}_uuid`)}) in
      (select customer_uuid, uuid from ${orders} where ${number} in (${sql.join(numbers)}))`;
  },
});

export const PRINTED_PARTS_LIST = listSpec({
  operation_id: "getPrintedParts",
  table: "printed_parts",
  select: selectShown,
  filters: {
    uuid: { column: "printed_parts.uuid", is: "equal" },
    application_uuid: { column: "printed_parts.application_uuid", is: "equal" },
    updated_before: { column: "printed_parts.updated_at", is: "before" },
    updated_after: { column: "printed_parts.updated_at", is: "after" },
    started_before: { column: "printed_parts.started_at", is: "before" },
    started_after: { column: "printed_parts.started_at", is: "after" },
    finished_before: { column: "printed_parts.finished_at", is: "before" },
    finished_after: { column: "printed_parts.finished_at", is: "after" },
    status: { column: "printed_parts.status", is: "equal" },
    print_id: { column: "printed_parts.print_id", is: "equal" },
    print_uuid: { column: "printed_parts.print_uuid", is: "equal" },
    part_uuid: { column: "printed_parts.part_uuid", is: "equal" },
    part_order_number: ofOrder("part_order"),
    part_order_uuid: { column: "printed_parts.part_order_uuid", is: "equal" },
    build_uuid: { column: "printed_parts.build_uuid", is: "equal" },
    print_order_number: ofOrder("print_order"),
    print_order_uuid: { column: "printed_parts.print_order_uuid", is: "equal" },
  },
  sorts: {
    uuid: { column: "printed_parts.uuid" },
    updated_at: { column: "printed_parts.updated_at" },
    part_number: { column: "printed_parts.part_number" },
    created_at: { column: "printed_parts.created_at" },
    status: { column: "printed_parts.status" },
  },
  default_sort: [{ column: "printed_parts.created_at", descending: true }],
});

/** What was printed, or began to be, of a lot of resin. */
export const LOT_PARTS_LIST = listSpec({
  operation_id: "getPrintedPartsOfResinLot",
  table: "printed_parts",
  select: (db) => selectShown(db).innerJoin("prints", "prints.uuid", "printed_parts.print_uuid"),
  filters: { resin_lot_uuid: { column: "prints.resin_lot_uuid", is: "equal" } },
  sorts: {
    uuid: { column: "printed_parts.uuid" },
    created_at: { column: "printed_parts.created_at" },
    finished_at: { column: "printed_parts.finished_at", nullable: true },
    part_number: { column: "printed_parts.part_number" },
    status: { column: "printed_parts.status" },
  },
  default_sort: [{ column: "printed_parts.created_at", descending: true }],
});
