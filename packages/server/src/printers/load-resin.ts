/** Which lot of resin a printer holds, as people or the dispatcher record it. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { type NamedLot, readNamedLots } from "../resins/store-lots.ts";
import { type PrinterRow, planPoll, updatePrinterRow } from "./store.ts";
import { printerNamed } from "./update.ts";

/**
 * Records what a person loaded, whatever the state of the lot: it is a fact. Null records that
 * nothing is known. Throws not_found, resin_lot_unknown.
 */
export async function loadResin(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  serial: string,
  resin_lot_uuid: string | null,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const printer = await printerNamed(tx, customer_uuid, serial);
    const uuids = resin_lot_uuid === null ? [] : [resin_lot_uuid];
    const [lot = null] = await readNamedLots(tx, customer_uuid, uuids);
    if (lot === null && resin_lot_uuid !== null) {
      throw new Problem("resin_lot_unknown", `There is no lot ${resin_lot_uuid}.`, {
        errors: [{ pointer: "/body/resin_lot_uuid", detail: "names no lot" }],
      });
    }
    await recordLoading(tx, printer, lot, { actor, at });
    await planPoll(tx, customer_uuid, [serial], at);
  });
}

type Loading = Pick<PrinterRow, "customer_uuid" | "serial" | "resin_lot_uuid">;

/** Writes the lot down, again too, as it may have been loaded again. */
export async function recordLoading(
  tx: Tx,
  { customer_uuid, serial, resin_lot_uuid }: Loading,
  lot: NamedLot | null,
  { actor, at }: { actor: string; at: string },
): Promise<void> {
  await updatePrinterRow(
    tx,
    { customer_uuid, serial },
    {
      resin_lot_uuid: lot?.uuid ?? null,
      resin_loaded_at: lot === null ? null : at,
      updated_at: at,
    },
  );
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "printers",
    uuid: serial,
    what: "resin_loaded",
    details: {
      resin_lot_uuid: { from: resin_lot_uuid, to: lot?.uuid ?? null },
      lot_number: lot?.lot_number ?? null,
      resin_name: lot?.resin_name ?? null,
    },
  });
}
