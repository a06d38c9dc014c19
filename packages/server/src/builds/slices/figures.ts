/** What the layers of parts come to: of the build, and each part's share of it. */
import type { PrintTimes } from "@vatline/printers";

/** Layers of a build and of what stands on it, as kept of it. */
export type SliceFigures = {
  /** Solid area of each layer, mm2 to three digits. */
  areas_mm2: number[];
  volume_ml: number;
  parts: SlicedPart[];
};

export type SlicedPart = {
  place_index: number;
  volume_ml: number;
  /** Layers' worth of light: of each layer that it is in, its share of the area. */
  layers: number;
};

/** Volumes of 1e-12 ml: a thousandth of a mm2, one nm thick. */
const PER_ML = 1e12;

/** Most entries of a volume curve. */
const CURVE_ENTRIES = 64;

/**
 * Sums the layers of parts, given in thousandths of mm2. The areas of a build are exactly those of
 * its parts together; so are its volumes, but for the rounding of the last addition.
 */
export function sumLayers(
  parts: { place_index: number; areas: Float64Array }[],
  slice_thickness_nm: number,
): SliceFigures {
  const layer_count = parts.reduce((most, { areas }) => Math.max(most, areas.length), 0);
  const sums = new Float64Array(layer_count);
  for (const { areas } of parts) {
    for (let layer = 0; layer < areas.length; layer++) sums[layer] += areas[layer];
  }
  const volumeOf = (areas: Float64Array) =>
    (areas.reduce((sum, area) => sum + area, 0) * slice_thickness_nm) / PER_ML;
  return {
    areas_mm2: Array.from(sums, (area) => area / 1000),
    volume_ml: volumeOf(sums),
    parts: parts.map(({ place_index, areas }) => ({
      place_index,
      volume_ml: volumeOf(areas),
      layers: areas.reduce((sum, area, layer) => sum + (area > 0 ? area / sums[layer] : 0), 0),
    })),
  };
}

/** How the volume lies in the layers, as PrintJob wants it; empty where there is none. */
export function volumeCurve(areas_mm2: readonly number[]): number[] {
  const sums = [0];
  for (const area of areas_mm2) sums.push((sums.at(-1) ?? 0) + area);
  const total = sums.at(-1) ?? 0;
  if (total === 0) return [];
  const entries = Math.min(CURVE_ENTRIES, areas_mm2.length);
  return Array.from({ length: entries }, (_, entry) => {
    const at = ((entry + 1) * areas_mm2.length) / entries;
    const before = Math.floor(at);
    const rest = (at - before) * (areas_mm2[before] ?? 0);
    return entry + 1 === entries ? 1 : Math.round(1e6 * ((sums[before] + rest) / total)) / 1e6;
  });
}

/**
 * Divides time and resin of a print among the parts that it makes, in whole ms and ul, so that they
 * add up. Of the time of a layer each part takes its share of the area; resin goes by volume, and
 * so does what is lost at every print.
 */
export function shareOut(
  parts: readonly SlicedPart[],
  { total_ms, layer, refill_ms }: PrintTimes,
  resin_ml: number,
): { time_ms: number; resin_ml: number }[] {
  const volume_ml = parts.reduce((sum, part) => sum + part.volume_ml, 0);
  const layer_ms = layer.exposure_ms + layer.move_ms;
  const times = divide(
    total_ms,
    parts.map((part) => {
      return (
        part.layers * layer_ms + (volume_ml > 0 ? (refill_ms * part.volume_ml) / volume_ml : 0)
      );
    }),
  );
  const volumes = divide(
    Math.round(resin_ml * 1000),
    parts.map((part) => part.volume_ml),
  );
  return parts.map((_, i) => ({ time_ms: times[i], resin_ml: volumes[i] / 1000 }));
}

/** Whole numbers in proportion to the weights, whose sum is `total`; equal ones for no weight. */
function divide(total: number, weights: number[]): number[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  let given = 0;
  return weights.map((weight, i) => {
    sum += whole > 0 ? weight / whole : 1 / weights.length;
    const due = i + 1 === weights.length ? total : Math.min(total, Math.round(total * sum));
    const share = due - given;
    given = due;
    return share;
  });
}
