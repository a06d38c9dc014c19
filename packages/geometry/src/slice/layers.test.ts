import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { makeBox, makeTorus } from "../testing/shapes.ts";
import { layerAreas } from "./areas.ts";
import type { Layer, SliceGrid } from "./layer.ts";
import { type SliceTask, sliceLayers } from "./layers.ts";
import { prepareSlices } from "./sliceable.ts";

const GRID: SliceGrid = {
  width_px: 1200,
  height_px: 800,
  pixel_width_mm: 0.1,
  pixel_height_mm: 0.1,
  layer_mm: 0.1,
};

const RING = makeTorus(15, 5, 60);

const TASK: SliceTask = {
  models: [prepareSlices(RING), prepareSlices(makeBox(30, 14, 14))],
  places: [
    { model_index: 0, x_mm: 25, y_mm: 25, rotation_deg: 0 },
    { model_index: 0, x_mm: 70, y_mm: 50, rotation_deg: 37 },
    { model_index: 1, x_mm: 115, y_mm: 20, rotation_deg: 180 },
  ],
  depth_mm: 80,
};

function litPixels({ starts, ends }: Layer): number {
  return starts.reduce((sum, start, run) => sum + ends[run] - start, 0);
}

describe("sliceLayers", () => {
  test("lights as much as the exact cuts have, wherever parts stand and however turned", () => {
    const areas = TASK.models.map((model) => layerAreas(model, GRID.layer_mm));
    const indices = [0, 1, 50, 79, 80, 99, 120, 139];
    const layers = sliceLayers(TASK, GRID, indices);
    for (const index of indices) {
      const expected = TASK.places.reduce(
        (sum, { model_index }) => sum + (areas[model_index][index] ?? 0) / 1000,
        0,
      );
      const lit_mm2 = litPixels(layers.next().value ?? assert.fail()) * 0.01;
      assert.ok(Math.abs(lit_mm2 - expected) <= 0.005 * expected, `${index}: ${lit_mm2} mm2`);
    }
  });

  test("shows the far edge of the plate at the top, and x to the right", () => {
    const alone = { ...TASK, places: [{ model_index: 1, x_mm: 5, y_mm: 11, rotation_deg: 0 }] };
    const [{ row_ends, starts, ends }] = sliceLayers(alone, GRID, [0]);
    const first = row_ends.findIndex((end) => end > 0);
    assert.equal(first, 800 - 250);
    assert.equal(row_ends[689], starts.length, "nothing is lit below y = 11 mm");
    assert.deepEqual([Math.min(...starts), Math.max(...ends)], [50, 350]);
  });

  test("parts that touch are one run where they are of one level", () => {
    const places = [20, 50, 95].map((x_mm) => {
      return { model_index: 1, x_mm, y_mm: 10, rotation_deg: 0 };
    });
    const [{ row_ends, starts, ends }] = sliceLayers({ ...TASK, places }, GRID, [0]);
    assert.equal(row_ends[799 - 200] - row_ends[799 - 201], 2);
    const runs = Array.from(starts, (start, run) => `${start} to ${ends[run]}`);
    assert.deepEqual([...new Set(runs)], ["200 to 800", "950 to 1200"]);
    assert.equal(row_ends[799], starts.length);
  });

  test("an open surface spoils no other part", () => {
    const open = { ...RING, triangles: RING.triangles.slice(0, -300) };
    const places = [
      { model_index: 0, x_mm: 60, y_mm: 30, rotation_deg: 0 },
      { model_index: 1, x_mm: 20, y_mm: 30, rotation_deg: 0 },
      { model_index: 0, x_mm: 100, y_mm: 40, rotation_deg: 90 },
    ];
    const spoilt = { ...TASK, models: [TASK.models[0], prepareSlices(open)], places };
    const whole = { ...TASK, places: [places[0], places[2]] };
    const [expected] = sliceLayers(whole, GRID, [40]);
    const [layer] = sliceLayers(spoilt, GRID, [40]);
    const right = ({ starts, ends }: Layer) =>
      Array.from(starts, (start, run) => [start, ends[run]]).filter(([start]) => start > 400);
    assert.ok(right(expected).length === expected.starts.length);
    assert.deepEqual(right(layer), right(expected));
    assert.notEqual(layer.starts.length, expected.starts.length, "the open part is seen, too");
  });
});
