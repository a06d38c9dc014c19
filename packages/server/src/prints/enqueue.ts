/** Puts copies of a build on printers' queues. */
import type { BuildSop } from "../build-sops/store.ts";
import type { BuildRow } from "../builds/store.ts";
import { nextCount } from "../platform/counters.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { type MovedParts, movePrintedParts } from "../printed-parts/store.ts";
import { planPoll } from "../printers/store.ts";
import { printIdOf } from "./print-id.ts";
import { insertPrints, type PrintRow } from "./store.ts";

export type Enqueued = {
  build: BuildRow;
  sop: BuildSop;
  print_order_uuid: string;
  /** Who asked for it, as shown to people. */
  printed_by: string;
  /** One entry per copy: the printer, and the place in its queue. */
  copies: { printer_serial: string; position: number }[];
};

/**
 * Adds one print per copy and marks the build's parts as queued. Which copy makes which of them is
 * settled when it starts. Answers the rows in the order of `copies`, and the parts that moved.
 */
export async function enqueuePrints(
  tx: Tx,
  deps: Deps,
  { build, sop, print_order_uuid, printed_by, copies }: Enqueued,
): Promise<{ prints: PrintRow[]; moved: MovedParts[] }> {
  const now = deps.clock.now();
  const last = await nextCount(tx, "", "prints", copies.length);
  const config = {
    resin_name: sop.resin_name,
    print_profile: sop.print_profile,
    release_film_nm: sop.release_film_nm,
    slice_thickness_nm: build.slice_thickness_nm,
  };
  const rows = copies.map(({ printer_serial, position }, index) => ({
    customer_uuid: build.customer_uuid,
    uuid: deps.ids.next(),
    application_uuid: build.application_uuid,
    build_uuid: build.uuid,
    print_order_uuid,
    printer_serial,
    name: build.name,
    print_id: printIdOf(last - copies.length + 1 + index),
    status: "queued" as const,
    position,
    expected_end_at: null,
    printed_by,
    platform_serial: null,
    resin_lot_uuid: null,
    origin: null,
    config: JSON.stringify(config),
    metrics: null,
    feedback: null,
    error: null,
    queued_at: now,
    started_at: null,
    finished_at: null,
    updated_at: now,
  }));
  await insertPrints(tx, rows);
  const filter = { build_uuid: build.uuid };
  const changes = { print_order_uuid, updated_at: now };
  const moved: MovedParts[] = [];
  for (const from of ["preparing", "waiting"] as const) {
    const parts = await movePrintedParts(tx, filter, from, "queued", changes);
    if (parts.uuids.length === 0) continue;
    moved.push({ ...parts, print_order_uuid: { from: null, to: print_order_uuid } });
  }
  const serials = [...new Set(copies.map((copy) => copy.printer_serial))];
  await planPoll(tx, build.customer_uuid, serials, now);
  return { prints: rows, moved };
}
