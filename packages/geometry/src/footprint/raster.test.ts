import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { outlineAreaOf } from "../polygon/ring.ts";
import { makeRandom } from "../random.ts";
import { distanceOutside, pointOnRim, pointsOf } from "../testing/outlines.ts";
import { makeSoup } from "../testing/shapes.ts";
import type { Mesh, Outline } from "../types.ts";
import { rasterShadow } from "./raster.ts";

test("rasterShadow contains a triangle and exceeds it by a diagonal of a cell at most", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), fc.constantFrom(0.05, 0.4, 3), (seed, wished_mm) => {
      const triangle = makeSoup(seed, 1, 10, 100);
      const { rings, cell_mm } = rasterShadow(triangle, wished_mm);
      assert.equal(cell_mm, wished_mm);
      const random = makeRandom(seed);
      const shadow = fromAbove(triangle);
      for (let sample = 0; sample < 100; sample++) {
        assert.equal(distanceOutside(rings, ...pointOnRim(shadow, random)), 0);
      }
      for (const [x, y] of pointsOf(rings)) {
        assert.ok(distanceOutside(shadow, x, y) <= 1.001 * Math.SQRT2 * cell_mm);
      }
    }),
  );
});

test("rasterShadow takes larger cells for a larger part, and stays in bounds", () => {
  const triangle = makeSoup(1, 1, 1e6, 1);
  const { rings, cell_mm } = rasterShadow(triangle, 0.01);
  assert.ok(cell_mm > 10);
  assert.ok(outlineAreaOf(rings) > 0);
  const line = {
    positions: Float32Array.of(0, 0, 0, 1e6, 0, 0, 0, 0, 1),
    triangles: triangle.triangles,
  };
  const thin = rasterShadow(line, 0.01);
  assert.ok(thin.cell_mm > 0.2);
  assert.ok(outlineAreaOf(thin.rings) > 0);
});

function fromAbove({ positions }: Mesh): Outline {
  return [Float64Array.from(positions.filter((_, i) => i % 3 !== 2))];
}
