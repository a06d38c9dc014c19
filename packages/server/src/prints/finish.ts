/** A print has ended: its parts are made, or have failed and are asked for again. */
import type { JobEnd, PrinterReport } from "@vatline/printers";
import { readSopVersion } from "../build-sops/store.ts";
import { type BuildRow, readBuild } from "../builds/store.ts";
import { enqueuePacking } from "../part-orders/packing.ts";
import { settlePartOrdersOf } from "../part-orders/settle.ts";
import { readPartOrder } from "../part-orders/store.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { invariant } from "../platform/invariant.ts";
import {
  insertPrintedParts,
  type MovedParts,
  movePrintedParts,
  type PrintedPartRow,
  readPrintedPartsOfPrint,
} from "../printed-parts/store.ts";
import { readNamedLots } from "../resins/store-lots.ts";
import { metricsAtEnd } from "./metrics.ts";
import { type PrintRow, updatePrint } from "./store.ts";

const ACTOR = "server:dispatch";

/**
 * Settles a print that was running. Running it a second time changes nothing, as the caller checks
 * the status in the same transaction.
 */
export async function finishPrint(
  tx: Tx,
  deps: Deps,
  print: PrintRow,
  end: JobEnd,
  report: PrinterReport | null,
): Promise<void> {
  const build = await readBuild(tx, print.customer_uuid, print.build_uuid);
  invariant(build, `build ${print.build_uuid} of a print exists`);
  const now = deps.clock.now();
  const finished = end.outcome === "finished";
  const reason = end.reason ?? `The print was ${end.outcome}.`;
  await updatePrint(tx, print.uuid, {
    status: finished ? "finished" : "failed",
    finished_at: end.ended_at,
    expected_end_at: null,
    metrics: metricsAtEnd(print, build, end, report),
    error: finished ? null : reason,
    updated_at: now,
  });
  const parts = await readPrintedPartsOfPrint(tx, print.uuid);
  const resin = await resinOf(tx, print, report);
  const to = finished ? "complete" : "failed";
  const moved: MovedParts = {
    uuids: [],
    status: { from: "printing", to },
    resin_lot_number: { from: null, to: resin.resin_lot_number },
    resin_cell_name: { from: null, to: resin.resin_cell_name },
  };
  for (const part of parts) {
    const { uuids } = await movePrintedParts(tx, { uuid: part.uuid }, "printing", to, {
      finished_at: end.ended_at,
      updated_at: now,
      ...resin,
      ...(finished
        ? { serial_number: `${print.print_id}-${(part.place_index ?? 0) + 1}` }
        : { error: reason }),
    });
    moved.uuids.push(...uuids);
  }
  const replacements = finished ? [] : await replaceFailed(tx, deps, parts, build, now);
  await settlePartOrdersOf(tx, print.customer_uuid, parts, now, ACTOR);
  await appendEvent(tx, {
    at: now,
    customer_uuid: print.customer_uuid,
    actor: ACTOR,
    noun: "prints",
    uuid: print.uuid,
    what: finished ? "finished" : "failed",
    details: {
      print_id: print.print_id,
      printer_serial: print.printer_serial,
      outcome: end.outcome,
      reason: end.reason,
      ...resin,
      status: { from: "printing", to: finished ? "finished" : "failed" },
      printed_parts: [moved],
      replacements: replacements.map(({ uuid, replaces_uuid }) => ({ uuid, replaces_uuid })),
    },
  });
}

/**
 * The lot that a print was made of, and where it was mixed: of the lot on record when it began, as
 * people vouch for it; only where none was, what the printer itself says.
 */
async function resinOf(tx: Tx, print: PrintRow, report: PrinterReport | null) {
  const uuids = print.resin_lot_uuid === null ? [] : [print.resin_lot_uuid];
  const [lot] = await readNamedLots(tx, print.customer_uuid, uuids);
  return {
    resin_lot_number: lot?.lot_number ?? report?.resin?.lot_number ?? null,
    resin_cell_name: lot?.resin_cell_name ?? null,
  };
}

/**
 * Asks again for ordered parts that failed, where the build's SOP says so, at once and unasked.
 * Answers the pieces asked for.
 */
async function replaceFailed(
  tx: Tx,
  deps: Deps,
  parts: PrintedPartRow[],
  { customer_uuid, build_sop_uuid, build_sop_version }: BuildRow,
  now: string,
): Promise<PrintedPartRow[]> {
  const ordered = parts.filter((part) => part.part_order_uuid !== null);
  if (ordered.length === 0) return [];
  const sop = await readSopVersion(tx, customer_uuid, build_sop_uuid, build_sop_version);
  if (!sop?.replace_failed) return [];
  const replacements = ordered.map((part) => ({
    ...part,
    uuid: deps.ids.next(),
    pack_now: 1,
    pack_by: null,
    build_uuid: null,
    place_index: null,
    print_order_uuid: null,
    print_uuid: null,
    print_id: null,
    serial_number: null,
    resin_lot_number: null,
    resin_cell_name: null,
    replaces_uuid: part.uuid,
    status: "waiting" as const,
    error: null,
    started_at: null,
    finished_at: null,
    created_at: now,
    updated_at: now,
  }));
  await insertPrintedParts(tx, replacements);
  for (const uuid of [...new Set(ordered.map((part) => part.part_order_uuid))].sort()) {
    const order = uuid === null ? undefined : await readPartOrder(tx, customer_uuid, uuid);
    if (order) await enqueuePacking(tx, deps, order);
  }
  return replacements;
}
