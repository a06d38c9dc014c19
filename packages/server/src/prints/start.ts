/** A queued print goes onto its printer: from here on it is known which parts it makes. */
import { readPlaces } from "../builds/store.ts";
import { settlePartOrdersOf } from "../part-orders/settle.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import {
  insertPrintedParts,
  movePrintedParts,
  type PrintedPartRow,
  readPrintedPartsOfBuild,
} from "../printed-parts/store.ts";
import { type PrintRow, readQueue, updatePrint } from "./store.ts";

const ACTOR = "server:dispatch";

/**
 * Marks a print as begun. Each place of the build makes a part that waits for it, or, where none
 * does since another copy makes it, a further part that no order asked for, so that every thing
 * that leaves a printer has a row.
 */
export async function startPrint(tx: Tx, deps: Deps, print: PrintRow, now: string): Promise<void> {
  await updatePrint(tx, print.uuid, {
    status: "printing",
    position: null,
    started_at: now,
    updated_at: now,
  });
  const parts = await readPrintedPartsOfBuild(tx, print.build_uuid);
  const waiting = new Map<number | null, PrintedPartRow>();
  for (const part of parts) {
    if (part.status === "queued" && !waiting.has(part.place_index)) {
      waiting.set(part.place_index, part);
    }
  }
  const bound = {
    print_order_uuid: print.print_order_uuid,
    print_uuid: print.uuid,
    print_id: print.print_id,
    started_at: now,
    updated_at: now,
  };
  const further: PrintedPartRow[] = [];
  for (const place of await readPlaces(tx, print.customer_uuid, [print.build_uuid])) {
    const part = waiting.get(place.place_index);
    const original = parts.find((one) => one.uuid === place.printed_part_uuid);
    if (part) await movePrintedParts(tx, { uuid: part.uuid }, "queued", "printing", bound);
    else if (original) further.push(furtherPart(deps, original, bound, now));
  }
  await insertPrintedParts(tx, further);
  await settlePartOrdersOf(tx, parts, now, ACTOR);
  await appendEvent(tx, {
    at: now,
    customer_uuid: print.customer_uuid,
    actor: ACTOR,
    noun: "prints",
    uuid: print.uuid,
    what: "started",
    details: { print_id: print.print_id, printer_serial: print.printer_serial },
  });
}

/** The printer would not take it after all: back to the head of its queue, parts and all. */
export async function unstartPrint(tx: Tx, print: PrintRow, now: string): Promise<void> {
  const queue = await readQueue(tx, print.customer_uuid, print.printer_serial);
  for (const [index, other] of queue.entries()) {
    await updatePrint(tx, other.uuid, { position: index + 1, updated_at: other.updated_at });
  }
  await updatePrint(tx, print.uuid, {
    status: "queued",
    position: 0,
    started_at: null,
    updated_at: now,
  });
  await movePrintedParts(tx, { print_uuid: print.uuid }, "printing", "queued", {
    print_uuid: null,
    print_id: null,
    started_at: null,
    updated_at: now,
  });
}

/** A further copy of the part that a place was made for: same design, own life, no order. */
function furtherPart(
  deps: Deps,
  original: PrintedPartRow,
  bound: Partial<PrintedPartRow>,
  now: string,
): PrintedPartRow {
  return {
    ...original,
    uuid: deps.ids.next(),
    part_order_uuid: null,
    order_index: null,
    serial_number: null,
    resin_lot_number: null,
    replaces_uuid: null,
    status: "printing",
    error: null,
    finished_at: null,
    created_at: now,
    ...bound,
  };
}
