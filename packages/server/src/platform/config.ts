/**
 * Every setting of the server, from flags and the environment. The only file that reads
 * process.env. A setting is named as here on flags and VATLINE_<NAME> in the environment; flags
 * win, and an empty variable counts as absent.
 */
import { availableParallelism } from "node:os";
import { isIsoTime } from "./clock.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";
import { StartError } from "./start-error.ts";
import { SPEED_MAX } from "./virtual-clock.ts";

type Settings = {
  /** The sandbox has a virtual clock and simulated printers; serve is for a shop. */
  mode: "sandbox" | "serve";
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** Folder of files, and of the database when it is SQLite. */
  data_dir: string;
  /** Sandbox only: keeps the database in memory; it ends with the program. */
  memory: boolean;
  /** PostgreSQL instead of SQLite: postgres://user:password@host/database. */
  database_url: string | null;
  /** Packing and simulated printers repeat with it, in the sandbox uuids too. 0 to 2^32 - 1. */
  seed: number;
  /** Sandbox only: where time begins on a new database, ISO 8601; null: at the real time. */
  start: string | null;
  /** Sandbox only: virtual seconds per second; null: as it was, at first 60. 0 stands still. */
  speed: number | null;
  /** The version of the compatible API to behave as. */
  profile: "0.4.17" | "0.3.5";
  /** Under which clients reach this server, without a slash at the end. */
  base_url: string;
  log_level: LogLevel;
  /** Most bytes of an uploaded file. */
  upload_bytes_max: number;
  /** Most bytes of any other body. */
  body_bytes_max: number;
  /** Most triangles of a model. */
  triangles_max: number;
  /** Threads for geometry; the processors but one unless given. */
  worker_threads: number;
  /** Longest real time that one run of a model program may take. */
  program_seconds_max: number;
  /** Memory that one run of a model program may take, in MiB. */
  program_memory_mb_max: number;
  /** Which files are made of the layers of each build; figures of them are always known. */
  build_files: "all" | "video" | "none";
  /** Steps of grey at the edges of layers in build files; 1: pixels are lit or dark. */
  antialiasing: 1 | 2 | 4 | 8 | 16;
  /** Moves spent on improving one packing at the layout profile's normal effort. */
  moves_max: number;
};

export type Config = Settings & {
  /** Requests that a user may send in any window; follows from the profile. */
  rate_limit: { requests_max: number; window_s: number };
};

export type Flags = { [Name in keyof Settings]?: string | number | boolean | undefined };

type Env = Record<string, string | undefined>;

/** Throws StartError with every fault, one on a line. */
export function readConfig(env: Env = process.env, flags: Flags = {}): Config {
  const faults: string[] = [];
  const read = <Name extends keyof Settings>(name: Name): Settings[Name] => {
    const { parse, fallback } = SETTINGS[name];
    const variable = `VATLINE_${name.toUpperCase()}`;
    const flag = flags[name];
    const text = flag === undefined ? env[variable] : String(flag);
    if (text === undefined || text === "") return fallback;
    try {
      return parse(text);
    } catch (fault) {
      const source = flag === undefined ? variable : `--${name.replaceAll("_", "-")}`;
      // An address may hold a password.
      const given = name === "database_url" ? "" : `, not "${text}"`;
      faults.push(`${source} must be ${(fault as Error).message}${given}`);
      return fallback;
    }
  };
  const names = Object.keys(SETTINGS) as (keyof Settings)[];
  const settings = Object.fromEntries(names.map((name) => [name, read(name)])) as Settings;
  faults.push(...contradictionsOf(settings));
  if (faults.length > 0) throw new StartError(faults.join("\n"));
  return {
    ...settings,
    base_url: settings.base_url || baseUrlOf(settings),
    rate_limit: { requests_max: settings.profile === "0.3.5" ? 100 : 200, window_s: 10 },
  };
}

function contradictionsOf({ mode, memory, database_url, start, speed }: Settings): string[] {
  const faults: string[] = [];
  if (memory && database_url !== null) faults.push("memory and database_url exclude each other");
  if (mode === "serve") {
    if (memory) faults.push("memory is for the sandbox only");
    if (start !== null) faults.push("start is for the sandbox only");
    if (speed !== null) faults.push("speed is for the sandbox only");
  }
  return faults;
}

function baseUrlOf({ host, port }: Settings): string {
  const everywhere = host === "0.0.0.0" || host === "::";
  const name = everywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

/** `parse` throws an Error whose message completes "must be ...". */
type Setting<T> = { parse: (text: string) => T; fallback: T };

const SETTINGS: { [Name in keyof Settings]: Setting<Settings[Name]> } = {
  mode: { parse: oneOf("sandbox", "serve"), fallback: "sandbox" },
  host: { parse: (text) => text, fallback: "127.0.0.1" },
  port: { parse: integer(0, 65_535), fallback: 8080 },
  data_dir: { parse: (text) => text, fallback: "./vatline-data" },
  memory: { parse: yesOrNo, fallback: false },
  database_url: { parse: addressOf("postgres:", "postgresql:"), fallback: null },
  seed: { parse: integer(0, 2 ** 32 - 1), fallback: 1 },
  start: { parse: isoTime, fallback: null },
  speed: { parse: number(0, SPEED_MAX), fallback: null },
  profile: { parse: oneOf("0.4.17", "0.3.5"), fallback: "0.4.17" },
  base_url: { parse: baseAddress, fallback: "" },
  log_level: { parse: oneOf(...LOG_LEVELS), fallback: "info" },
  upload_bytes_max: { parse: integer(1, 2 ** 32), fallback: 256 * 2 ** 20 },
  body_bytes_max: { parse: integer(1024, 2 ** 28), fallback: 2 ** 20 },
  triangles_max: { parse: integer(1, 50_000_000), fallback: 10_000_000 },
  worker_threads: { parse: integer(1, 256), fallback: Math.max(1, availableParallelism() - 1) },
  program_seconds_max: { parse: number(0.1, 86_400), fallback: 300 },
  program_memory_mb_max: { parse: integer(64, 65_536), fallback: 2048 },
  build_files: { parse: oneOf("all", "video", "none"), fallback: "all" },
  antialiasing: { parse: oneOfNumbers(1, 2, 4, 8, 16), fallback: 16 },
  moves_max: { parse: integer(0, 1_000_000_000), fallback: 4_000 },
};

function oneOf<const T extends string>(...words: T[]): (text: string) => T {
  return (text) => {
    const word = words.find((word) => word === text);
    if (word === undefined) throw new Error(words.join(" or "));
    return word;
  };
}

function oneOfNumbers<const N extends number>(...numbers: N[]): (text: string) => N {
  return (text) => {
    const found = numbers.find((one) => String(one) === text);
    if (found === undefined) throw new Error(numbers.join(" or "));
    return found;
  };
}

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!(value >= min && value <= max)) throw new Error(`a number from ${min} to ${max}`);
    return value;
  };
}

function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`a whole number from ${min} to ${max}`);
    return value;
  };
}

function yesOrNo(text: string): boolean {
  if (["true", "1", "yes"].includes(text)) return true;
  if (["false", "0", "no"].includes(text)) return false;
  throw new Error("true or false");
}

function isoTime(text: string): string {
  const ms = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  const iso = Number.isNaN(ms) ? "" : new Date(ms).toISOString();
  if (!isIsoTime(iso)) throw new Error("a time such as 2026-03-01T08:00:00Z");
  return iso;
}

function addressOf(...protocols: string[]): (text: string) => string {
  return (text) => {
    if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol)) {
      throw new Error(`an address that starts with ${protocols.join("// or ")}//`);
    }
    return text;
  };
}

function baseAddress(text: string): string {
  return addressOf("http:", "https:")(text).replace(/\/+$/, "");
}
