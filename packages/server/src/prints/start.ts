/** A queued print goes onto its printer: from here on it is known which parts it makes. */
import { readPlaces } from "../builds/store.ts";
import { settlePartOrdersOf } from "../part-orders/settle.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import {
  insertPrintedParts,
  type MovedParts,
  movePrintedParts,
  type PrintedPartRow,
  readPrintedPartsOfBuild,
} from "../printed-parts/store.ts";
import { type PrintRow, readQueue, updatePrint } from "./store.ts";

const ACTOR = "server:dispatch";

/**
 * Marks a print as begun, made of the lot that `print` names. Each place of the build makes a part
 * that waits for it, or, where none does since another copy makes it, a further part that no order
 * asked for, so that every thing that leaves a printer has a row.
 */
export async function startPrint(tx: Tx, deps: Deps, print: PrintRow, now: string): Promise<void> {
  await updatePrint(tx, print.uuid, {
    status: "printing",
    position: null,
    started_at: now,
    resin_lot_uuid: print.resin_lot_uuid,
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
  const begun: PrintedPartRow[] = [];
  const further: PrintedPartRow[] = [];
  for (const place of await readPlaces(tx, print.customer_uuid, [print.build_uuid])) {
    const part = waiting.get(place.place_index);
    const original = parts.find((one) => one.uuid === place.printed_part_uuid);
    if (part) {
      await movePrintedParts(tx, { uuid: part.uuid }, "queued", "printing", bound);
      begun.push(part);
    } else if (original) further.push(furtherPart(deps, original, bound, now));
  }
  await insertPrintedParts(tx, further);
  await settlePartOrdersOf(tx, print.customer_uuid, parts, now, ACTOR);
  await appendEvent(tx, {
    at: now,
    customer_uuid: print.customer_uuid,
    actor: ACTOR,
    noun: "prints",
    uuid: print.uuid,
    what: "started",
    details: {
      print_id: print.print_id,
      printer_serial: print.printer_serial,
      resin_lot_uuid: { from: null, to: print.resin_lot_uuid },
      status: { from: "queued", to: "printing" },
      printed_parts: begunParts(print, begun),
      further: further.map((part) => part.uuid),
    },
  });
}

/** Parts that waited for another copy are now made by this one, and so of its order. */
function begunParts(print: PrintRow, parts: PrintedPartRow[]): MovedParts[] {
  const groups = Map.groupBy(parts, (part) => part.print_order_uuid);
  return [...groups].map(([from, group]) => ({
    uuids: group.map((part) => part.uuid),
    status: { from: "queued", to: "printing" },
    print_uuid: { from: null, to: print.uuid },
    ...(from !== print.print_order_uuid && {
      print_order_uuid: { from, to: print.print_order_uuid },
    }),
  }));
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
    resin_lot_uuid: null,
    updated_at: now,
  });
  const moved = await movePrintedParts(tx, { print_uuid: print.uuid }, "printing", "queued", {
    print_uuid: null,
    print_id: null,
    started_at: null,
    updated_at: now,
  });
  await appendEvent(tx, {
    at: now,
    customer_uuid: print.customer_uuid,
    actor: ACTOR,
    noun: "prints",
    uuid: print.uuid,
    what: "returned",
    details: {
      print_id: print.print_id,
      printer_serial: print.printer_serial,
      resin_lot_uuid: { from: print.resin_lot_uuid, to: null },
      status: { from: "printing", to: "queued" },
      printed_parts: [{ ...moved, print_uuid: { from: print.uuid, to: null } }],
    },
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
    resin_cell_name: null,
    replaces_uuid: null,
    status: "printing",
    error: null,
    finished_at: null,
    created_at: now,
    ...bound,
  };
}
