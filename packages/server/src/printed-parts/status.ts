/** The life of a printed part, and what follows from it for its order. Pure rules. */
import type { PartOrderStatus, PrintedPartStatus } from "@vatline/api";
import { invariant } from "../platform/invariant.ts";

/** Every step a printed part may take; nothing else moves a status. */
export const PRINTED_PART_MOVES: Record<PrintedPartStatus, readonly PrintedPartStatus[]> = {
  waiting: ["preparing", "queued", "failed", "canceled"],
  preparing: ["queued"],
  queued: ["printing", "waiting"],
  printing: ["complete", "failed", "queued"],
  complete: [],
  failed: [],
  canceled: [],
};

export function checkPrintedPartMove(from: PrintedPartStatus, to: PrintedPartStatus): void {
  invariant(PRINTED_PART_MOVES[from].includes(to), `a printed part may not go ${from} -> ${to}`);
}

/**
 * The status of an order from the statuses of its printed parts. The caller leaves out parts that
 * a replacement was made for, as the replacement counts in their stead, and says "preparing" of a
 * part that waits with its build for a printer: its order is open no more.
 */
export function partOrderStatusOf(statuses: readonly PrintedPartStatus[]): PartOrderStatus {
  const all = (...wanted: PrintedPartStatus[]) => statuses.every((s) => wanted.includes(s));
  if (all("canceled")) return "canceled";
  if (all("waiting")) return "open";
  if (all("complete")) return "complete";
  if (all("complete", "failed", "canceled")) return "incomplete";
  return "processing";
}
