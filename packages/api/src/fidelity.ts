/**
 * How faithful /v1 is to the compatible API: one row for each operation, and one for each point
 * that its documentation settles in passing, contradicts itself on, or leaves open. A row is held
 * by the tests whose titles end in its id in brackets; script/run-tests.ts fails without one.
 */
import type { Static } from "typebox";
import { GENERAL_ROWS } from "./fidelity/general.ts";
import held_by from "./fidelity/held-by.json" with { type: "json" };
import { MODELS_ROWS } from "./fidelity/models.ts";
import { OPERATION_ROWS } from "./fidelity/operations.ts";
import { ORDERS_ROWS } from "./fidelity/orders.ts";
import { PRINTING_ROWS } from "./fidelity/printing.ts";
import { QUALITY_ROWS } from "./fidelity/quality.ts";

import { COMPATIBLE_API } from "./operations.ts";
import type { FidelityLedger } from "./schemas/fidelity.ts";

/** Where a reading comes from. */
export const FIDELITY_SOURCES = {
  documented: "the documentation of the compatible API says so",
  observed: "programs written for it rely on it",
  decided: "the documentation is silent or contradicts itself; the choice is ours",
} as const;

export type FidelityRow = {
  /** Of an operation, its id; else a name in kebab-case. */
  id: string;
  /** The operation, or the question. */
  about: string;
  source: keyof typeof FIDELITY_SOURCES;
  /** What Vatline does. */
  reading: string;
};

/** The ledger by its sections, in the order they are read. */
export const FIDELITY: Readonly<Record<string, readonly FidelityRow[]>> = {
  Operations: OPERATION_ROWS,
  "Every operation": GENERAL_ROWS,
  "Models and programs": MODELS_ROWS,
  "Parts and part orders": ORDERS_ROWS,
  "Builds, print orders, queues and prints": PRINTING_ROWS,
  "Quality data and measurements": QUALITY_ROWS,
};

/** The ledger as it is served: every row with the tests that hold it. */
export function fidelityLedger(): Static<typeof FidelityLedger> {
  const holders: Record<string, { file: string; title: string }[]> = held_by;
  const rows = Object.entries(FIDELITY).flatMap(([section, own]) =>
    own.map((row) => ({ section, ...row, tests: holders[row.id] })),
  );
  return { version: COMPATIBLE_API.version, rows };
}
