/** A print with all that is known of it. */
import { Problem } from "@vatline/api";
import { readPlaces } from "../builds/store.ts";
import type { Deps } from "../platform/deps.ts";
import { readPrintedPartsOfPrint } from "../printed-parts/store.ts";
import { readPrinter } from "../printers/store.ts";
import { printerRecords, resinOf } from "../printers/view.ts";
import { readNamedLots } from "../resins/store-lots.ts";
import { feedbackOf } from "./feedback.ts";
import { metricsOf } from "./metrics.ts";
import { type PrintViewRow, readQueue, selectPrints } from "./store.ts";
import { printView } from "./view.ts";

/** Throws not_found. */
export async function printRecord(deps: Deps, customer_uuid: string, uuid: string) {
  const { read } = deps.db;
  const row = await selectPrints(read)
    .where("prints.customer_uuid", "=", customer_uuid)
    .where("prints.uuid", "=", uuid)
    .executeTakeFirst();
  if (!row) throw new Problem("not_found", `There is no print ${uuid}.`);
  const lot_uuids = row.resin_lot_uuid === null ? [] : [row.resin_lot_uuid];
  const [lot] = await readNamedLots(read, customer_uuid, lot_uuids);
  const { alerts, end } = metricsOf(row);
  const feedback = feedbackOf(row);
  return {
    ...printView(row, deps.clock.now()),
    queued_at: row.queued_at,
    updated_at: row.updated_at,
    ...(await whereaboutsOf(deps, row)),
    resin: lot ? resinOf(lot) : null,
    alerts,
    layers_printed: end?.layers_printed ?? null,
    error: row.error,
    feedback: feedback && {
      ...feedback.said,
      given_by: feedback.given_by,
      given_at: feedback.given_at,
    },
    places: await placesOf(deps, row),
  };
}

/** The printer, the place in its queue, and what is in the way of the head. */
async function whereaboutsOf({ db, ...deps }: Deps, row: PrintViewRow) {
  const { customer_uuid, printer_serial: serial, uuid } = row;
  const printer = await readPrinter(db.read, customer_uuid, serial);
  const [record] = await printerRecords({ db, ...deps }, printer ? [printer] : []);
  const { name, hw_type } = record;
  const queue = row.status === "queued" ? await readQueue(db.read, customer_uuid, serial) : [];
  const index = queue.findIndex((print) => print.uuid === uuid);
  return {
    printer: { serial, name, hw_type },
    position: index < 0 ? null : index,
    hold: index === 0 ? record.hold : null,
  };
}

/** The places of the build; the print's own pieces are there from its beginning. */
async function placesOf({ db }: Deps, { customer_uuid, build_uuid, uuid }: PrintViewRow) {
  const made = new Map(
    (await readPrintedPartsOfPrint(db.read, uuid)).map((part) => [part.place_index, part]),
  );
  const places = await readPlaces(db.read, customer_uuid, [build_uuid]);
  return places.map(({ place_index, part_uuid, part_number }) => {
    const part = made.get(place_index);
    return {
      place_index,
      part_uuid,
      part_number,
      printed_part_uuid: part?.uuid ?? null,
      part_order_uuid: part?.part_order_uuid ?? null,
      serial_number: part?.serial_number ?? null,
      status: part?.status ?? null,
    };
  });
}
