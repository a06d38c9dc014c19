/**
 * Measures the packer; every answer is checked by validatePacking.
 *
 *   node bench/pack.ts <set> [--seconds=10] [--moves=8000] [--seeds=1] [--every=1] [name ...]
 *   node bench/pack.ts strips [--threads=1] [--out=runs.jsonl] ...
 *
 * Sets: jobs, strips, plates, bins, users, peer, height, maps, anytime; see bench/README.md. Finds
 * its data in VATLINE_TEST_DATA, or in ../shared/data beside the repository. Exit code 1 if any
 * rule is broken.
 */
import { parseArgs } from "node:util";
import { benchAnytime } from "./pack/anytime.ts";
import { benchBins } from "./pack/bins.ts";
import type { Flags } from "./pack/flags.ts";
import { benchHeight } from "./pack/height.ts";
import { benchJobs } from "./pack/jobs.ts";
import { benchMaps } from "./pack/maps.ts";
import { benchPeer } from "./pack/peer.ts";
import { benchPlates } from "./pack/plates.ts";
import { benchStrips } from "./pack/strips.ts";
import { benchUsers } from "./pack/users.ts";

type Bench = (flags: Flags) => number | Promise<number>;

const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Each set with the budget it has when none is given. */
const SETS: Record<string, { bench: Bench; moves: number; seconds: number }> = {
  jobs: { bench: benchJobs, moves: 20_000, seconds: UNBOUNDED },
  strips: { bench: benchStrips, moves: UNBOUNDED, seconds: 10 },
  plates: { bench: benchPlates, moves: UNBOUNDED, seconds: 60 },
  bins: { bench: benchBins, moves: UNBOUNDED, seconds: 10 },
  users: { bench: benchUsers, moves: 4000, seconds: 10 },
  peer: { bench: benchPeer, moves: UNBOUNDED, seconds: 10 },
  height: { bench: benchHeight, moves: 4000, seconds: UNBOUNDED },
  maps: { bench: benchMaps, moves: 0, seconds: UNBOUNDED },
  anytime: { bench: benchAnytime, moves: 32_000, seconds: UNBOUNDED },
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      seconds: { type: "string" },
      moves: { type: "string" },
      seeds: { type: "string", default: "1" },
      every: { type: "string", default: "1" },
      threads: { type: "string", default: "1" },
      out: { type: "string" },
    },
    allowPositionals: true,
  });
  const [name, ...only] = positionals;
  const set = SETS[name];
  if (!set) {
    console.error(`Name a set: ${Object.keys(SETS).join(", ")}.`);
    return 2;
  }
  const faults = await set.bench({
    seconds: values.seconds ? Number(values.seconds) : set.seconds,
    moves: values.moves ? Number(values.moves) : set.moves,
    seeds: Array.from({ length: Number(values.seeds) }, (_, at) => at + 1),
    every: Number(values.every),
    threads: Number(values.threads),
    out: values.out,
    only,
  });
  return faults > 0 ? 1 : 0;
}
