/** What stands on plates before anything is packed: zones to keep clear of, and fixed parts. */
import { coveredAreaOf } from "../../polygon/covered.ts";
import type { FixedPart, OpenPlate, Outline, Plate } from "../../types.ts";
import { BARE, type Ground, type Placed, stampsOf } from "../engine/board.ts";
import type { Frame } from "../engine/frame.ts";
import { rasterise, rasteriseInside } from "../engine/raster.ts";
import { type Shape, turnOutline, variantOf } from "../engine/shape.ts";

type ShapeOf = (thing: { outline: Outline; bands?: FixedPart["bands"] }) => Shape;

/** Ground of new plates, and of each open plate in the order given. */
export type Grounds = { bare: Ground; open: Ground[] };

/** `margin` is where the usable rectangle starts; `layer` is the one that the job counts by. */
export function makeGrounds(
  plate: Plate,
  openPlates: OpenPlate[],
  frame: Frame,
  margin: number,
  layer: number,
  shapeOf: ShapeOf,
): Grounds {
  const standing = (outline: FixedPart, fixed_id?: string): Placed => {
    const variant = variantOf(shapeOf(outline), outline.rotation_deg, frame);
    const x = outline.x_mm - margin + variant.left;
    const y = outline.y_mm - margin + variant.front;
    const part = { item: -1, variant, x, y, how: "first_fit" as const };
    return { ...part, ...(fixed_id !== undefined && { fixed_id }), stamps: stampsOf(part, frame) };
  };
  const zones = (plate.exclusions ?? []).map((outline) =>
    standing({ id: "", outline, height_mm: 0, x_mm: 0, y_mm: 0, rotation_deg: 0 }),
  );
  const groundOf = (parts: FixedPart[]): Ground => {
    const placed = parts.map((part) => standing(part, part.id));
    const fixed = [...zones, ...placed];
    if (fixed.length === 0) return BARE;
    return {
      fixed,
      claimed: claimOfAll(fixed, frame, layer),
      areas: Array.from({ length: frame.layers }, (_, at) =>
        areaOnPlate(parts, plate, shapeOf, at),
      ),
      height: parts.reduce((most, part) => Math.max(most, part.height_mm), 0),
    };
  };
  return {
    bare: groundOf([]),
    open: openPlates.map(({ id, fixed }) => ({ ...groundOf(fixed), open_id: id })),
  };
}

/** What parts cover of the plate in a layer, mm2: each place once, and nothing beside the plate. */
function areaOnPlate(parts: FixedPart[], plate: Plate, shapeOf: ShapeOf, layer: number): number {
  const rings = parts.flatMap((part) => {
    const { left, front, rings } = turnOutline(shapeOf(part).bands[layer], part.rotation_deg);
    const [dx, dy] = [part.x_mm + left, part.y_mm + front];
    return rings.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? dx : dy)));
  });
  return coveredAreaOf(rings, { x0: 0, y0: 0, x1: plate.width_mm, y1: plate.depth_mm });
}

/**
 * Least area of the usable rectangle, grown by half the gap, that what stands there takes up once
 * it is grown likewise: cells that lie wholly in both, each counted once.
 */
function claimOfAll(fixed: Placed[], frame: Frame, layer: number): number {
  const { width, depth, gap } = frame;
  const cell = Math.max(gap / 6, Math.max(width, depth) / 1000);
  const columns = Math.floor((width + gap) / cell);
  const rows = Math.floor((depth + gap) / cell);
  const words = (columns >> 5) + 1;
  const r = gap / 2 - Math.SQRT2 * cell;
  const taken = new Int32Array(rows * words);
  for (const { variant, x, y } of fixed) {
    const { edges } = variant.roofs[layer];
    const [dx, dy] = [x + gap / 2, y + gap / 2];
    const stamp =
      r >= 0
        ? rasterise(edges, variant, dx, dy, r, cell, rows, words)
        : rasteriseInside(edges, variant, dx, dy, cell, rows, words);
    for (let row = 0; row < stamp.rows; row++) {
      const to = (stamp.row0 + row) * words + stamp.word0;
      for (let at = 0; at < stamp.words; at++) taken[to + at] |= stamp.bits[row * stamp.words + at];
    }
  }
  let count = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      count += (taken[row * words + (column >> 5)] >>> (column & 31)) & 1;
    }
  }
  return count * cell * cell;
}
