import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { makeRandom } from "../random.ts";
import { joinMeshes } from "../solid/shells.ts";
import { makePrism } from "../testing/shapes.ts";
import type { Ring } from "../types.ts";
import type { Layer, SliceGrid } from "./layer.ts";
import { sliceLayers } from "./layers.ts";
import { prepareSlices } from "./sliceable.ts";

const [WIDTH, HEIGHT] = [30, 24];
const GRID: SliceGrid = {
  width_px: WIDTH,
  height_px: HEIGHT,
  pixel_width_mm: 0.5,
  pixel_height_mm: 0.4,
  layer_mm: 1,
};
const PLATE = { width_mm: WIDTH * 0.5, depth_mm: HEIGHT * 0.4 };

describe("levels of grey", () => {
  test("are the exact share of each pixel, for outlines of any shape", () => {
    const shape = fc.record({
      seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      corners: fc.integer({ min: 3, max: 40 }),
      rotation_deg: fc.double({ min: -360, max: 360, noNaN: true }),
      // Also over the rims of the plate.
      x_mm: fc.double({ min: -2, max: PLATE.width_mm + 2, noNaN: true }),
      y_mm: fc.double({ min: -2, max: PLATE.depth_mm + 2, noNaN: true }),
      antialiasing: fc.constantFrom(2, 4, 8, 16, 255),
    });
    fc.assert(
      fc.property(shape, ({ seed, corners, antialiasing, ...stand }) => {
        const ring = starOf(seed, corners);
        const model = prepareSlices(makePrism(ring, 1));
        const task = { models: [model], places: [{ model_index: 0, ...stand }] };
        const [layer] = sliceLayers({ ...task, depth_mm: PLATE.depth_mm }, GRID, [0], {
          antialiasing,
        });
        const pixels = pixelsOf(layer);
        const placed = placedRing(ring, stand);
        for (let i = 0; i < pixels.length; i++) {
          const steps = antialiasing * shareIn(placed, i % WIDTH, Math.floor(i / WIDTH));
          const level = (pixels[i] / 255) * antialiasing;
          // Half a step, what the level itself is rounded by, and float32 corners.
          const off = Math.abs(level - steps) - antialiasing * (0.5 / 255 + 1e-5);
          assert.ok(off <= 0.5, `pixel ${i}: ${pixels[i]} of ${antialiasing}, not ${steps} steps`);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("count overlapping shells once, to a sixteenth, also where their faces are flush", () => {
    for (let seed = 0; seed < 12; seed++) {
      const rings = [starOf(seed, 7), starOf(seed + 100, 9).map((v, i) => v + (i % 2 ? 1.1 : 0.7))];
      // A shell over itself is flush all around.
      if (seed % 3 === 0) rings[1] = rings[0];
      const stand = { x_mm: 7.3, y_mm: 4.6, rotation_deg: 20 * seed };
      const mesh = joinMeshes(makePrism(rings[0], 1), makePrism(rings[1], 1));
      const task = {
        models: [prepareSlices(mesh)],
        places: [{ model_index: 0, ...stand }],
        depth_mm: PLATE.depth_mm,
      };
      const [layer] = sliceLayers(task, GRID, [0], { antialiasing: 16 });
      const placed = rings.map((ring) => placedRing(ring, stand));
      for (const [i, level] of pixelsOf(layer).entries()) {
        const share = sampledUnion(placed, i % WIDTH, Math.floor(i / WIDTH));
        assert.ok(Math.abs(level / 255 - share) <= 1.2 / 16, `pixel ${i}: ${level}, not ${share}`);
      }
    }
  });

  test("are 255 or nothing with one step, by the middles of pixels", () => {
    const ring = Float64Array.of(0, 0, 4.3, 0.2, 3.9, 3.8, 0.4, 3.1);
    const task = {
      models: [prepareSlices(makePrism(ring, 1))],
      places: [{ model_index: 0, x_mm: 3.03, y_mm: 2.07, rotation_deg: 8 }],
      depth_mm: PLATE.depth_mm,
    };
    const placed = placedRing(ring, task.places[0]);
    const [layer] = sliceLayers(task, GRID, [0]);
    for (const [i, level] of pixelsOf(layer).entries()) {
      const inside = isIn(placed, (i % WIDTH) + 0.5, Math.floor(i / WIDTH) + 0.5);
      assert.equal(level, inside ? 255 : 0, `pixel ${i}`);
    }
  });
});

/** A polygon that does not cross itself: corners around the origin, some of them on one line. */
function starOf(seed: number, corners: number): Ring {
  const random = makeRandom(seed);
  return Float64Array.from({ length: 2 * corners }, (_, i) => {
    const angle = (2 * Math.PI * (i >> 1)) / corners;
    // Drawn once for both coordinates of a corner.
    const radius = 0.3 + 3.5 * (i % 2 === 0 ? random.next() : last);
    last = (radius - 0.3) / 3.5;
    return Math.fround(radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)));
  });
}
let last = 0;

/** In pixels, y down. */
function placedRing(ring: Ring, { x_mm, y_mm, rotation_deg }: Record<string, number>): Ring {
  const angle = (rotation_deg * Math.PI) / 180;
  return ring.map((_, i) => {
    const [x, y] = [ring[i & ~1], ring[i | 1]];
    if (i % 2 === 0) return (x * Math.cos(angle) - y * Math.sin(angle) + x_mm) / 0.5;
    return (PLATE.depth_mm - (x * Math.sin(angle) + y * Math.cos(angle) + y_mm)) / 0.4;
  });
}

/** Area of the polygon within a pixel: cut off at each of its sides, then the shoelace rule. */
function shareIn(ring: Ring, column: number, row: number): number {
  let points = Array.from({ length: ring.length / 2 }, (_, i) => [ring[2 * i], ring[2 * i + 1]]);
  for (const [axis, limit, sign] of [
    [0, column, 1],
    [0, column + 1, -1],
    [1, row, 1],
    [1, row + 1, -1],
  ]) {
    points = points.flatMap((to, i) => {
      const from = points.at(i - 1) ?? to;
      const [a, b] = [sign * (from[axis] - limit), sign * (to[axis] - limit)];
      const crossing = from.map((value, k) => value + (a / (a - b)) * (to[k] - value));
      if (a >= 0) return b >= 0 ? [to] : [crossing];
      return b >= 0 ? [crossing, to] : [];
    });
  }
  const sum = points.reduce((sum, [x, y], i) => {
    const [before_x, before_y] = points.at(i - 1) ?? [x, y];
    return sum + before_x * y - x * before_y;
  }, 0);
  return Math.abs(sum) / 2;
}

function sampledUnion(rings: Ring[], column: number, row: number): number {
  const side = 40;
  let inside = 0;
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [column + ((i % side) + 0.5) / side, row + (Math.floor(i / side) + 0.5) / side];
    if (rings.some((ring) => isIn(ring, x, y))) inside++;
  }
  return inside / side ** 2;
}

function isIn(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0; i < ring.length; i += 2) {
    const [ax, ay] = [ring[i], ring[i + 1]];
    const [bx, by] = [ring[(i + 2) % ring.length], ring[(i + 3) % ring.length]];
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  }
  return inside;
}

function pixelsOf({ row_ends, starts, ends, levels }: Layer): Uint8Array {
  const pixels = new Uint8Array(WIDTH * HEIGHT);
  let run = 0;
  for (const [row, end] of row_ends.entries()) {
    for (; run < end; run++) {
      pixels.fill(levels[run], row * WIDTH + starts[run], row * WIDTH + ends[run]);
    }
  }
  return pixels;
}
