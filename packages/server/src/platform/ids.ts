/** Makes UUIDs (version 7, domain time in front) that sort by age and repeat with the seed. */
import { createHash, randomFillSync } from "node:crypto";
import { invariant } from "./invariant.ts";

export type Ids = {
  /** A new uuid, lower case. */
  next(): string;
  /** A generator of its own for one job: the same job run twice draws the same uuids. */
  forJob(job_uuid: string): Ids;
};

export type IdsOptions = {
  /** Null draws from the system's generator instead, unforeseeable to anyone. */
  seed: number | null;
  /** How often the server was started on this database, so that no two starts repeat. */
  boot: number;
  /** Domain time, ISO 8601. */
  now: () => string;
};

/** 32 bits follow the time: the start of the server (modulo 4096), then a counter. */
const COUNTS_PER_BOOT = 2 ** 20;
const COUNTS = 2 ** 32;
const TIME_MS_MAX = 2 ** 48 - 1;

/**
 * Uuids of one generator sort in the order they were made, also within a millisecond and when the
 * time stands still or steps back. With a seed they depend on it, on `boot`, and on how many were
 * made before. Layout: RFC 9562 section 5.7, with a counter as in section 6.2, method 1.
 */
export function createIds({ seed, boot, now }: IdsOptions): Ids {
  return {
    next: generatorOf({
      time_ms: () => Date.parse(now()),
      first_count: (boot * COUNTS_PER_BOOT) % COUNTS,
      random: seed === null ? randomOfSystem : randomOf(`${seed}/${boot}`),
    }),
    forJob: (job_uuid) => idsOfJob(seed, job_uuid),
  };
}

function idsOfJob(seed: number | null, job_uuid: string): Ids {
  const time_ms = timeOf(job_uuid);
  return {
    next: generatorOf({
      time_ms: () => time_ms,
      first_count: 0,
      random: randomOf(`${seed}/${job_uuid}`),
    }),
    forJob: (inner_uuid) => idsOfJob(seed, inner_uuid),
  };
}

type Source = {
  time_ms: () => number;
  first_count: number;
  /** At least 6 bytes for the n-th uuid. */
  random: (n: number) => Uint8Array;
};

function generatorOf({ time_ms, first_count, random }: Source): () => string {
  let last_ms = -1;
  let count = first_count;
  let made = 0;
  return () => {
    const now_ms = time_ms();
    if (now_ms > last_ms) {
      last_ms = now_ms;
      count = first_count;
    } else {
      count++;
      invariant(count < COUNTS, "more uuids in one millisecond than there are");
    }
    return uuidOf(last_ms, count, random(made++));
  };
}

/** 48 bits of time, version, 12 bits of count, variant, 20 bits of count, 42 random bits. */
function uuidOf(time_ms: number, count: number, random: Uint8Array): string {
  invariant(time_ms >= 0 && time_ms <= TIME_MS_MAX, `a uuid cannot hold the time ${time_ms}`);
  const bytes = Buffer.alloc(16);
  bytes.writeUIntBE(time_ms, 0, 6);
  bytes.writeUInt16BE(0x7000 | (count >>> 20), 6);
  const low_count = count & 0xfffff;
  bytes.writeUInt16BE(0x8000 | (low_count >>> 6), 8);
  bytes.set(random.subarray(0, 6), 10);
  bytes[10] = ((low_count & 0x3f) << 2) | (bytes[10] & 0x03);
  const hex = bytes.toString("hex");
  const groups = [[0, 8], [8, 12], [12, 16], [16, 20], [20]];
  return groups.map(([from, to]) => hex.slice(from, to)).join("-");
}

/** The time in front of a uuid of version 7; 0 for those of other versions. */
function timeOf(uuid: string): number {
  return uuid[14] === "7" ? Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) : 0;
}

function randomOf(key: string): (n: number) => Uint8Array {
  return (n) => createHash("sha256").update(`${key}/${n}`).digest();
}

function randomOfSystem(): Uint8Array {
  return randomFillSync(new Uint8Array(6));
}
