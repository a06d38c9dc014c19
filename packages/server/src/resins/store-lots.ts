/** SQL of lots of resin. What was used of a lot is summed from the prints made of it. */
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import { dialectOf } from "../platform/db/dialect.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type ResinLotRow = Tables["resin_lots"];

export async function insertResinLot(tx: Tx, row: ResinLotRow): Promise<void> {
  await tx.insertInto("resin_lots").values(row).execute();
}

export async function updateResinLotRow(
  tx: Tx,
  uuid: string,
  changes: Partial<ResinLotRow> & { updated_at: string },
): Promise<void> {
  await tx.updateTable("resin_lots").set(changes).where("uuid", "=", uuid).execute();
}

/** Lots with the names of their resins. */
function selectNamedLots(db: Queries) {
  return db
    .selectFrom("resin_lots")
    .innerJoin("resins", "resins.uuid", "resin_lots.resin_uuid")
    .selectAll("resin_lots")
    .select("resins.name as resin_name");
}

export type NamedLot = Awaited<ReturnType<ReturnType<typeof selectNamedLots>["execute"]>>[number];

export async function readNamedLots(db: Queries, customer_uuid: string, uuids: string[]) {
  if (uuids.length === 0) return [];
  return selectNamedLots(db)
    .where("resin_lots.customer_uuid", "=", customer_uuid)
    .where("resin_lots.uuid", "in", uuids)
    .execute();
}

/** The lot of a resin that a print begun at `now` should use: the one that expires first. */
export async function readLotToUse(
  db: Queries,
  customer_uuid: string,
  resin_name: string,
  now: string,
) {
  return selectNamedLots(db)
    .where("resins.customer_uuid", "=", customer_uuid)
    .where("resins.name", "=", resin_name)
    .where("resin_lots.status", "=", "open")
    .where((where) =>
      where.or([
        where("resin_lots.expires_at", "is", null),
        where("resin_lots.expires_at", ">", now),
      ]),
    )
    .orderBy(sql`resin_lots.expires_at nulls last`)
    .orderBy("resin_lots.created_at")
    .orderBy("resin_lots.uuid")
    .executeTakeFirst();
}

/** Does the shop keep lots of the resin, usable or not? */
export async function keepsLotsOf(db: Queries, customer_uuid: string, resin_name: string) {
  const lot = await selectNamedLots(db)
    .where("resins.customer_uuid", "=", customer_uuid)
    .where("resins.name", "=", resin_name)
    .limit(1)
    .executeTakeFirst();
  return lot !== undefined;
}

export async function lotNumberExists(db: Queries, resin_uuid: string, lot_number: string) {
  const query = db
    .selectFrom("resin_lots")
    .select("uuid")
    .where("resin_uuid", "=", resin_uuid)
    .where("lot_number", "=", lot_number);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Has a print begun with the lot? */
export async function isLotUsed(db: Queries, resin_lot_uuid: string): Promise<boolean> {
  const query = db.selectFrom("prints").select("uuid").where("resin_lot_uuid", "=", resin_lot_uuid);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Lots with what is shown of them. Cost: one look at each print that was made of them. */
function selectResinLots(db: Queries) {
  const metrics = sql.raw(`prints.metrics${dialectOf(db).as_json}`);
  const used_ml = sql<number>`cast(${metrics}
    -> 'end' -> 'shown' ->> 'consumed_resin_volume_ml' as double precision)`;
  return selectNamedLots(db).select((select) =>
    select
      .selectFrom("prints")
      .whereRef("prints.resin_lot_uuid", "=", "resin_lots.uuid")
      .select(sql<number>`coalesce(sum(${used_ml}), 0)`.as("used_ml"))
      .as("used_ml"),
  );
}

type ResinLotViewRow = Awaited<ReturnType<ReturnType<typeof selectResinLots>["execute"]>>[number];

export async function readResinLot(db: Queries, customer_uuid: string, uuid: string) {
  return selectResinLots(db)
    .where("resin_lots.customer_uuid", "=", customer_uuid)
    .where("resin_lots.uuid", "=", uuid)
    .executeTakeFirst();
}

/** The printers that lots are loaded on, by serial; those no longer in use hold nothing. */
async function readPrintersOfLots(db: Queries, customer_uuid: string, uuids: string[]) {
  if (uuids.length === 0) return [];
  return db
    .selectFrom("printers")
    .select(["resin_lot_uuid", "serial"])
    .where("customer_uuid", "=", customer_uuid)
    .where("resin_lot_uuid", "in", uuids)
    .where("retired_at", "is", null)
    .orderBy("serial")
    .execute();
}

export const RESIN_LOTS_LIST = listSpec({
  operation_id: "getResinLots",
  table: "resin_lots",
  select: selectResinLots,
  filters: {
    uuid: { column: "resin_lots.uuid", is: "equal" },
    resin_uuid: { column: "resin_lots.resin_uuid", is: "equal" },
    resin_name: { column: "resins.name", is: "equal" },
    lot_number: { column: "resin_lots.lot_number", is: "equal" },
    status: { column: "resin_lots.status", is: "equal" },
    printer_serial: {
      where: (values) => sql<boolean>`exists (
        select 1 from printers
        where printers.customer_uuid = resin_lots.customer_uuid
          and printers.resin_lot_uuid = resin_lots.uuid
          and printers.retired_at is null
          and printers.serial in (${sql.join(values)}))`,
    },
    expires_before: { column: "resin_lots.expires_at", is: "before" },
    expires_after: { column: "resin_lots.expires_at", is: "after" },
  },
  sorts: {
    uuid: { column: "resin_lots.uuid" },
    lot_number: { column: "resin_lots.lot_number" },
    status: { column: "resin_lots.status" },
    received_at: { column: "resin_lots.received_at", nullable: true },
    expires_at: { column: "resin_lots.expires_at", nullable: true },
  },
  default_sort: [{ column: "resin_lots.created_at", descending: true }],
});

/** Views in the order of the rows. Cost: one statement, whatever their number. */
export async function resinLotViews(db: Queries, rows: ResinLotViewRow[], now: string) {
  const [first] = rows;
  if (!first) return [];
  const uuids = rows.map((row) => row.uuid);
  const printers = Map.groupBy(
    await readPrintersOfLots(db, first.customer_uuid, uuids),
    (printer) => printer.resin_lot_uuid,
  );
  return rows.map(({ customer_uuid: _customer, used_ml, ...lot }) => {
    // Figures of prints have three digits; a sum of them in binary has more.
    const used_rounded_ml = thousandths(Number(used_ml));
    return {
      ...lot,
      used_ml: used_rounded_ml,
      remaining_ml: Math.max(0, thousandths(lot.volume_ml - used_rounded_ml)),
      expired: isExpired(lot, now),
      printer_serials: (printers.get(lot.uuid) ?? []).map(({ serial }) => serial),
    };
  });
}

export const isExpired = ({ expires_at }: Pick<ResinLotRow, "expires_at">, now: string) =>
  expires_at !== null && expires_at <= now;

const thousandths = (volume_ml: number) => Math.round(volume_ml * 1000) / 1000;
