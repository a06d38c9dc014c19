/**
 * Packs pieces onto the platforms of a build SOP: which sizes of platform, and what stands where.
 * The search runs in worker threads, and every answer is checked there by code of its own.
 */
import type {
  OpenPlate,
  PackedPlate,
  PackItem,
  Packing,
  PackOptions,
  validatePacking,
} from "@vatline/geometry";
import type { Platform } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import type { Deps } from "../platform/deps.ts";
import { geometry } from "../platform/geometry.ts";
import { invariant } from "../platform/invariant.ts";
import { packer } from "./packer/module.ts";
import type { pack } from "./packer/pack.ts";
import { countOn } from "./packer/watch.ts";
import { compareCosts, costOf, dueRanksOf, type PackedPlates } from "./plate-cost.ts";
import { areaOf, plateOf, platformsOf } from "./platforms.ts";

/** What to pack: `open` plates, by class of platform, are filled before new ones are made. */
export type ToPack = {
  items: PackItem[];
  open: Map<string, OpenPlate[]>;
  /** Pieces that do not wait for company. */
  due: Set<string>;
};

export type SearchOptions = {
  /** A packing seed for each class of platform. */
  seedOf: (platform: Platform) => number;
  /** For each class of platform. */
  moves_max: number;
  watch?: SharedArrayBuffer;
  signal?: AbortSignal;
};

/**
 * Packs onto the sizes of platform that fit what waits: those on which first answers leave least
 * to wait and need the fewest plates, rank by rank, then the least area. A part goes onto the
 * smallest of them that takes it. A plate whose parts fit a smaller platform becomes one.
 */
export async function packPlates(
  deps: Deps,
  sop: BuildSop,
  toPack: ToPack,
  options: SearchOptions,
): Promise<PackedPlates> {
  const platforms = platformsOf(sop);
  const [only] = platforms;
  const run: Run = { deps, sop, options };
  if (platforms.length === 1) {
    return packOnto(run, platforms, toPack.items, { open: toPack.open.get(only.class) ?? [] });
  }
  const filled = await fillOpen(run, platforms, toPack);
  const first: Run = { deps, sop, options: { ...options, moves_max: 0 } };
  const ranks = dueRanksOf(toPack.items);
  let best = { found: await packOnto(first, platforms, filled.rest), from: 0 };
  let { bound_plates } = best.found;
  const isSettled = platesOf(best.found) <= 1 && best.found.left_out.length === 0;
  for (let from = 1; from < platforms.length && !isSettled; from++) {
    const found = await packOnto(first, platforms.slice(from), filled.rest);
    bound_plates = found.bound_plates;
    const [cost, least] = [found, best.found].map((one) => costOf(one, sop, toPack.due, ranks));
    if (compareCosts(cost, least) < 0) best = { found, from };
  }
  const found =
    options.moves_max > 0
      ? await packOnto(run, platforms.slice(best.from), filled.rest)
      : best.found;
  const packed = [...filled.packed, ...(await shrink(first, platforms, toPack.items, found))];
  return { ...found, packed, bound_plates };
}

const platesOf = ({ packed }: PackedPlates) =>
  packed.reduce((sum, { packing }) => sum + packing.plates.length, 0);

type Run = { deps: Deps; sop: BuildSop; options: SearchOptions };

/** Fills open plates of all sizes, the smallest first, and makes none. */
async function fillOpen(run: Run, platforms: Platform[], { items, open }: ToPack) {
  const packed: PackedPlates["packed"] = [];
  let rest = items;
  for (const platform of platforms) {
    const plates = open.get(platform.class) ?? [];
    if (plates.length === 0 || rest.length === 0) continue;
    const packing = await packOn(run, platform, rest, { open_plates: plates, plates_max: 0 });
    packed.push({ platform, packing });
    const out = new Set(packing.left_out.map(({ id }) => id));
    rest = rest.filter(({ id }) => out.has(id));
  }
  return { packed, rest };
}

/** Each part onto the first platform that takes it. */
async function packOnto(
  run: Run,
  platforms: Platform[],
  items: PackItem[],
  { open = [] as OpenPlate[] } = {},
): Promise<PackedPlates> {
  const found: PackedPlates = { packed: [], left_out: [], refusals: new Map(), bound_plates: 0 };
  const { watch } = run.options;
  let rest = items;
  let done = { plates: 0, moves: 0 };
  for (const platform of platforms) {
    if (rest.length === 0) break;
    if (watch) countOn(watch, done);
    const openPlates = open.length > 0 ? { open_plates: open } : {};
    const packing = await packOn(run, platform, rest, openPlates);
    const plates = done.plates + packing.plates.length;
    done = { plates, moves: done.moves + packing.moves };
    found.packed.push({ platform, packing });
    found.bound_plates += packing.bound_plates;
    const hopeless = packing.left_out.filter(({ code }) => code === "outline_invalid");
    found.left_out.push(...hopeless);
    const too_big = packing.left_out.filter(({ code }) => code !== "outline_invalid");
    if (platform === platforms.at(-1)) found.left_out.push(...too_big);
    for (const { id, reason } of too_big) found.refusals.set(id, `${platform.class}: ${reason}`);
    const out = new Set(too_big.map(({ id }) => id));
    rest = rest.filter(({ id }) => out.has(id));
  }
  return found;
}

/** Puts what stands on a plate onto a smaller platform where all of it finds a place there. */
async function shrink(
  run: Run,
  platforms: Platform[],
  items: PackItem[],
  { packed }: PackedPlates,
): Promise<PackedPlates["packed"]> {
  const byId = new Map(items.map((item) => [item.id, item]));
  const shrunk: PackedPlates["packed"] = [];
  for (const { platform, packing } of packed) {
    const kept: PackedPlate[] = [];
    for (const plate of packing.plates) {
      const moved = plate.placements.flatMap(({ id }) => byId.get(id) ?? []);
      const area_mm2 = plate.utilisation * areaOf(platform);
      const smaller = platforms.filter((other) => {
        return areaOf(other) < areaOf(platform) && area_mm2 <= areaOf(other);
      });
      const found = await firstThatTakesAll(run, smaller, moved);
      if (found) shrunk.push(found);
      else kept.push(plate);
    }
    if (kept.length > 0) shrunk.push({ platform, packing: { ...packing, plates: kept } });
  }
  return shrunk;
}

async function firstThatTakesAll(run: Run, platforms: Platform[], items: PackItem[]) {
  for (const platform of platforms) {
    const packing = await packOn(run, platform, items, { plates_max: 1 });
    if (packing.left_out.length === 0) return { platform, packing };
  }
  return undefined;
}

/** Only the proportion counts: the time that a plate takes grows with its height. */
const TIME = { plate_s: 0, height_s_per_mm: 1 };

async function packOn(
  { deps, sop, options: { seedOf, moves_max, watch, signal } }: Run,
  platform: Platform,
  items: PackItem[],
  more: Pick<PackOptions, "open_plates" | "plates_max">,
): Promise<Packing> {
  const options: Omit<PackOptions, "shouldStop" | "onProgress"> = {
    seed: seedOf(platform),
    gap_mm: sop.gap_mm,
    margin_mm: sop.margin_mm,
    rotations: sop.rotations,
    height_aware: sop.height_aware,
    moves_max,
    ...(sop.group_by_height && { time: TIME }),
    ...more,
  };
  const plate = plateOf(platform, sop);
  const aborting = signal === undefined ? {} : { signal };
  const search: Parameters<typeof pack> = [items, plate, options, watch];
  const packing = await deps.workers.run(packer, "pack", search, aborting);
  const judged: Parameters<typeof validatePacking> = [items, plate, options, packing];
  const violations = await deps.workers.run(geometry, "validatePacking", judged, aborting);
  invariant(violations.length === 0, `packing broke its rules: ${JSON.stringify(violations)}`);
  return packing;
}
