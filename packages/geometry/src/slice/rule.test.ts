import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boundsOf, measureMesh } from "../mesh.ts";
import { makeRandom } from "../random.ts";
import { joinMeshes } from "../solid/shells.ts";
import {
  makeBall,
  makeBox,
  makePrism,
  makeSoup,
  makeTorus,
  shiftMesh,
  turnTriangles,
} from "../testing/shapes.ts";
import { fails } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { layerAreas } from "./areas.ts";
import type { Layer, SliceGrid } from "./layer.ts";
import { sliceLayers } from "./layers.ts";
import { prepareSlices } from "./sliceable.ts";

const GRID: SliceGrid = {
  width_px: 400,
  height_px: 400,
  pixel_width_mm: 0.1,
  pixel_height_mm: 0.1,
  layer_mm: 0.5,
};
const MIDDLE = { model_index: 0, x_mm: 20, y_mm: 20, rotation_deg: 0 };

const BALL = makeBall(10, 4);
const turned = (mesh: Mesh) => turnTriangles(mesh, () => true);

function areasOf(mesh: Mesh): number[] {
  return Array.from(layerAreas(prepareSlices(mesh), GRID.layer_mm), (area) => area / 1000);
}

function volumeOf(mesh: Mesh, layer_mm: number): number {
  return layerAreas(prepareSlices(mesh), layer_mm).reduce((sum, area) => sum + area, 0) * layer_mm;
}

function layersOf(mesh: Mesh, antialiasing = 1): Layer[] {
  const model = prepareSlices(mesh);
  const count = layerAreas(model, GRID.layer_mm).length;
  const task = { models: [model], places: [MIDDLE], depth_mm: 40 };
  return [...sliceLayers(task, GRID, Array.from({ length: count }).keys(), { antialiasing })];
}

function litMm2({ starts, ends, levels }: Layer): number {
  const px = starts.reduce((sum, start, run) => sum + (ends[run] - start) * (levels[run] / 255), 0);
  return px * 0.01;
}

/** Areas and pixels are to say the same; the latter within 2 % of a layer, or some pixels. */
function assertAgree(mesh: Mesh): void {
  const areas = areasOf(mesh);
  for (const [i, layer] of layersOf(mesh, 16).entries()) {
    const off = Math.abs(litMm2(layer) - areas[i]);
    assert.ok(off <= 0.02 * areas[i] + 0.05, `layer ${i}: ${litMm2(layer)}, not ${areas[i]} mm2`);
  }
}

describe("shells", () => {
  test("that overlap are one solid", () => {
    const mesh = joinMeshes(makeBox(4, 4, 4), shiftMesh(makeBox(4, 4, 4), 3, 2, 0));
    assert.deepEqual(areasOf(mesh), Array(8).fill(2 * 16 - 2));
    // With flush faces, and one over itself.
    const flush = joinMeshes(makeBox(4, 4, 4), shiftMesh(makeBox(2, 4, 4), 2, 0, 0));
    assert.deepEqual(areasOf(joinMeshes(flush, flush)), Array(8).fill(16));
    assertAgree(mesh);
  });

  test("that face inwards within another are cavities, elsewhere they are turned", () => {
    const outer = makeBox(10, 10, 6);
    const inner = turned(shiftMesh(makeBox(4, 4, 2), 3, 3, 2));
    const hollow = joinMeshes(outer, inner);
    const cavity = [100, 100, 100, 100, 84, 84, 84, 84, 100, 100, 100, 100];
    assert.deepEqual(areasOf(hollow), cavity);
    assert.deepEqual(areasOf(turned(hollow)).length, 12);
    const beside = joinMeshes(outer, turned(shiftMesh(makeBox(10, 10, 6), 8, 0, 0)));
    assert.deepEqual(areasOf(beside), Array(12).fill(180));
    const alone = turned(BALL);
    assert.deepEqual(layersOf(alone, 8), layersOf(BALL, 8));
    assert.deepEqual(areasOf(alone), areasOf(BALL));
  });

  test("by the tens of thousands take no longer than their triangles", () => {
    const random = makeRandom(5);
    const count = 20_000;
    const { positions, triangles } = makeBox(0.3, 0.3, 0.3);
    const all = { positions: new Float32Array(24 * count), triangles: new Uint32Array(36 * count) };
    for (let shell = 0; shell < count; shell++) {
      const at = [30 * random.next(), 30 * random.next(), 10 * random.next()];
      all.positions.set(
        positions.map((value, i) => value + at[i % 3]),
        24 * shell,
      );
      // Every other one faces inwards.
      const list = shell % 2 ? triangles : triangles.toReversed();
      all.triangles.set(
        list.map((vertex) => vertex + 8 * shell),
        36 * shell,
      );
    }
    const areas = areasOf(all);
    // By chance each point is enclosed by count * 0.3^3 / (30 * 30 * 10) boxes on average; an end
    // of the range has fewer of them.
    const share = 1 - Math.exp((-count * 0.027) / 9000);
    const middle = areas.slice(3, 17).reduce((sum, area) => sum + area, 0) / 14;
    assert.ok(Math.abs(middle / 900 - share) < 0.1 * share, `${middle / 900}, not ${share}`);
  });
});

describe("torn surfaces", () => {
  const without = (mesh: Mesh, drops: (triangle: number) => boolean): Mesh => {
    return { ...mesh, triangles: mesh.triangles.filter((_, i) => !drops(Math.floor(i / 3))) };
  };

  test("are sliced as if they were whole where holes are small", () => {
    const random = makeRandom(7);
    for (const mesh of [BALL, makeTorus(8, 4, 40)]) {
      const holes = new Set(
        Array.from({ length: 25 }, () => random.below(mesh.triangles.length / 3)),
      );
      const torn = without(mesh, (triangle) => holes.has(triangle));
      const [expected, found] = [areasOf(mesh), areasOf(torn)];
      for (const [i, area] of found.entries()) {
        const off = Math.abs(area - expected[i]) / (expected[i] + 1);
        assert.ok(off < 0.02, `layer ${i}: ${area} of ${expected[i]} mm2`);
      }
      assertAgree(torn);
    }
  });

  test("are whole where triangles face either way", () => {
    const random = makeRandom(8);
    const wrong = new Set(Array.from({ length: 300 }, () => random.below(2048)));
    const mixed = turnTriangles(BALL, (triangle) => wrong.has(triangle));
    assert.deepEqual(areasOf(mixed), areasOf(BALL));
    assert.deepEqual(layersOf(mixed), layersOf(BALL));
  });

  test("keep a wall that lacks a strip, and enclose nothing where there is but a sheet", () => {
    const ring = Float64Array.from({ length: 80 }, (_, i) => {
      const angle = (2 * Math.PI * (i >> 1)) / 40;
      return 10 * (i % 2 ? Math.sin(angle) : Math.cos(angle));
    });
    const tube = makePrism(ring, 4);
    // Three of 40 sides, 4.7 mm of 63 mm.
    const strip = without(tube, (triangle) => triangle >= 4 * 5 && triangle < 4 * 8);
    const [whole] = areasOf(tube);
    for (const area of areasOf(strip)) assert.ok(area > 0.98 * whole && area <= whole, `${area}`);
    // A quarter of the wall is a sheet that is bent, but closes nowhere.
    const sheet = without(tube, (triangle) => triangle >= 40);
    assert.deepEqual(areasOf(sheet), Array(8).fill(0));
  });

  test("that end open within a solid are closed there, and not within its cavity", () => {
    const body = makeBox(10, 10, 4);
    const open = (mesh: Mesh) => {
      const { min } = boundsOf(mesh);
      const isAtEnd = (vertex: number) => mesh.positions[3 * vertex] === min[0];
      return without(mesh, (triangle) =>
        mesh.triangles.subarray(3 * triangle, 3 * triangle + 3).every(isAtEnd),
      );
    };
    // Of cuts of 4 + 2 * 1.5 mm, a gap of 4 mm is more than half.
    const handle = open(shiftMesh(makeBox(1.5, 4, 4), 9.5, 3, 0));
    assert.deepEqual(areasOf(handle), Array(8).fill(0));
    assert.deepEqual(areasOf(joinMeshes(body, handle)), Array(8).fill(104));
    // A millimetre of the gap lies in the open.
    const beside = shiftMesh(handle, 0, 4, 0);
    assert.deepEqual(areasOf(joinMeshes(body, beside)), Array(8).fill(100 + 4 + 0.5));
    const cavity = turned(shiftMesh(makeBox(8, 8, 3.5), 1, 1, 0.25));
    const deep = open(shiftMesh(makeBox(2.5, 6, 4), 8.5, 2, 0));
    const [, second] = areasOf(joinMeshes(joinMeshes(body, cavity), deep));
    assert.equal(second, 36);
  });

  test("light nothing beyond their own box, whatever they are", () => {
    for (let seed = 0; seed < 6; seed++) {
      const soup = makeSoup(seed, 400, 6, 20);
      const { min, max } = boundsOf(soup);
      for (const { starts, ends, row_ends } of layersOf(soup, seed % 2 ? 16 : 1)) {
        const lit_rows = [...row_ends.entries()].filter(([y, end]) => end > (row_ends[y - 1] ?? 0));
        for (const [y] of lit_rows) {
          assert.ok(y >= Math.floor(200 - 10 * max[1]) && y <= Math.ceil(200 - 10 * min[1]));
        }
        assert.ok(starts.every((start) => start >= Math.floor(200 + 10 * min[0])));
        assert.ok(ends.every((end) => end <= Math.ceil(200 + 10 * max[0])));
      }
    }
  });
});

describe("volumes", () => {
  test("of closed meshes are their own within a thousandth", () => {
    for (const mesh of [BALL, makeTorus(8, 4, 40), makeBox(7, 5, 9), turned(BALL)]) {
      const expected = Math.abs(measureMesh(mesh).volume_mm3);
      const found = volumeOf(mesh, 0.1) / 1000;
      assert.ok(Math.abs(found - expected) < 0.001 * expected, `${found}, not ${expected} mm3`);
    }
  });
});

describe("triangles", () => {
  test("in the plane of a layer, without area, or with a corner twice change nothing", () => {
    // Faces at 0.25 and 0.75 mm lie exactly where layers are cut.
    const steps = joinMeshes(makeBox(8, 8, 0.75), shiftMesh(makeBox(4, 4, 2.25), 2, 2, 0));
    const areas = areasOf(steps);
    // What ends in the middle of a layer is in it.
    assert.deepEqual(areas, [64, 64, 16, 16, 16]);
    const [a, b, c] = steps.triangles;
    const odd = { ...steps, triangles: Uint32Array.of(...steps.triangles, a, b, a, c, c, c) };
    assert.deepEqual(areasOf(odd), areas);
    assert.deepEqual(layersOf(odd, 16), layersOf(steps, 16));
  });

  test("in the middle of a layer end there and do not begin, however their heights are rounded", () => {
    for (const top of [0.35, 6.35, 38.75, 99.95]) {
      // Floats beside a height that none can hold; and a base that no float holds either.
      for (const base of [0, -3.1, 7.7]) {
        const lower = makeBox(8, 8, top);
        const upper = shiftMesh(makeBox(4, 4, 2), 2, 2, top);
        const areas = layerAreas(
          prepareSlices(shiftMesh(joinMeshes(lower, upper), 0, 0, base)),
          0.1,
        );
        const middle = Math.round(top / 0.1 - 0.5);
        const found = [...areas.subarray(middle - 1, middle + 2)];
        assert.deepEqual(found, [64_000, 64_000, 16_000], `${top} mm on ${base} mm`);
      }
    }
  });

  test("that are nowhere are refused, and named", () => {
    const mesh = makeBox(1, 1, 1);
    mesh.positions[4] = Number.NaN;
    assert.throws(() => prepareSlices(mesh), fails("not_finite"));
    mesh.positions[4] = Number.POSITIVE_INFINITY;
    assert.throws(() => prepareSlices(mesh), /triangle 0 has a corner at Infinity/);
    const none = { positions: new Float32Array(9), triangles: new Uint32Array() };
    assert.throws(() => prepareSlices(none), fails("no_triangles"));
  });
});

describe("a layer", () => {
  test("is the same whichever others are asked for", () => {
    const holes = { ...BALL, triangles: BALL.triangles.slice(0, -60) };
    const task = {
      models: [prepareSlices(holes), prepareSlices(makeTorus(6, 2, 24))],
      places: [MIDDLE, { model_index: 1, x_mm: 9, y_mm: 9, rotation_deg: 30 }],
      depth_mm: 40,
    };
    const all = [
      ...sliceLayers(task, GRID, Array.from({ length: 40 }).keys(), { antialiasing: 4 }),
    ];
    for (const indices of [[7], [3, 39], [20, 21, 22]]) {
      const some = [...sliceLayers(task, GRID, indices, { antialiasing: 4 })];
      assert.deepEqual(
        some,
        indices.map((index) => all[index]),
      );
    }
  });

  test("shows parts that overlap as the brighter of them, and never less of one", () => {
    const model = prepareSlices(makeBox(5, 5, 5));
    const places = [0, 2.53].map((by) => ({ ...MIDDLE, x_mm: 10 + by, y_mm: 10 + by }));
    const task = { models: [model], places, depth_mm: 40 };
    const [both] = sliceLayers(task, GRID, [0], { antialiasing: 16 });
    const apart = places.map((place) => {
      const [alone] = sliceLayers({ ...task, places: [place] }, GRID, [0], { antialiasing: 16 });
      return pixelsOf(alone);
    });
    assert.deepEqual(
      pixelsOf(both),
      apart[0].map((level, i) => Math.max(level, apart[1][i])),
    );
  });
});

function pixelsOf({ row_ends, starts, ends, levels }: Layer): Uint8Array {
  const pixels = new Uint8Array(GRID.width_px * GRID.height_px);
  let run = 0;
  for (const [row, end] of row_ends.entries()) {
    for (; run < end; run++) {
      const at = row * GRID.width_px;
      pixels.fill(levels[run], at + starts[run], at + ends[run]);
    }
  }
  return pixels;
}
