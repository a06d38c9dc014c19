/**
 * The whole state of a simulated printer: one small document that changes only when somebody does
 * something to the printer. What passing time does to it is computed from it, see machine.ts.
 * Moments are whole milliseconds since the epoch.
 */
import { DriverError, type JobEnd, type PrinterState } from "../driver.ts";
import type { Failure, FaultPlan } from "./settings.ts";

/** States of the machine itself; OFFLINE is a matter of reaching it. */
export type MachineState = Exclude<PrinterState, "OFFLINE">;

export type Memory = {
  version: 1;
  state: MachineState;
  /** Moment of the last verb; time never runs back behind it. */
  changed_ms: number;
  /** How many prints, cassettes and lots there were: their serials follow from the number. */
  print_count: number;
  cassette_count: number;
  lot_count: number;
  /** The mounted one first, then the last used. */
  cassettes: Cassette[];
  job: JobMemory | null;
  faults: Faults;
};

export type Cassette = {
  number: number;
  lot: number;
  resin_name: string;
  /** Without what the current print has taken: that is subtracted when it ends. */
  volume_ml: number;
  film_layers: number;
};

export type JobMemory = {
  job_id: string;
  started_ms: number;
  /** When the first layer began, or will begin; a pause shifts it. */
  printing_ms: number;
  /** Of each layer, whatever its area; what goes with the area is shared out of `refill_ms`. */
  layer_ms: number;
  refill_ms: number;
  volume_curve: number[];
  layer_count: number;
  required_ml: number;
  failure: Failure | null;
  paused_ms: number | null;
  end: {
    outcome: JobEnd["outcome"];
    ended_ms: number;
    layer: number;
    reason: string | null;
  } | null;
};

/** The faults still to come. Offline spans do not touch each other and are in order. */
export type Faults = {
  /** The plan they come from, as text, to notice another one. */
  plan: string;
  offline: { from_ms: number; until_ms: number }[];
  alerts: { text: string; from_ms: number; until_ms: number }[];
  failures: Failure[];
};

/** A printer as it leaves the box: idle, one full cassette. */
export function newMemory(resin_name: string, cassette_ml: number, now_ms: number): Memory {
  return {
    version: 1,
    state: "IDLE",
    changed_ms: now_ms,
    print_count: 0,
    cassette_count: 1,
    lot_count: 1,
    cassettes: [{ number: 1, lot: 1, resin_name, volume_ml: cassette_ml, film_layers: 0 }],
    job: null,
    faults: { plan: "", offline: [], alerts: [], failures: [] },
  };
}

/** Reads a document that a printer wrote itself; throws DriverError "memory_unreadable". */
export function readMemory(text: string): Memory {
  let memory: Partial<Memory> | null = null;
  try {
    memory = JSON.parse(text);
  } catch {
    // Refused below, with every other text that is no memory.
  }
  if (memory?.version === 1) return withCurve(memory as Memory);
  throw new DriverError(
    "memory_unreadable",
    "The memory of the simulated printer was not written by this version.",
    false,
  );
}

/** A job begun by a server that knew nothing of its layers takes the same time for each. */
function withCurve(memory: Memory): Memory {
  const { job } = memory;
  if (job === null) return memory;
  const { refill_ms = 0, volume_curve = [] }: Partial<JobMemory> = job;
  return { ...memory, job: { ...job, refill_ms, volume_curve } };
}

/** The faults of a plan from `now_ms` on: spans under way begin then, spans past are empty. */
export function faultsOf(plan: Required<FaultPlan>, now_ms: number): Faults {
  return {
    plan: JSON.stringify(plan),
    offline: mergeSpans(plan.offline.map((span) => clipSpan(span, now_ms))),
    alerts: plan.alerts.map(({ text, ...span }) => ({ text, ...clipSpan(span, now_ms) })),
    failures: plan.failures,
  };
}

function clipSpan(span: { from: string; until: string }, now_ms: number) {
  return { from_ms: Math.max(Date.parse(span.from), now_ms), until_ms: Date.parse(span.until) };
}

function mergeSpans(spans: Faults["offline"]): Faults["offline"] {
  const merged: Faults["offline"] = [];
  for (const span of spans.toSorted((a, b) => a.from_ms - b.from_ms)) {
    const last = merged.at(-1);
    if (last === undefined || span.from_ms > last.until_ms) merged.push({ ...span });
    else last.until_ms = Math.max(last.until_ms, span.until_ms);
  }
  return merged;
}
