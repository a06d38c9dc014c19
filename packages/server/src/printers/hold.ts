/**
 * Which lot of resin a printer's next print is made of, and why a printer begins nothing new. The
 * dispatcher and the views ask here alike, so that what is shown is what is done.
 */
import type { HoldCode } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import {
  isExpired,
  keepsLotsOf,
  type NamedLot,
  readLotToUse,
  readNamedLots,
} from "../resins/store-lots.ts";
import { type PrintAtPrinter, type PrinterRow, readResinNames } from "./store.ts";

export type Hold = { code: HoldCode; reason: string };

/** The lot to begin with, null where none is on record; or what is in the way. */
export type Choice = { lot: NamedLot | null } | { hold: Hold };

export function holdOfMaintenance(printer: PrinterRow): Hold | null {
  if (printer.maintenance_since === null) return null;
  const note = printer.maintenance_note;
  return {
    code: "maintenance",
    reason: note === null ? "in maintenance" : `in maintenance: ${note}`,
  };
}

/**
 * Chooses the lot for a print of `resin_name`. By hand it is the loaded one, which must be of that
 * resin and usable; a printer without a recorded lot prints whatever is asked. At the start it is
 * the loaded one if that will do, else the open lot that expires first; a resin that the shop keeps
 * no lots of is printed without one.
 */
export async function chooseLot(
  db: Queries,
  { customer_uuid, resin_change }: PrinterRow,
  loaded: NamedLot | undefined,
  resin_name: string,
  now: string,
): Promise<Choice> {
  const fault = loaded === undefined ? null : faultOf(loaded, resin_name, now);
  if (loaded !== undefined && fault === null) return { lot: loaded };
  if (resin_change === "by_hand") return fault === null ? { lot: null } : { hold: fault };
  const lot = await readLotToUse(db, customer_uuid, resin_name, now);
  if (lot) return { lot };
  if (!(await keepsLotsOf(db, customer_uuid, resin_name))) return { lot: null };
  const reason = `no lot of ${resin_name} may be used`;
  return { hold: { code: "resin_lot_missing", reason } };
}

/** Why a loaded lot does not serve for a print of `resin_name`; null if it does. */
function faultOf(lot: NamedLot, resin_name: string, now: string): Hold | null {
  if (lot.resin_name !== resin_name) {
    const reason = `${lot.resin_name} is loaded, the next print needs ${resin_name}`;
    return { code: "resin_mismatch", reason };
  }
  const name = `lot ${lot.lot_number} of ${resin_name}`;
  if (lot.status === "quarantined") {
    return { code: "resin_lot_quarantined", reason: `${name} is quarantined` };
  }
  if (lot.status === "used_up") return { code: "resin_lot_used_up", reason: `${name} is used up` };
  if (isExpired(lot, now)) return { code: "resin_lot_expired", reason: `${name} has expired` };
  return null;
}

/** What is loaded on printers, by the uuid of the lot. */
export async function readLoadedLots(db: Queries, customer_uuid: string, printers: PrinterRow[]) {
  const uuids = printers.flatMap(({ resin_lot_uuid }) => resin_lot_uuid ?? []);
  const lots = await readNamedLots(db, customer_uuid, [...new Set(uuids)]);
  return new Map(lots.map((lot) => [lot.uuid, lot]));
}

/**
 * Why printers begin nothing new, by serial; absent where nothing is in the way. `prints` holds
 * those of the printers, queues by position, `loaded` what is loaded on them. Cost: one statement,
 * and up to two for each printer that would need another lot at the start.
 */
export async function holdsOf(
  db: Queries,
  printers: PrinterRow[],
  prints: PrintAtPrinter[],
  loaded: Map<string, NamedLot>,
  now: string,
): Promise<Map<string, Hold>> {
  const [first] = printers;
  if (!first) return new Map();
  const heads = new Map<string, string>();
  for (const { status, printer_serial, uuid } of prints) {
    if (status === "queued" && !heads.has(printer_serial)) heads.set(printer_serial, uuid);
  }
  const resin_names = await readResinNames(db, first.customer_uuid, [...heads.values()]);
  const holds = new Map<string, Hold>();
  for (const printer of printers) {
    const resin_name = resin_names.get(heads.get(printer.serial) ?? "");
    const hold = holdOfMaintenance(printer);
    if (hold) holds.set(printer.serial, hold);
    if (hold || resin_name === undefined) continue;
    const lot = loaded.get(printer.resin_lot_uuid ?? "");
    const choice = await chooseLot(db, printer, lot, resin_name, now);
    if ("hold" in choice) holds.set(printer.serial, choice.hold);
  }
  return holds;
}
