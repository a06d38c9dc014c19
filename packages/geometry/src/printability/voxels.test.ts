import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeRandom } from "../random.ts";
import { IslandTracker } from "./islands.ts";
import { LayerState } from "./layer-state.ts";
import { OverhangTracker } from "./overhangs.ts";
import { PocketTracker } from "./pockets.ts";
import { readLayer } from "./runs.ts";
import {
  eachVoxel,
  layersOf,
  randomVoxels,
  type TrueIsland,
  type TruePocket,
  trueIslands,
  truePockets,
  type Voxels,
} from "./testing/voxels.ts";
import { thinIn } from "./thin.ts";

const SHAPES = 250;

/** Runs the trackers over layers, as checkLayers does. */
function track(voxels: Voxels, visit: (layer: LayerState, before: LayerState) => void): void {
  let layer = new LayerState(voxels.depth);
  let before = new LayerState(voxels.depth);
  for (const [index, from] of layersOf(voxels).entries()) {
    [before, layer] = [layer, before];
    layer.index = index;
    readLayer(from, layer.runs);
    layer.label();
    visit(layer, before);
  }
}

const sorted = (list: unknown[]) => list.map((one) => JSON.stringify(one)).sort();

describe("shapes of voxels, against flood filling", () => {
  const each = (check: (voxels: Voxels, name: string) => void) => {
    for (let seed = 1; seed <= SHAPES; seed++)
      check(randomVoxels(makeRandom(seed)), `shape ${seed}`);
  };

  test("islands are what hangs on nothing, told once", () => {
    let count = 0;
    each((voxels, name) => {
      const found: TrueIsland[] = [];
      const tracker = new IslandTracker(({ first_index, joined_index, begin_count }) => {
        found.push([first_index, joined_index, begin_count]);
      });
      track(voxels, (layer, before) => tracker.next(layer, before));
      tracker.end();
      assert.deepEqual(sorted(found), sorted(trueIslands(voxels)), name);
      count += found.length;
    });
    assert.ok(count > 250, `${count} islands`);
  });

  test("pockets are what is walled in, with their volume", () => {
    let count = 0;
    each((voxels, name) => {
      const found: TruePocket[] = [];
      const tracker = new PocketTracker((pocket) => {
        const { first_index, last_index, volume_px, on_platform, closed } = pocket;
        found.push([first_index, last_index, volume_px, on_platform, closed]);
      });
      track(voxels, (layer, before) => tracker.next(layer, before));
      tracker.end();
      assert.deepEqual(sorted(found), sorted(truePockets(voxels)), name);
      count += found.length;
    });
    assert.ok(count > 50, `${count} pockets`);
  });

  test("overhangs are what no pixel beneath is near enough to", () => {
    each((voxels, name) => {
      let area_px = 0;
      const carry = { across_mm: 1.4, pixel_width_mm: 1, pixel_height_mm: 0.8 };
      const tracker = new OverhangTracker(voxels.depth, 1, carry, (feature) => {
        area_px += feature.area_px;
      });
      const held_px = new Set<number>();
      const islands = new IslandTracker(() => {});
      track(voxels, (layer, before) => {
        const held = islands.next(layer, before);
        tracker.next(layer, held);
        eachVoxel({ ...voxels, height: 1 }, (x, y, _z, at) => {
          const run = layer.runs.runAt(y, x);
          const place = layer.index * voxels.width * voxels.depth + at;
          if (run >= 0 && held[layer.solid.labels[run]]) held_px.add(place);
        });
      });
      tracker.end(voxels.height - 1);
      assert.equal(area_px, trueOverhang(voxels, held_px), name);
    });
  });

  test("walls and gaps are as thick as their chords say", () => {
    const limits = { thickness_mm: 3, length_mm: 0, pixel_width_mm: 1, pixel_height_mm: 0.8 };
    each((voxels, name) => {
      track(voxels, (layer) => {
        const { walls, gaps } = thinIn(layer, voxels.width, limits);
        for (const [sample, value] of [[walls, 1] as const, [gaps, 0] as const]) {
          const sums = sample.regions.reduce(
            ([area, weight], region) => [area + region.area_px, weight + region.weight],
            [0, 0],
          );
          const [area, weight] = trueThin(voxels, layer.index, value);
          assert.equal(sums[0], area, `${name}, layer ${layer.index}, ${value}`);
          assert.ok(Math.abs(sums[1] - weight) < 1e-9 * (1 + weight));
        }
      });
    });
  });
});

function trueOverhang({ width, depth, height, solid }: Voxels, held: Set<number>): number {
  const layer_px = width * depth;
  const ground = Math.floor(solid.indexOf(1) / layer_px);
  const near: [number, number][] = [];
  for (let dx = -4; dx <= 4; dx++) {
    for (let dy = -4; dy <= 4; dy++) {
      // A pixel more than 1.4 mm each way.
      if ((dx / 2.4) ** 2 + ((0.8 * dy) / 2.2) ** 2 <= 1 + 1e-9) near.push([dx, dy]);
    }
  }
  let count = 0;
  eachVoxel({ width, depth, height, solid }, (x, y, z, at) => {
    if (z <= ground || !held.has(at)) return;
    const isCarried = near.some(([dx, dy]) => {
      const [nx, ny] = [x + dx, y + dy];
      if (nx < 0 || ny < 0 || nx >= width || ny >= depth) return false;
      return solid[((z - 1) * depth + ny) * width + nx] === 1;
    });
    if (!isCarried) count++;
  });
  return count;
}

/** How many pixels of a value are thin, and how thick they are together. */
function trueThin({ width, depth, solid }: Voxels, z: number, value: 0 | 1) {
  const at = (x: number, y: number) => {
    return x < 0 || y < 0 || x >= width || y >= depth ? -1 : solid[(z * depth + y) * width + x];
  };
  const chord = (x: number, y: number, dx: number, dy: number) => {
    let length = 1;
    for (const sign of [1, -1]) {
      let step = sign;
      while (at(x + step * dx, y + step * dy) === value) step += sign;
      length += Math.abs(step) - 1;
      if (value === 0 && at(x + step * dx, y + step * dy) === -1) return Infinity;
    }
    return length;
  };
  let [count, sum] = [0, 0];
  for (let y = 0; y < depth; y++) {
    for (let x = 0; x < width; x++) {
      if (at(x, y) !== value) continue;
      const thickness = 1 / Math.hypot(1 / chord(x, y, 1, 0), 1 / (0.8 * chord(x, y, 0, 1)));
      if (thickness > 3 - 1e-6) continue;
      count++;
      sum += thickness;
    }
  }
  return [count, sum];
}
