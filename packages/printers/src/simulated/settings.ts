/** The settings of a simulated printer: the resin it starts with, and the faults it shall have. */
import { DriverError } from "../driver.ts";
import { BUILD_FILE_FORMATS } from "../formats/formats.ts";

/** Settings of driver "simulated". Unknown keys are refused. */
export type SimulatedSettings = {
  /** Resin of the first cassette, at the first opening only; "RPU 130" when not given. */
  resin_name?: string;
  /** Prints from files of that format alone, as real printers do; absent: from figures. */
  file_format?: string;
  faults?: FaultPlan;
};

/**
 * Faults to come, at most 100 of each kind. A plan is taken over when the printer is opened with
 * one that differs from the last; it replaces what is left of that, and never alters the past.
 */
export type FaultPlan = {
  /** Raise it to have a plan of the same content taken over once more. */
  revision?: number;
  /** Spans out of reach: verbs are refused, reports stand still; printing goes on. */
  offline?: Span[];
  /** Spans with an alert such as "oxygen shortage"; it does not disturb the print. */
  alerts?: (Span & { text: string })[];
  failures?: Failure[];
};

/** From inclusive, until exclusive; ISO 8601 UTC. */
type Span = { from: string; until: string };

/** Makes one print fail, once. */
export type Failure = {
  /** The print it strikes; null: the one running when the plan is taken over, else the next. */
  job_id: string | null;
  /** Layers printed when it fails. If those are printed already, it fails at the next layer. */
  layer: number;
  /** For people; becomes the reason of the job's end and an alert. */
  reason: string;
};

const FAULTS_MAX = 100;
const TEXT_MAX = 200;

/** Checks what stands in a printer's row; throws DriverError "settings_invalid" that says where. */
export function readSettings(settings: Record<string, unknown>): {
  resin_name: string;
  file_format: string | null;
  faults: Required<FaultPlan>;
} {
  refuseUnknown(settings, ["resin_name", "file_format", "faults"], "");
  const faults = readObject(settings.faults ?? {}, "/faults");
  refuseUnknown(faults, ["revision", "offline", "alerts", "failures"], "/faults");
  return {
    resin_name: readText(settings.resin_name ?? "RPU 130", "/resin_name"),
    file_format: readFormat(settings.file_format),
    faults: {
      revision: readCount(faults.revision ?? 0, "/faults/revision"),
      offline: readList(faults.offline, "/faults/offline", (entry, at) => {
        refuseUnknown(entry, ["from", "until"], at);
        return readSpan(entry, at);
      }),
      alerts: readList(faults.alerts, "/faults/alerts", (entry, at) => {
        refuseUnknown(entry, ["text", "from", "until"], at);
        return { text: readText(entry.text, `${at}/text`), ...readSpan(entry, at) };
      }),
      failures: readList(faults.failures, "/faults/failures", (entry, at) => {
        refuseUnknown(entry, ["job_id", "layer", "reason"], at);
        return {
          job_id: entry.job_id == null ? null : readText(entry.job_id, `${at}/job_id`),
          layer: readCount(entry.layer, `${at}/layer`),
          reason: readText(entry.reason, `${at}/reason`),
        };
      }),
    },
  };
}

function readFormat(value: unknown): string | null {
  if (value === undefined) return null;
  const names = BUILD_FILE_FORMATS.map(({ name }) => name);
  const found = names.find((name) => name === value);
  return found ?? refuse("/file_format", `must be one of ${names.join(", ")}`);
}

function readSpan(entry: Record<string, unknown>, at: string): Span {
  const from = readMoment(entry.from, `${at}/from`);
  const until = readMoment(entry.until, `${at}/until`);
  return from < until ? { from, until } : refuse(at, "must end after it begins");
}

function readMoment(value: unknown, at: string): string {
  const moment_ms = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(moment_ms)) return refuse(at, "must be an ISO 8601 moment");
  return new Date(moment_ms).toISOString();
}

function readCount(value: unknown, at: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  return refuse(at, "must be a whole number from 0");
}

function readText(value: unknown, at: string): string {
  if (typeof value === "string" && value !== "" && value.length <= TEXT_MAX) return value;
  return refuse(at, `must be a text of 1 to ${TEXT_MAX} characters`);
}

function readList<T>(
  value: unknown,
  at: string,
  readEntry: (entry: Record<string, unknown>, at: string) => T,
): T[] {
  const list = value ?? [];
  if (!Array.isArray(list) || list.length > FAULTS_MAX) {
    return refuse(at, `must be a list of at most ${FAULTS_MAX} entries`);
  }
  return list.map((entry, i) => readEntry(readObject(entry, `${at}/${i}`), `${at}/${i}`));
}

function readObject(value: unknown, at: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  return refuse(at, "must be an object");
}

function refuseUnknown(entry: Record<string, unknown>, known: string[], at: string): void {
  const unknown = Object.keys(entry).find((key) => !known.includes(key));
  if (unknown !== undefined) refuse(`${at}/${unknown}`, "is not a setting");
}

function refuse(at: string, what: string): never {
  throw new DriverError("settings_invalid", `Settings ${at}: ${what}.`, false, at);
}
