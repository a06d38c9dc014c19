/**
 * What a simulated printer does: by itself as time passes (settle), and when told (start, pause,
 * resume, abort). Pure: each takes a memory and gives the next one, the same object if unchanged.
 */
import { DriverError, type PrintJob } from "../driver.ts";
import { estimateTimes, requiredResin, roundMl, volumeShare } from "../estimate.ts";
import type { MachineClass } from "../platforms.ts";
import {
  type Cassette,
  faultsOf,
  type JobMemory,
  type MachineState,
  type Memory,
} from "./memory.ts";
import {
  CASSETTES_MAX,
  CURVE_MAX,
  FAILURE_TURNAROUND_S,
  FILM_LIFE_LAYERS,
  LAYERS_MAX,
  RESIN_LOW_SHARE,
  TURNAROUND_S,
} from "./model.ts";
import type { FaultPlan } from "./settings.ts";

/** Every legal change of state, by what brings it about. */
const MOVES = {
  start: { IDLE: "WARMING" },
  warm_up: { WARMING: "PRINTING" },
  pause: { PRINTING: "PAUSED" },
  resume: { PAUSED: "PRINTING" },
  finish: { PRINTING: "FINISHED" },
  fail: { PRINTING: "ERROR" },
  abort: { WARMING: "FINISHED", PRINTING: "FINISHED", PAUSED: "FINISHED" },
  turn_around: { FINISHED: "IDLE", ERROR: "IDLE" },
} satisfies Record<string, Partial<Record<MachineState, MachineState>>>;

/** Carries out everything that is due by `now_ms`, each at its own moment: three moves at most. */
export function settle(memory: Memory, now_ms: number): Memory {
  let settled = memory;
  for (;;) {
    const due_ms = nextMoveAt(settled);
    if (due_ms === null || due_ms > now_ms) return settled;
    settled = moveOn(settled, due_ms);
  }
}

/** When the state next changes by itself; null when it never does. */
export function nextMoveAt({ state, job }: Memory): number | null {
  if (job === null) return null;
  if (job.end !== null) {
    if (state === "IDLE") return null;
    const turnaround_s = state === "ERROR" ? FAILURE_TURNAROUND_S : TURNAROUND_S;
    return job.end.ended_ms + turnaround_s * 1000;
  }
  if (state === "WARMING") return job.printing_ms;
  return state === "PRINTING" ? momentOf(job, job.failure?.layer ?? job.layer_count) : null;
}

/**
 * Starts a job, or does nothing when it is the one last started. The operator sees to the cassette
 * first: the right resin, enough of it, a film that is not worn out.
 */
export function start(
  memory: Memory,
  job: PrintJob,
  machine: MachineClass,
  now_ms: number,
): Memory {
  if (memory.job?.job_id === job.job_id) return memory;
  if (memory.state !== "IDLE") {
    throw new DriverError("busy", `The printer is ${memory.state}.`, true);
  }
  checkJob(job, machine);
  const failure = memory.faults.failures.find((one) => (one.job_id ?? job.job_id) === job.job_id);
  const { warming_ms, layer, refill_ms } = estimateTimes(job, machine.platform.class);
  return {
    ...prepareCassette(memory, job, machine),
    state: stateAfter("start", memory),
    print_count: memory.print_count + 1,
    job: {
      job_id: job.job_id,
      started_ms: now_ms,
      printing_ms: now_ms + warming_ms,
      layer_ms: layer.exposure_ms + layer.move_ms,
      refill_ms,
      volume_curve: job.volume_curve,
      layer_count: job.layer_count,
      required_ml: requiredResin(job),
      failure: strike(failure, 0, job.layer_count),
      paused_ms: null,
      end: null,
    },
    faults: withoutFailure(memory, failure),
  };
}

/** Holds the print where it is; its end moves away until resumed. */
export function pause(memory: Memory, now_ms: number): Memory {
  const state = stateAfter("pause", memory);
  return { ...memory, state, job: { ...currentJob(memory), paused_ms: now_ms } };
}

/** Goes on where pause stopped. */
export function resume(memory: Memory, now_ms: number): Memory {
  const state = stateAfter("resume", memory);
  const job = currentJob(memory);
  const printing_ms = job.printing_ms + now_ms - (job.paused_ms ?? now_ms);
  return { ...memory, state, job: { ...job, printing_ms, paused_ms: null } };
}

/** Ends the job if it is the current one. */
export function abort(memory: Memory, job_id: string, now_ms: number): Memory {
  if (memory.job?.job_id !== job_id || memory.job.end !== null) return memory;
  return endJob(memory, "abort", "aborted", now_ms, "aborted by request");
}

/** Takes over a fault plan if it is another one; what happened before stays as it was. */
export function adoptFaults(memory: Memory, plan: Required<FaultPlan>, now_ms: number): Memory {
  const faults = faultsOf(plan, now_ms);
  if (faults.plan === memory.faults.plan) return memory;
  const adopted = { ...memory, faults };
  const job = memory.job;
  if (job === null || job.end !== null) return adopted;
  const failure = faults.failures.find((one) => (one.job_id ?? job.job_id) === job.job_id);
  const layer_min = memory.state === "WARMING" ? 0 : layerAt(job, now_ms) + 1;
  return {
    ...adopted,
    job: { ...job, failure: strike(failure, layer_min, job.layer_count) },
    faults: withoutFailure(adopted, failure),
  };
}

/** Layers that are printed by `now_ms`. */
export function layerAt(job: JobMemory, now_ms: number): number {
  if (job.end !== null) return job.end.layer;
  const moment_ms = job.paused_ms ?? now_ms;
  let printed = 0;
  let beyond = job.layer_count + 1;
  while (beyond - printed > 1) {
    const middle = Math.floor((printed + beyond) / 2);
    if (momentOf(job, middle) <= moment_ms) printed = middle;
    else beyond = middle;
  }
  return printed;
}

/** When that many layers are printed, if nothing comes between. */
export function momentOf(job: JobMemory, layer: number): number {
  return (
    job.printing_ms + layer * job.layer_ms + Math.round(job.refill_ms * volumeShare(job, layer))
  );
}

/** Resin that a job has taken after so many layers. */
export function consumedResin(job: JobMemory, layer: number): number {
  return roundMl(job.required_ml * volumeShare(job, layer));
}

function moveOn(memory: Memory, due_ms: number): Memory {
  const job = currentJob(memory);
  if (memory.state === "WARMING") return { ...memory, state: stateAfter("warm_up", memory) };
  if (memory.state !== "PRINTING") return { ...memory, state: stateAfter("turn_around", memory) };
  if (job.failure === null) return endJob(memory, "finish", "finished", due_ms, null);
  return endJob(memory, "fail", "failed", due_ms, job.failure.reason);
}

function endJob(
  memory: Memory,
  by: "finish" | "fail" | "abort",
  outcome: "finished" | "failed" | "aborted",
  ended_ms: number,
  reason: string | null,
): Memory {
  const job = currentJob(memory);
  const layer = layerAt(job, ended_ms);
  const [mounted, ...others] = memory.cassettes;
  const used: Cassette = {
    ...mounted,
    volume_ml: roundMl(mounted.volume_ml - consumedResin(job, layer)),
    film_layers: mounted.film_layers + layer,
  };
  return {
    ...memory,
    state: stateAfter(by, memory),
    cassettes: [used, ...others],
    job: { ...job, paused_ms: null, end: { outcome, ended_ms, layer, reason } },
  };
}

/**
 * Mounts a cassette with the job's resin. A cassette that is low, or holds too little for the job,
 * is emptied and filled from a new lot, so that every print has one lot.
 */
function prepareCassette(memory: Memory, job: PrintJob, machine: MachineClass): Memory {
  const { cassettes, cassette_count, lot_count } = memory;
  const kept = cassettes.find((one) => one.resin_name === job.resin_name);
  const others = cassettes.filter((one) => one !== kept);
  const volume_min_ml = Math.max(requiredResin(job), RESIN_LOW_SHARE * machine.cassette_ml);
  const is_new = kept === undefined || kept.film_layers >= FILM_LIFE_LAYERS;
  const is_filled = is_new || kept.volume_ml < volume_min_ml;
  const mounted: Cassette = {
    number: is_new ? cassette_count + 1 : kept.number,
    lot: is_filled ? lot_count + 1 : kept.lot,
    resin_name: job.resin_name,
    volume_ml: is_filled ? machine.cassette_ml : kept.volume_ml,
    film_layers: is_new ? 0 : kept.film_layers,
  };
  return {
    ...memory,
    cassette_count: cassette_count + (is_new ? 1 : 0),
    lot_count: lot_count + (is_filled ? 1 : 0),
    cassettes: [mounted, ...others].slice(0, CASSETTES_MAX),
  };
}

function checkJob(job: PrintJob, machine: MachineClass): void {
  const whole = Number.isInteger(job.layer_count);
  if (!whole || job.layer_count < 1 || job.layer_count > LAYERS_MAX) {
    throw invalidJob(`layer_count is ${job.layer_count}, not a whole number to ${LAYERS_MAX}`);
  }
  for (const name of ["slice_thickness_um", "height_mm", "volume_ml"] as const) {
    if (!(job[name] >= 0 && job[name] < 1e9)) throw invalidJob(`${name} is ${job[name]}`);
  }
  const { volume_curve: curve } = job;
  const rises = curve.every((share, i) => share >= (curve[i - 1] ?? 0) && share <= 1);
  if (!rises || curve.length > CURVE_MAX || (curve.at(-1) ?? 1) !== 1) {
    throw invalidJob("volume_curve does not rise from 0 to 1");
  }
  if (job.height_mm > machine.platform.height_mm) {
    throw invalidJob(
      `it is ${job.height_mm} mm high, the printer takes ${machine.platform.height_mm} mm`,
    );
  }
  if (requiredResin(job) > machine.cassette_ml) {
    throw new DriverError(
      "resin_capacity_exceeded",
      `The job takes ${requiredResin(job)} ml of resin, a full cassette holds ` +
        `${machine.cassette_ml} ml.`,
      false,
    );
  }
}

function invalidJob(what: string): DriverError {
  return new DriverError("job_invalid", `The job cannot be printed: ${what}.`, false);
}

/** A failure moved to the next layer that can still be struck. */
function strike(failure: JobMemory["failure"] | undefined, layer_min: number, layer_max: number) {
  if (failure === undefined || failure === null) return null;
  return { ...failure, layer: Math.min(Math.max(failure.layer, layer_min), layer_max) };
}

function withoutFailure({ faults }: Memory, failure: JobMemory["failure"] | undefined) {
  return { ...faults, failures: faults.failures.filter((one) => one !== failure) };
}

function stateAfter(by: keyof typeof MOVES, { state }: Memory): MachineState {
  const moves: Partial<Record<MachineState, MachineState>> = MOVES[by];
  const next = moves[state];
  if (next !== undefined) return next;
  throw new DriverError("illegal_state", `The printer is ${state} and cannot ${by}.`, false);
}

function currentJob({ job, state }: Memory): JobMemory {
  if (job !== null) return job;
  throw new DriverError("illegal_state", `The printer is ${state} and has no job.`, false);
}
