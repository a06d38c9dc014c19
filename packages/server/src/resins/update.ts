/** Changes resins and their lots. */
import { Problem, type ResinLotUpdateRequest, type ResinUpdateRequest } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { refuseTakenNumber } from "./create.ts";
import { type ResinRow, readResin, updateResinRow } from "./store.ts";
import { isLotUsed, type ResinLotRow, readNamedLots, updateResinLotRow } from "./store-lots.ts";
import { readTimes } from "./times.ts";

/** Changes what is said of a resin; what is absent stays. Throws not_found. */
export async function updateResin(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  { manufacturer, description, density_g_ml, status }: ResinUpdateRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const resin = await readResin(tx, customer_uuid, uuid);
    if (!resin) throw new Problem("not_found", `There is no resin ${uuid}.`);
    const update: Partial<ResinRow> = { manufacturer, description, density_g_ml, status };
    const details = changesOf<ResinRow>(resin, update);
    if (Object.keys(details).length === 0) return;
    await updateResinRow(tx, uuid, { ...update, updated_at: at });
    const event = { at, customer_uuid, actor, noun: "resins", uuid, what: "updated" };
    await appendEvent(tx, { ...event, details });
  });
}

/**
 * Changes a lot; what is absent stays. Prints that waited because of it may begin. Throws
 * not_found, resin_lot_number_taken, and resin_lot_used for another number when prints were made
 * of the lot, as their parts bear this one.
 */
export async function updateResinLot(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  given: ResinLotUpdateRequest,
): Promise<void> {
  const at = deps.clock.now();
  const { lot_number, volume_ml, status, note, resin_cell_name, ...times } = given;
  const update: Partial<ResinLotRow> = {
    ...{ lot_number, volume_ml, status, note, resin_cell_name },
    ...readTimes(times),
  };
  await deps.db.transaction(async (tx) => {
    const [lot] = await readNamedLots(tx, customer_uuid, [uuid]);
    if (!lot) throw new Problem("not_found", `There is no lot ${uuid}.`);
    const details = changesOf<ResinLotRow>(lot, update);
    if (Object.keys(details).length === 0) return;
    if (lot_number !== undefined && lot_number !== lot.lot_number) {
      if (await isLotUsed(tx, uuid)) {
        throw new Problem("resin_lot_used", `Prints were made of lot ${lot.lot_number}.`, {
          errors: [{ pointer: "/body/lot_number", detail: "stays, as printed parts bear it" }],
        });
      }
      await refuseTakenNumber(tx, lot.resin_uuid, lot_number);
    }
    await updateResinLotRow(tx, uuid, { ...update, updated_at: at });
    await deps.jobs.enqueue(tx, "look_at_queues", { customer_uuid }, { key: customer_uuid });
    const event = { at, customer_uuid, actor, noun: "resin_lots", uuid, what: "updated" };
    await appendEvent(tx, { ...event, details });
  });
}
