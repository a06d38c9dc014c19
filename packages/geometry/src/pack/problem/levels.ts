/** The layers of height that a job tells apart. */
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
 * Layers between the limits of bands, at most TUNABLES.layers_max of them, spread evenly. Where a
 * layer spans several bands of a part, it holds all of them, so that merging errs outward.
 */
export function levelsOf(things: { bands?: Band[] }[]): Levels {
  const all = new Set(things.flatMap(({ bands = [] }) => bands.map(({ z_to_mm }) => z_to_mm)));
  // Above the highest there are no bands to be told apart.
  const known = [...all].sort((a, b) => a - b).slice(0, -1);
  const count = Math.min(known.length, TUNABLES.layers_max - 1);
  const step = (known.length - 1) / Math.max(1, count - 1);
  const limits = Array.from({ length: count }, (_, at) => known[Math.round(at * step)]);
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
