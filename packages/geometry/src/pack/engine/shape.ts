/** A distinct outline and its turned copies, each made once per packing and then reused. */
import type { Outline } from "../../types.ts";
import type { Frame } from "./frame.ts";
import { eachRun, rasterise } from "./raster.ts";
import { edgesOf, exchangeAxes } from "./span.ts";

/** An outline that differs from all others of the job. Equal outlines share one shape. */
export type Shape = {
  /** Position in the order of first appearance; stands for the shape in keys and ties. */
  index: number;
  /** All of it, as seen from above. */
  outline: Outline;
  /** What it is in each layer of height, lowest first; one entry, the outline, in a flat job. */
  bands: Outline[];
  /** Area of each band, holes taken off, mm2. */
  areas: number[];
  /** Least area that any copy takes up in each layer once it is grown by half the gap, mm2. */
  claims: number[];
  /** The claim in the layer that the job counts by. */
  claim: number;
  /** Longer side of the outline's box, unturned, mm. */
  length: number;
  /** Whether parts that are not high may be put under it, whichever was placed first. */
  isHigh: boolean;
  variants: Map<number, Variant>;
};

/** A shape turned by an angle and moved so that its box starts at 0, 0. */
export type Variant = {
  shape: Shape;
  angle_deg: number;
  /** Lower corner of the turned outline's box before it was moved to 0, 0. */
  left: number;
  front: number;
  width: number;
  depth: number;
  rings: Float64Array[];
  /** What must be free for it: its band in each layer, less those equal to a lower one. */
  feet: Foot[];
  /** What it keeps others out of: for each layer, its bands there and above. */
  roofs: Layer[];
  /** What it sets in the planes of a board. */
  marks: Mark[];
  probes: Probes;
};

/** Rings, their edges, and these with x and y exchanged, for movement along y. */
export type Layer = { rings: Float64Array[]; edges: Float64Array; edgesAcross: Float64Array };

export type Foot = Layer & { layer: number };

/** Edges that are held against, or set in, the bit planes of a slot; see slotsOf. */
type Mark = { edges: Float64Array; slot: number };

/**
 * A board has planes for each layer in up to three slots: what all parts keep others out of, what
 * those that are not high do, and what the high ones are. A part may reach over those before it in
 * the order "not high, then high, each in the order of placing", and never over one after it: so
 * all can be lifted off, the last one first. A high part must keep its feet off all roofs, another
 * one its feet off the roofs of its like, and its own roofs off the feet of the high ones.
 */
export const slotsOf = (layers: number): number => (layers > 1 ? 3 * layers : 1);

/**
 * What a position must find free, as reads from a board's bit planes: word offset and shift of
 * each probe. A run of n cells is two probes of the plane for the largest power of two within n.
 */
export type Probes = { offsets: Int32Array; shifts: Int32Array };

/** The mean layer of its material: what is high up reaches over what is low. */
export function liftOf({ areas }: Shape): number {
  const area = areas.reduce((sum, band) => sum + band, 0);
  return areas.reduce((sum, band, layer) => sum + band * layer, 0) / Math.max(area, 1e-9);
}

/** The shape turned by angle_deg; computed at the first call for the angle. */
export function variantOf(shape: Shape, angle_deg: number, frame: Frame): Variant {
  const known = shape.variants.get(angle_deg);
  if (known) return known;
  const turned = turnOutline(shape.outline, angle_deg);
  const bands = turnBands(shape, turned.rings);
  const feet: Foot[] = [];
  for (const [layer, rings] of bands.entries()) {
    if (rings.length === 0 || feet.some((foot) => areEqual(foot.rings, rings))) continue;
    feet.push({ ...layerOf(rings), layer });
  }
  const roofs = bands.length === 1 ? feet : bands.map((_, layer) => roofOver(bands.slice(layer)));
  const { probed, marks } = marksOf(feet, roofs, shape.isHigh);
  const probes = probesOf(probed, turned, frame);
  const variant: Variant = { shape, angle_deg, ...turned, feet, roofs, marks, probes };
  shape.variants.set(angle_deg, variant);
  return variant;
}

/** What a part is held against, and what it sets; see slotsOf. */
function marksOf(feet: Foot[], roofs: Layer[], isHigh: boolean): { probed: Mark[]; marks: Mark[] } {
  const layers = roofs.length;
  const marksIn = (first: number, list: (Layer & { layer?: number })[]): Mark[] =>
    list.map(({ edges, layer }, at) => ({ edges, slot: first + (layer ?? at) }));
  if (layers === 1) return { probed: marksIn(0, feet), marks: marksIn(0, roofs) };
  if (isHigh) {
    return {
      probed: marksIn(0, feet),
      marks: [...marksIn(0, roofs), ...marksIn(2 * layers, feet)],
    };
  }
  return {
    probed: [...marksIn(layers, feet), ...marksIn(2 * layers, roofs)],
    marks: [...marksIn(0, roofs), ...marksIn(layers, roofs)],
  };
}

/** Layers of a part, and of another one, that must keep the gap. */
export function opposed(part: Variant, other: Variant): [of_part: Layer, of_other: Layer][] {
  if (!part.shape.isHigh && other.shape.isHigh) {
    return other.feet.map((foot) => [part.roofs[foot.layer], foot]);
  }
  return part.feet.map((foot) => [foot, other.roofs[foot.layer]]);
}

/** The rings of each band; in a job by height they are the last ones of the outline. */
function turnBands({ outline, bands }: Shape, rings: Float64Array[]): Float64Array[][] {
  let at = outline.length - bands.reduce((sum, band) => sum + band.length, 0);
  return bands.map((band) => {
    at += band.length;
    return rings.slice(at - band.length, at);
  });
}

function layerOf(rings: Float64Array[]): Layer {
  const edges = edgesOf(rings);
  return { rings, edges, edgesAcross: exchangeAxes(edges) };
}

/** Bands that lie over each other as one set of rings, to be read by the non-zero rule. */
function roofOver(bands: Float64Array[][]): Layer {
  const distinct = bands.filter((band, at) => !bands.slice(0, at).some((b) => areEqual(b, band)));
  return layerOf(distinct.flat());
}

/** Whether two outlines have the same points in the same order. */
export function areEqual(a: Outline, b: Outline): boolean {
  return (
    a.length === b.length &&
    a.every(
      (ring, at) => ring.length === b[at].length && ring.every((value, i) => value === b[at][i]),
    )
  );
}

/** Turns an outline about the origin and moves its box to start at 0, 0. */
export function turnOutline(
  outline: Outline,
  angle_deg: number,
): { left: number; front: number; width: number; depth: number; rings: Float64Array[] } {
  const { sin, cos } = sineAndCosine(angle_deg);
  let left = Number.POSITIVE_INFINITY;
  let front = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let back = Number.NEGATIVE_INFINITY;
  const rings = outline.map((ring) => {
    const turned = new Float64Array(ring.length);
    for (let at = 0; at < ring.length; at += 2) {
      const x = cos * ring[at] - sin * ring[at + 1];
      const y = sin * ring[at] + cos * ring[at + 1];
      turned[at] = x;
      turned[at + 1] = y;
      left = Math.min(left, x);
      right = Math.max(right, x);
      front = Math.min(front, y);
      back = Math.max(back, y);
    }
    return turned;
  });
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      ring[at] -= left;
      ring[at + 1] -= front;
    }
  }
  return { left, front, width: right - left, depth: back - front, rings };
}

/** Exact at the quarter turns, where a rounding error would cost a row of a tight grid. */
function sineAndCosine(angle_deg: number): { sin: number; cos: number } {
  const quarter = angle_deg / 90;
  if (Number.isInteger(quarter)) {
    const turn = ((quarter % 4) + 4) % 4;
    return { sin: [0, 1, 0, -1][turn], cos: [1, 0, -1, 0][turn] };
  }
  const angle_rad = (angle_deg * Math.PI) / 180;
  return { sin: Math.sin(angle_rad), cos: Math.cos(angle_rad) };
}

function probesOf(probed: Mark[], box: { width: number; depth: number }, frame: Frame): Probes {
  if (box.width > frame.width + frame.cell || box.depth > frame.depth + frame.cell) {
    return { offsets: new Int32Array(0), shifts: new Int32Array(0) };
  }
  const { cell, rows, stride, plane, levels } = frame;
  const probes: { offset: number; shift: number; level: number; row: number }[] = [];
  for (const { edges, slot } of probed) {
    const stamp = rasterise(edges, box, 0, 0, 0, cell, rows, stride);
    eachRun(stamp, (row, column, length) => {
      const level = 31 - Math.clz32(length);
      const columns = [column, column + length - (1 << level)];
      for (const start of columns[0] === columns[1] ? [column] : columns) {
        const offset = (slot * levels + level) * plane + row * stride + (start >> 5);
        probes.push({ offset, shift: start & 31, level, row });
      }
    });
  }
  probes.sort((a, b) => b.level - a.level || scatter(a.row) - scatter(b.row) || a.row - b.row);
  return {
    offsets: Int32Array.from(probes, (probe) => probe.offset),
    shifts: Int32Array.from(probes, (probe) => probe.shift),
  };
}

/** Spreads neighbouring rows, so that the first few probes already meet most obstacles. */
function scatter(row: number): number {
  return Math.imul(row + 1, 0x9e3779b1) >>> 0;
}
