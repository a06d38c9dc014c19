import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { GeometryError, type Mesh, measureMesh, readModel } from "@vatline/geometry";
import { estimateTimes, requiredResin } from "@vatline/printers";
import fc from "fast-check";
import { archStl } from "../../testing/models.ts";
import { layerAreas } from "./areas.ts";
import { shareOut, sumLayers, volumeCurve } from "./figures.ts";

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
      assert.deepEqual([...layerAreas(mesh, 0.5)], [30_000, 30_000, 30_000, 30_000]);
    }
  });

  test("cuts layers in their middle, and makes a layer of what is left over", () => {
    assert.deepEqual([...layerAreas(box([0, 0, 0], [2, 2, 1.04]), 0.1)].slice(8), [4000, 4000, 0]);
    assert.equal(layerAreas(box([0, 0, 0], [2, 2, 1.06]), 0.1).at(10), 4000);
    assert.equal(layerAreas(box([0, 0, 0], [2, 2, 0.3]), 0.1).length, 3);
  });

  test("comes to the volume of a wedge, which grows narrower with height", () => {
    const wedge = box([0, 0, 0], [10, 10, 10]);
    for (const corner of [4, 5, 6, 7]) wedge.positions[3 * corner] = 0;
    const areas = layerAreas(wedge, 0.1);
    assert.equal(areas[0], 99_500);
    assert.equal(areas.reduce((sum, area) => sum + area) / 1e4, 500);
  });

  test("agrees with the measured volume of models", () => {
    for (let number = 0; number < 10; number++) {
      const { mesh } = readModel(archStl(number));
      const areas = layerAreas(mesh, 0.1);
      const volume_mm3 = areas.reduce((sum, area) => sum + area) / 1e4;
      // The last layer is whole or not there.
      const off_mm3 = Math.abs(volume_mm3 - Math.abs(measureMesh(mesh).volume_mm3));
      assert.ok(off_mm3 <= 0.05001 * (areas[0] / 1000), `${off_mm3} mm3`);
    }
  });

  test("refuses what has no triangles, and layers that come to no end", () => {
    const none = { positions: new Float32Array(), triangles: new Uint32Array() };
    assert.throws(() => layerAreas(none, 0.1), hasCode("no_triangles"));
    for (const layer_mm of [0, -1, Number.NaN, 1e-9]) {
      assert.throws(
        () => layerAreas(box([0, 0, 0], [1, 1, 1]), layer_mm),
        hasCode("not_sliceable"),
      );
    }
    const far = box([0, 0, 0], [1, 1, 1]);
    far.positions[2] = Number.NaN;
    far.positions[5] = Number.POSITIVE_INFINITY;
    assert.throws(() => layerAreas(far, 0.1), hasCode("not_sliceable"));
  });

  const hasCode = (code: string) => (error: unknown) =>
    error instanceof GeometryError && error.code === code;
});

describe("estimates of a build", () => {
  const areas = fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40_000_000 })), {
      minLength: 1,
      maxLength: 60,
    })
    .map((layers) => Float64Array.from(layers));
  const parts = fc
    .array(areas, { minLength: 1, maxLength: 12 })
    .map((all) => all.map((areas, place_index) => ({ place_index, areas })));
  const thickness_nm = fc.integer({ min: 1000, max: 1_000_000 });

  test("are those of its parts together, to the last ms and ul", () => {
    const hw_type = fc.constantFrom("M1", "M2", "M3 Max", "L1");
    fc.assert(
      fc.property(parts, thickness_nm, hw_type, (parts, slice_thickness_nm, hw_type) => {
        const figures = sumLayers(parts, slice_thickness_nm);
        const sum = figures.parts.reduce((sum, { volume_ml }) => sum + volume_ml, 0);
        assert.ok(Math.abs(sum - figures.volume_ml) <= 1e-12 * sum);
        const slice_thickness_um = slice_thickness_nm / 1000;
        const { volume_ml } = figures;
        const layer_count = figures.areas_mm2.length;
        const print = { resin_name: "RPU 130", slice_thickness_um, layer_count, volume_ml };
        const times = estimateTimes(print, hw_type);
        const resin_ml = requiredResin(figures);
        const shares = shareOut(figures.parts, times, resin_ml);
        assert.equal(
          shares.reduce((sum, share) => sum + share.time_ms, 0),
          times.total_ms,
        );
        assert.equal(
          shares.reduce((sum, share) => sum + Math.round(share.resin_ml * 1000), 0),
          Math.round(resin_ml * 1000),
        );
        assert.ok(shares.every(({ time_ms, resin_ml }) => time_ms >= 0 && resin_ml >= 0));
      }),
    );
  });

  test("give the time of upper layers to the parts that reach them", () => {
    const low = { place_index: 0, areas: Float64Array.from({ length: 10 }, () => 1000) };
    const high = { place_index: 1, areas: Float64Array.from({ length: 30 }, () => 1000) };
    const figures = sumLayers([low, high], 100_000);
    const print = { resin_name: "RPU 130", slice_thickness_um: 100, layer_count: 30, volume_ml: 0 };
    const [first, second] = shareOut(figures.parts, estimateTimes(print, "M2"), 8);
    // 5 of 30 layers and 25 of 30; a quarter of the resin and three quarters.
    assert.ok(Math.abs(second.time_ms - 5 * first.time_ms) <= 5);
    assert.deepEqual([first.resin_ml, second.resin_ml], [2, 6]);
  });

  test("tell how the volume lies by a curve that rises to 1", () => {
    fc.assert(
      fc.property(parts, thickness_nm, (parts, slice_thickness_nm) => {
        const { areas_mm2, volume_ml } = sumLayers(parts, slice_thickness_nm);
        const curve = volumeCurve(areas_mm2);
        if (volume_ml === 0) return assert.deepEqual(curve, []);
        assert.equal(curve.length, areas_mm2.length);
        assert.equal(curve.at(-1), 1);
        assert.ok(curve.every((share, i) => share >= (curve[i - 1] ?? 0)));
      }),
    );
    const even = volumeCurve(Array.from({ length: 1000 }, () => 7));
    assert.equal(even.length, 64);
    assert.ok(even.every((share, i) => Math.abs(share - (i + 1) / 64) < 1e-6));
  });
});
