/** Changes to printers' queues: moving prints, taking them off. */
import type { PrinterQueueUpdateResponse } from "@vatline/api";
import { Problem } from "@vatline/api";
import { readBuild } from "../builds/store.ts";
import { settlePartOrdersOf } from "../part-orders/settle.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, type Changed, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import {
  movePrintedParts,
  type PrintedPartRow,
  readPrintedPartsOfBuild,
} from "../printed-parts/store.ts";
import { planPoll, readPrintersBySerial } from "../printers/store.ts";
import { buildFitsPrinter } from "./fit.ts";
import {
  countQueuedCopies,
  type PrintRow,
  QUEUE_LENGTH_MAX,
  readPrintRows,
  readQueue,
  updatePrint,
} from "./store.ts";

export type QueueMove = { printer_serial: string; index: number; print_uuids: string[] };

/**
 * Moves queued prints to `index` of a printer's queue, in the order named; they may come from
 * several printers. The index counts what is left after they are taken out; -1 and beyond the end
 * are the tail. Throws not_found for a printer, or when none of the prints exists.
 */
export async function moveQueued(deps: Deps, caller: Caller, move: QueueMove) {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const { customer_uuid } = caller;
    const [printer] = await readPrintersBySerial(tx, customer_uuid, [move.printer_serial]);
    if (!printer) throw new Problem("not_found", `There is no printer ${move.printer_serial}.`);
    const { asked, queued } = await queuedOf(tx, customer_uuid, move.print_uuids);
    const fitting: PrintRow[] = [];
    for (const print of queued) {
      const build = await readBuild(tx, customer_uuid, print.build_uuid);
      if (build && buildFitsPrinter(build, printer.hw_type)) fitting.push(print);
    }
    const moved = new Set(fitting.map((print) => print.uuid));
    const queue = await readQueue(tx, customer_uuid, printer.serial);
    const rest = queue.filter((print) => !moved.has(print.uuid));
    if (rest.length + fitting.length > QUEUE_LENGTH_MAX) {
      const text = `Printer ${printer.serial} would have ${rest.length + fitting.length} prints`;
      throw new Problem("queue_full", `${text} in its queue, at most ${QUEUE_LENGTH_MAX}.`);
    }
    const index = move.index === -1 ? rest.length : Math.min(move.index, rest.length);
    const order = [...rest.slice(0, index), ...fitting, ...rest.slice(index)];
    for (const [position, print] of order.entries()) {
      if (print.position === position && print.printer_serial === printer.serial) continue;
      const { serial: printer_serial } = printer;
      await updatePrint(tx, print.uuid, { printer_serial, position, updated_at: now });
    }
    // Those they came from may have another head that can begin.
    const serials = [printer.serial, ...fitting.map((print) => print.printer_serial)];
    await planPoll(tx, customer_uuid, [...new Set(serials)], now);
    for (const print of fitting) {
      const to = { printer_serial: printer.serial, position: order.indexOf(print) };
      const changes = changesOf(print, to);
      if (Object.keys(changes).length > 0)
        await noteEvent(tx, caller, print, "moved", now, changes);
    }
    return answerOf(asked, fitting, "moved");
  });
}

/**
 * Takes queued prints off their queues. Parts of a build that no copy is queued of any more wait,
 * with their build, for a next print order. Throws not_found when none of the prints exists.
 */
export async function removeQueued(deps: Deps, caller: Caller, print_uuids: string[]) {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const { asked, queued } = await queuedOf(tx, caller.customer_uuid, print_uuids);
    for (const print of queued) {
      const changes = { status: "canceled", position: null, updated_at: now } as const;
      await updatePrint(tx, print.uuid, changes);
      const status = { from: print.status, to: "canceled" };
      await noteEvent(tx, caller, print, "canceled", now, { status });
    }
    for (const build_uuid of [...new Set(queued.map((print) => print.build_uuid))].sort()) {
      if ((await countQueuedCopies(tx, build_uuid)) > 0) continue;
      const parts = await readPrintedPartsOfBuild(tx, build_uuid);
      await unqueueParts(tx, caller, build_uuid, parts, now);
      await settlePartOrdersOf(tx, caller.customer_uuid, parts, now, caller.actor);
    }
    const serials = [...new Set(queued.map((print) => print.printer_serial))];
    await planPoll(tx, caller.customer_uuid, serials, now);
    return answerOf(asked, queued, "removed");
  });
}

/** The parts of a build that no copy is queued of any more wait again. */
async function unqueueParts(
  tx: Tx,
  { customer_uuid, actor }: Caller,
  build_uuid: string,
  parts: PrintedPartRow[],
  now: string,
): Promise<void> {
  const queued = parts.filter((part) => part.status === "queued");
  if (queued.length === 0) return;
  const changes = { print_order_uuid: null, updated_at: now };
  const { status } = await movePrintedParts(tx, { build_uuid }, "queued", "waiting", changes);
  const groups = Map.groupBy(queued, (part) => part.print_order_uuid);
  const printed_parts = [...groups].map(([from, group]) => ({
    uuids: group.map((part) => part.uuid),
    status,
    print_order_uuid: { from, to: null },
  }));
  await appendEvent(tx, {
    at: now,
    customer_uuid,
    actor,
    noun: "builds",
    uuid: build_uuid,
    what: "unqueued",
    details: { printed_parts },
  });
}

/** The prints named, each once, and which of them still wait, in the order named. */
async function queuedOf(tx: Tx, customer_uuid: string, print_uuids: string[]) {
  const asked = [...new Set(print_uuids)];
  const known = new Map(
    (await readPrintRows(tx, customer_uuid, asked)).map((row) => [row.uuid, row]),
  );
  if (known.size === 0) {
    throw new Problem("not_found", "None of the prints named exists.");
  }
  const queued = asked.flatMap((uuid) => {
    const print = known.get(uuid);
    return print?.status === "queued" ? [print] : [];
  });
  return { asked, queued };
}

function answerOf(
  asked: string[],
  done: PrintRow[],
  verb: "moved" | "removed",
): PrinterQueueUpdateResponse {
  const uuids = done.map((print) => print.uuid);
  const code = uuids.length === asked.length ? 0 : uuids.length > 0 ? 1 : 2;
  const message =
    code === 0
      ? `All ${uuids.length} prints were ${verb}.`
      : `${uuids.length} of ${asked.length} prints were ${verb}; the others do not exist, ` +
        "wait no more, or do not fit the printer.";
  return { uuids, code, message };
}

async function noteEvent(
  tx: Tx,
  caller: Caller,
  print: PrintRow,
  what: string,
  at: string,
  changes: Record<string, Changed>,
) {
  await appendEvent(tx, {
    at,
    customer_uuid: caller.customer_uuid,
    actor: caller.actor,
    noun: "prints",
    uuid: print.uuid,
    what,
    details: { print_id: print.print_id, printer_serial: print.printer_serial, ...changes },
  });
}
