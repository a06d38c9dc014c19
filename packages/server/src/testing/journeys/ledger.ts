/** What a shop was told by a server: all of it must still be true after any crash. */
import { createHash } from "node:crypto";
import type { PartOrderRequest, PrintOrderRequest } from "@vatline/api";

/** A request whose answer never came: it was carried out whole, or not at all. */
export type Pending<T> = Map<string, T>;

export type Ledger = {
  /** Models by uuid: the number of the mesh they were made of. */
  models: Map<string, number>;
  /** Parts by uuid: their models. */
  parts: Map<string, string>;
  part_orders: Map<string, PartOrderRequest & { printed_parts: string[] }>;
  print_orders: Map<string, PrintOrderRequest>;
  /** Prints that were taken off their queues. */
  canceled: Set<string>;
  /** SHA-256 of attachments by uuid. */
  attachments: Map<string, string>;
  /** Serial numbers by printed part. */
  serials: Map<string, string>;
  unanswered: { part_orders: Pending<PartOrderRequest>; print_orders: Pending<PrintOrderRequest> };
  /** The next mesh to be made. */
  number: number;
};

export function newLedger(): Ledger {
  return {
    models: new Map(),
    parts: new Map(),
    part_orders: new Map(),
    print_orders: new Map(),
    canceled: new Set(),
    attachments: new Map(),
    serials: new Map(),
    unanswered: { part_orders: new Map(), print_orders: new Map() },
    number: 0,
  };
}

/** How much there is to remember. */
export function ledgerSize(ledger: Ledger): number {
  const { models, parts, part_orders, print_orders } = ledger;
  return models.size + parts.size + part_orders.size + print_orders.size;
}

export const sha256Of = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
