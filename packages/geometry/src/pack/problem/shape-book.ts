import { materialAreaOf } from "../../polygon/covered.ts";
import type { Band, Outline } from "../../types.ts";
import { areEqual, type Shape, turnOutline } from "../engine/shape.ts";
import { claimOf } from "./bound.ts";
import type { Levels } from "./levels.ts";

/** What the packer must know of a thing to place: its outline and, by height, its bands. */
type Thing = { outline: Outline; bands?: Band[] };

/** Gives equal things the same shape, whether or not they are the same objects. */
export function makeShapeBook(gap: number, levels: Levels): { shapeOf: (thing: Thing) => Shape } {
  const known = new Map<Outline, { bands: Band[] | undefined; shape: Shape }>();
  const byHash = new Map<number, Shape[]>();
  let count = 0;
  const shapeOf = ({ outline, bands }: Thing): Shape => {
    const last = known.get(outline);
    if (last && (!levels.isAware || last.bands === bands)) return last.shape;
    const stacks = levels.layersOf(outline, bands);
    const layers = stacks.map((stack) => stack.flat());
    const whole = layers.length === 1 ? outline : [...outline, ...layers.flat()];
    const hash = hashOf(whole);
    const alike = byHash.get(hash) ?? [];
    byHash.set(hash, alike);
    const isSame = (other: Shape) =>
      areEqual(other.outline, whole) && other.bands.every((band, at) => areEqual(band, layers[at]));
    let shape = alike.find(isSame);
    if (!shape) {
      const { width, depth } = turnOutline(whole, 0);
      // Bands of one layer overlap: it takes up at least what the largest of them does.
      const mostOf = (measure: (band: Outline) => number) =>
        stacks.map((stack) => {
          return stack.reduce((most, band) => Math.max(most, band.length && measure(band)), 0);
        });
      const claims = mostOf((band) => claimOf(band, gap));
      const areas = mostOf(materialAreaOf);
      const sizes = { areas, claims, claim: claims[0], length: Math.max(width, depth) };
      const variants = new Map();
      shape = { index: count++, outline: whole, bands: layers, ...sizes, isHigh: false, variants };
      alike.push(shape);
    }
    known.set(outline, { bands, shape });
    return shape;
  };
  return { shapeOf };
}

/** FNV-1a over the bits of all coordinates. */
function hashOf(outline: Outline): number {
  let hash = 0x811c9dc5;
  for (const ring of outline) {
    for (const word of new Uint32Array(Float64Array.from(ring).buffer)) {
      hash = Math.imul(hash ^ word, 0x01000193);
    }
    hash = Math.imul(hash ^ ring.length, 0x01000193);
  }
  return hash;
}
