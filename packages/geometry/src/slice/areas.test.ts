import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { measureMesh } from "../mesh.ts";
import { makeBall, makeTorus } from "../testing/shapes.ts";
import { fails } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { layerAreas } from "./areas.ts";
import { prepareSlices } from "./sliceable.ts";

const areasOf = (mesh: Mesh, layer_mm: number) => layerAreas(prepareSlices(mesh), layer_mm);

/** A box from its lower to its upper corner. */
function box([x0, y0, z0]: number[], [x1, y1, z1]: number[]): Mesh {
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
    i % 2 ? x1 : x0,
    (i >> 1) % 2 ? y1 : y0,
    i >> 2 ? z1 : z0,
  ]);
  const quads = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ];
  const triangles = quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
  return { positions: Float32Array.from(corners), triangles: Uint32Array.from(triangles) };
}

function inverted({ positions, triangles }: Mesh): Mesh {
  return { positions, triangles: triangles.toReversed() };
}

describe("layerAreas", () => {
  test("is the area of a box, wherever it stands and whichever way its surface faces", () => {
    const cube = box([-3, 5, -7], [7, 8, -5]);
    for (const mesh of [cube, inverted(cube)]) {
      assert.deepEqual([...areasOf(mesh, 0.5)], [30_000, 30_000, 30_000, 30_000]);
    }
  });

  test("cuts layers in their middle, and makes a layer of what is left over", () => {
    assert.deepEqual([...areasOf(box([0, 0, 0], [2, 2, 1.04]), 0.1)].slice(8), [4000, 4000, 0]);
    assert.equal(areasOf(box([0, 0, 0], [2, 2, 1.06]), 0.1).at(10), 4000);
    assert.equal(areasOf(box([0, 0, 0], [2, 2, 0.3]), 0.1).length, 3);
  });

  test("comes to the volume of a wedge, which grows narrower with height", () => {
    const wedge = box([0, 0, 0], [10, 10, 10]);
    for (const corner of [4, 5, 6, 7]) wedge.positions[3 * corner] = 0;
    const areas = areasOf(wedge, 0.1);
    assert.equal(areas[0], 99_500);
    assert.equal(areas.reduce((sum, area) => sum + area) / 1e4, 500);
  });

  test("agrees with the measured volume of models", () => {
    for (const mesh of [makeTorus(15, 4, 50), makeTorus(9, 3.3, 31), makeBall(7, 4)]) {
      const areas = areasOf(mesh, 0.1);
      const volume_mm3 = areas.reduce((sum, area) => sum + area) / 1e4;
      // The last layer is whole or not there.
      const off_mm3 = Math.abs(volume_mm3 - Math.abs(measureMesh(mesh).volume_mm3));
      assert.ok(off_mm3 <= 0.05001 * (Math.max(...areas) / 1000), `${off_mm3} mm3`);
    }
  });

  test("refuses what has no triangles, and layers that come to no end", () => {
    const none = { positions: new Float32Array(), triangles: new Uint32Array() };
    assert.throws(() => areasOf(none, 0.1), fails("no_triangles"));
    for (const layer_mm of [0, -1, Number.NaN, 1e-9]) {
      assert.throws(() => areasOf(box([0, 0, 0], [1, 1, 1]), layer_mm), fails("not_sliceable"));
    }
    const far = box([0, 0, 0], [1, 1, 1]);
    far.positions[2] = Number.NaN;
    far.positions[5] = Number.POSITIVE_INFINITY;
    assert.throws(() => areasOf(far, 0.1), fails("not_finite"));
  });
});
