/** A simulated printer on a bench: its clock and its memory in the test's hands. */
import { type Driver, DriverError, type PrintJob } from "../driver.ts";
import { openSimulated } from "./simulator.ts";

/** Bench of one printer; `memory` and `now_ms` may be changed at will. */
export type Bench = {
  now_ms: number;
  memory: string | null;
  save_count: number;
  fails_to_save: boolean;
  settings: Record<string, unknown>;
  /** Opens the printer from what is in its memory, as after a crash. */
  open(): Promise<Driver>;
};

/** When every bench's clock begins, ms since the epoch. */
export const BENCH_START_MS = Date.parse("2026-01-05T08:00:00.000Z");

/** A bench with a new printer, M2 with "RPU 130" unless told otherwise. */
export function newBench(settings: Record<string, unknown> = {}, hw_type = "M2", seed = 1): Bench {
  const bench: Bench = {
    now_ms: BENCH_START_MS,
    memory: null,
    save_count: 0,
    fails_to_save: false,
    settings,
    open: () =>
      openSimulated({
        serial: "3P01CM",
        hw_type,
        settings: bench.settings,
        seed,
        now: () => isoOf(bench.now_ms),
        memory: {
          load: async () => bench.memory,
          save: async (text) => {
            if (bench.fails_to_save) throw new Error("disk full");
            bench.memory = text;
            bench.save_count++;
          },
        },
      }),
  };
  return bench;
}

/** A job of 500 layers of 100 um, about 100 ml; any figure may be given. */
export function aJob(figures: Partial<PrintJob> = {}): PrintJob {
  return {
    job_id: "job-1",
    name: "Aligner 1",
    resin_name: "RPU 130",
    print_profile: "standard",
    slice_thickness_um: 100,
    layer_count: 500,
    height_mm: 50,
    volume_ml: 90,
    volume_curve: [],
    ...figures,
  };
}

/** For assert.rejects: is it a DriverError with this code and advice? */
export function driverError(code: string, retryable: boolean) {
  return (error: unknown) =>
    error instanceof DriverError && error.code === code && error.retryable === retryable;
}

/** A moment of a bench's clock as reports write it. */
export function isoOf(moment_ms: number): string {
  return new Date(moment_ms).toISOString();
}
