/** Which of several ways to fill platforms is the best, and which plates are worth printing now. */
import type { LeftOut, PackedPlate, PackItem, Packing } from "@vatline/geometry";
import type { Platform } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import { areaOf } from "./platforms.ts";

export type PackedPlates = {
  /** Platforms with what they were filled with, in the order in which they were packed. */
  packed: { platform: Platform; packing: Packing }[];
  /** What no platform takes, with the reason of the last. */
  left_out: LeftOut[];
  /** By id, what kept a part from smaller platforms. */
  refusals: Map<string, string>;
  bound_plates: number;
};

/**
 * Plates worth printing now: those with a part that is due, those that are full, those that are
 * builds already, and all but the last in print order, since the others had no room left for what
 * is on it. Of parts due on one day that is the emptiest; an emptier plate with earlier parts does
 * not wait while later ones go.
 */
export function platesToMake(
  plates: PackedPlate[],
  { minimum_fill }: Pick<BuildSop, "minimum_fill">,
  due: Set<string>,
): Set<PackedPlate> {
  const last = plates.findLast(({ open_plate_id }) => open_plate_id === undefined);
  const hasDue = ({ placements }: PackedPlate) => placements.some(({ id }) => due.has(id));
  const made = plates.filter(
    (plate) => plate !== last || plate.utilisation >= minimum_fill || hasDue(plate),
  );
  return new Set(made);
}

/** Ranks of items by id, and the ranks that there are, lowest first. */
export type Ranks = { of: Map<string, number>; all: number[] };

export function dueRanksOf(items: PackItem[]): Ranks {
  const of = new Map(items.map(({ id, rank = 0 }) => [id, rank]));
  return { of, all: [...new Set(of.values())].sort((a, b) => a - b) };
}

/**
 * Figures in order of weight, less is better: parts without a place, parts that wait for company,
 * for each rank the plates that carry it or a lower one, and the area of all plates.
 */
export function costOf(
  { packed, left_out }: PackedPlates,
  sop: BuildSop,
  due: Set<string>,
  ranks: Ranks,
): number[] {
  let [waiting, area_mm2] = [0, 0];
  const lowest: number[] = [];
  for (const { platform, packing } of packed) {
    const made = platesToMake(packing.plates, sop, due);
    for (const plate of packing.plates) {
      if (!made.has(plate)) waiting += plate.placements.length;
      area_mm2 += areaOf(platform);
      const carried = plate.placements.map(({ id }) => ranks.of.get(id) ?? 0);
      lowest.push(carried.reduce((least, rank) => Math.min(least, rank)));
    }
  }
  const plates = ranks.all.map((rank) => lowest.filter((least) => least <= rank).length);
  return [left_out.length, waiting, ...plates, area_mm2];
}

/** Below 0 if a is better. */
export function compareCosts(a: number[], b: number[]): number {
  const at = a.findIndex((figure, index) => figure !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}
