/** What a simulated printer says about itself at one moment. */
import type { PrinterReport } from "../driver.ts";
import { roundMl } from "../estimate.ts";
import type { MachineClass } from "../platforms.ts";
import { codeOf, nfcUidOf } from "./codes.ts";
import { consumedResin, layerAt, momentOf, nextMoveAt, settle } from "./machine.ts";
import type { JobMemory, Memory } from "./memory.ts";
import { FILM_WORN_LAYERS, PLATFORM_COUNT, RESIN_LOW_SHARE } from "./model.ts";

const SOFTWARE_VERSION = "1.0.0-simulated";

/** Alerts that come up while printing and then stay until the operator acts. */
const WEAR_ALERTS: {
  text: string;
  isOn(memory: Memory, machine: MachineClass, layer: number): boolean;
}[] = [
  {
    text: "resin low",
    isOn: (memory, machine, layer) =>
      volumeAt(memory, layer) < RESIN_LOW_SHARE * machine.cassette_ml,
  },
  {
    text: "film worn",
    isOn: (memory, _machine, layer) => filmLayersAt(memory, layer) >= FILM_WORN_LAYERS,
  },
];

/** What a report depends on besides memory and time. */
export type Identity = { serial: string; seed: number; machine: MachineClass };

/**
 * The report at `now_ms`. Out of reach, everything but the state is as it was last seen. Origin
 * and resin are those of the job shown: the operator changes them when the next job starts.
 */
export function reportAt(memory: Memory, identity: Identity, now_ms: number): PrinterReport {
  const offline = offlineAt(memory, now_ms);
  if (offline === undefined) return reachableReport(memory, identity, now_ms);
  return {
    ...reachableReport(memory, identity, offline.from_ms),
    state: "OFFLINE",
    ready: false,
    next_change_at: isoOf(offline.until_ms),
  };
}

/** The span out of reach that covers `now_ms`. */
export function offlineAt({ faults }: Memory, now_ms: number) {
  return faults.offline.find((span) => span.from_ms <= now_ms && now_ms < span.until_ms);
}

function reachableReport(memory: Memory, identity: Identity, now_ms: number): PrinterReport {
  const settled = settle(memory, now_ms);
  const { state, job, cassettes, print_count } = settled;
  const { serial, seed } = identity;
  const [mounted] = cassettes;
  const layer = job === null ? 0 : layerAt(job, now_ms);
  const platform = print_count % PLATFORM_COUNT;
  return {
    state,
    alerts: alertsAt(settled, identity.machine, layer, now_ms),
    software_version: SOFTWARE_VERSION,
    job: job === null ? null : jobReport(job, layer, now_ms),
    origin: {
      cassette_serial: `C${codeOf(7, seed, serial, "cassette", mounted.number)}`,
      cassette_nfc_uid: nfcUidOf(seed, serial, "cassette", mounted.number),
      platform_serial: `P${codeOf(7, seed, serial, "platform", platform)}`,
      platform_nfc_uid: nfcUidOf(seed, serial, "platform", platform),
    },
    resin: {
      name: mounted.resin_name,
      lot_number: `L${codeOf(7, seed, serial, "lot", mounted.lot)}`,
      volume_ml: volumeAt(settled, layer),
    },
    ready: state === "IDLE",
    next_change_at: nextChangeAt(settled, identity.machine, layer, now_ms),
  };
}

function jobReport(job: JobMemory, layer: number, now_ms: number): PrinterReport["job"] {
  const left_ms = momentOf(job, job.layer_count) - (job.paused_ms ?? now_ms);
  return {
    job_id: job.job_id,
    started_at: isoOf(job.started_ms),
    layer_index: layer,
    // Whole seconds, rounded up: 0 only when nothing is left.
    remaining_s: job.end === null ? Math.ceil(left_ms / 1000) : 0,
    end:
      job.end === null
        ? null
        : {
            outcome: job.end.outcome,
            ended_at: isoOf(job.end.ended_ms),
            layers_printed: job.end.layer,
            consumed_resin_ml: consumedResin(job, job.end.layer),
            reason: job.end.reason,
          },
  };
}

function alertsAt(memory: Memory, machine: MachineClass, layer: number, now_ms: number): string[] {
  const { state, job, faults } = memory;
  const alerts: string[] = [];
  if (state === "ERROR" && job?.end?.reason) alerts.push(job.end.reason);
  for (const { text, isOn } of WEAR_ALERTS) if (isOn(memory, machine, layer)) alerts.push(text);
  for (const { text, from_ms, until_ms } of faults.alerts) {
    if (from_ms <= now_ms && now_ms < until_ms && !alerts.includes(text)) alerts.push(text);
  }
  return alerts;
}

function nextChangeAt(
  memory: Memory,
  machine: MachineClass,
  layer: number,
  now_ms: number,
): string | null {
  const { faults, job, state } = memory;
  const moments = [nextMoveAt(memory) ?? Number.POSITIVE_INFINITY];
  for (const span of faults.offline) moments.push(span.from_ms);
  for (const span of faults.alerts) moments.push(span.from_ms, span.until_ms);
  if (job !== null && state === "PRINTING") {
    for (const { isOn } of WEAR_ALERTS) {
      if (isOn(memory, machine, layer)) continue;
      const on = firstLayer(layer, job.layer_count, (k) => isOn(memory, machine, k));
      moments.push(momentOf(job, on));
    }
  }
  const next_ms = Math.min(...moments.filter((moment_ms) => moment_ms > now_ms));
  return next_ms === Number.POSITIVE_INFINITY ? null : isoOf(next_ms);
}

function filmLayersAt({ cassettes, job }: Memory, layer: number): number {
  return cassettes[0].film_layers + (job === null || job.end !== null ? 0 : layer);
}

function volumeAt({ cassettes, job }: Memory, layer: number): number {
  const unsettled_ml = job === null || job.end !== null ? 0 : consumedResin(job, layer);
  return roundMl(cassettes[0].volume_ml - unsettled_ml);
}

/** The first layer above `low` where `isOn`, which once true stays true; `high` when none is. */
function firstLayer(low: number, high: number, isOn: (layer: number) => boolean): number {
  let below = low;
  let above = high;
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (isOn(middle)) above = middle;
    else below = middle;
  }
  return above;
}

function isoOf(moment_ms: number): string {
  return new Date(moment_ms).toISOString();
}
