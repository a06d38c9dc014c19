/** Enters resins and their lots. */
import { Problem, type ResinLotRequest, type ResinRequest } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { insertResin, type ResinRow, readResin, readResinByName } from "./store.ts";
import { insertResinLot, lotNumberExists, type ResinLotRow } from "./store-lots.ts";
import { readTimes } from "./times.ts";

/** Who enters something, and when. */
export type By = Pick<Caller, "customer_uuid" | "actor"> & { at: string };

/** Enters a resin. Throws resin_name_taken. */
export async function createResin(
  tx: Tx,
  deps: Deps,
  { customer_uuid, actor, at }: By,
  request: ResinRequest,
): Promise<ResinRow> {
  const { name, manufacturer = null, description = null, density_g_ml = null } = request;
  if (await readResinByName(tx, customer_uuid, name)) {
    throw new Problem("resin_name_taken", `There is already a resin ${name}.`, {
      errors: [{ pointer: "/body/name", detail: "is taken" }],
    });
  }
  const row: ResinRow = {
    customer_uuid,
    uuid: deps.ids.next(),
    name,
    manufacturer,
    description,
    density_g_ml,
    status: "active",
    created_at: at,
    updated_at: at,
  };
  await insertResin(tx, row);
  const event = { at, customer_uuid, actor, noun: "resins", uuid: row.uuid, what: "created" };
  await appendEvent(tx, { ...event, details: { name } });
  return row;
}

/**
 * Enters a lot. Prints that waited for one may begin. Throws resin_unknown, also for a retired
 * resin, and resin_lot_number_taken.
 */
export async function createResinLot(
  tx: Tx,
  deps: Deps,
  { customer_uuid, actor, at }: By,
  request: ResinLotRequest,
): Promise<ResinLotRow> {
  const { resin_uuid, lot_number, volume_ml, status = "open", note = null } = request;
  const { resin_cell_name = null } = request;
  const { received_at = null, expires_at = null } = readTimes(request);
  const resin = await readResin(tx, customer_uuid, resin_uuid);
  if (resin?.status !== "active") {
    const detail = resin ? `Resin ${resin.name} is retired.` : `There is no resin ${resin_uuid}.`;
    throw new Problem("resin_unknown", detail, {
      errors: [{ pointer: "/body/resin_uuid", detail: "names no resin in use" }],
    });
  }
  await refuseTakenNumber(tx, resin_uuid, lot_number);
  const row: ResinLotRow = {
    customer_uuid,
    uuid: deps.ids.next(),
    resin_uuid,
    lot_number,
    volume_ml,
    received_at,
    expires_at,
    status,
    note,
    resin_cell_name,
    created_at: at,
    updated_at: at,
  };
  await insertResinLot(tx, row);
  await deps.jobs.enqueue(tx, "look_at_queues", { customer_uuid }, { key: customer_uuid });
  const event = { at, customer_uuid, actor, noun: "resin_lots", uuid: row.uuid, what: "created" };
  const details = { resin_uuid, resin_name: resin.name, lot_number, volume_ml, status };
  await appendEvent(tx, { ...event, details });
  return row;
}

/** Throws resin_lot_number_taken. */
export async function refuseTakenNumber(tx: Tx, resin_uuid: string, lot_number: string) {
  if (!(await lotNumberExists(tx, resin_uuid, lot_number))) return;
  throw new Problem("resin_lot_number_taken", `The resin already has a lot ${lot_number}.`, {
    errors: [{ pointer: "/body/lot_number", detail: "is taken" }],
  });
}
