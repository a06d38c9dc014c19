/** The layers of height that a job tells apart. */
import { outlineAreaOf } from "../../polygon/ring.ts";
import type { Band, Outline } from "../../types.ts";
import { TUNABLES } from "../tunables.ts";

export type Levels = {
  /** Whether heights count; if not, there is one layer, with the outline itself. */
  isAware: boolean;
  count: number;
  /** The bands of a part in each layer; an outline without bands is in all of them. */
  layersOf: (outline: Outline, bands: Band[] | undefined) => Outline[][];
};

/** One layer for everything. */
export const FLAT: Levels = { isAware: false, count: 1, layersOf: (outline) => [[outline]] };

/**
 * Layers between the limits of bands, at most TUNABLES.layers_max of them, each with about as much
 * material: layers are thin where much is. Where a layer spans several bands of a part, it holds
 * all of them, so that merging errs outward.
 */
export function levelsOf(things: { bands?: Band[] }[]): Levels {
  const all = new Set(things.flatMap(({ bands = [] }) => bands.map(({ z_to_mm }) => z_to_mm)));
  // Above the highest there are no bands to be told apart.
  const known = [...all].sort((a, b) => a - b).slice(0, -1);
  const limits = limitsAmong(known, things);
  if (limits.length === 0) return FLAT;
  const from = [Number.NEGATIVE_INFINITY, ...limits];
  const to = [...limits, Number.POSITIVE_INFINITY];
  const layersOf = (outline: Outline, bands: Band[] | undefined) =>
    from.map((low, layer) => {
      if (!bands) return [outline];
      const within = bands.filter(({ z_from_mm, z_to_mm }) => {
        return z_from_mm < to[layer] && z_to_mm > low;
      });
      return within.map((band) => band.outline);
    });
  return { isAware: true, count: from.length, layersOf };
}

/** At most one limit less than there may be layers. */
function limitsAmong(known: number[], things: { bands?: Band[] }[]): number[] {
  const most = TUNABLES.layers_max - 1;
  if (known.length <= most) return known;
  const below = materialBelow(known, things);
  const limits: number[] = [];
  for (const [at, limit] of known.entries()) {
    const due = ((limits.length + 1) / TUNABLES.layers_max) * below[known.length];
    const isLast = known.length - at <= most - limits.length;
    if (limits.length < most && (isLast || below[at] >= due)) limits.push(limit);
  }
  return limits;
}

/** Material of all things below each limit, and below the top, mm3, about. */
function materialBelow(known: number[], things: { bands?: Band[] }[]): number[] {
  const areas = new Map<Outline, number>();
  const areaOf = (outline: Outline) => {
    const area = areas.get(outline) ?? Math.abs(outlineAreaOf(outline));
    areas.set(outline, area);
    return area;
  };
  const volumes = [...known, Number.POSITIVE_INFINITY].map(() => 0);
  for (const { bands = [] } of things) {
    for (const { z_from_mm, z_to_mm, outline } of bands) {
      const at = known.findIndex((limit) => limit >= z_to_mm);
      volumes[at < 0 ? known.length : at] += (z_to_mm - z_from_mm) * areaOf(outline);
    }
  }
  let sum = 0;
  return volumes.map((volume) => {
    sum += volume;
    return sum;
  });
}
