import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitOnPlates } from "./fit.ts";
import { transformMesh } from "./mesh.ts";
import { makeCube } from "./testing/shapes.ts";
import type { Mesh } from "./types.ts";

/** A box of the given size, turned about z. */
function makeBox(width: number, depth: number, height: number, turn_deg = 0): Mesh {
  const [cos, sin] = [Math.cos((turn_deg * Math.PI) / 180), Math.sin((turn_deg * Math.PI) / 180)];
  const map = [cos * width, -sin * depth, 0, 3, sin * width, cos * depth, 0, 4] as const;
  return transformMesh(makeCube(1), [...map, 0, 0, height, 5]);
}

const PLATE = { width_mm: 189, depth_mm: 118, height_mm: 326 };

test("a box fits as it is, turned by a quarter, or says by how much it is too large", () => {
  assert.deepEqual(fitOnPlates(makeBox(189, 118, 326), [PLATE]), [
    { fit: "as_is", rotation_deg: 0, excess_mm: { width_mm: 0, depth_mm: 0, height_mm: 0 } },
  ]);
  const [turned] = fitOnPlates(makeBox(100, 180, 10), [PLATE]);
  assert.deepEqual([turned.fit, turned.rotation_deg], ["turned", 90]);
  const [tall] = fitOnPlates(makeBox(10, 10, 330), [PLATE]);
  assert.deepEqual([tall.fit, tall.rotation_deg, tall.excess_mm.height_mm], ["too_large", 0, 4]);
  const [narrow] = fitOnPlates(makeBox(60, 100, 10), [{ ...PLATE, depth_mm: 90, width_mm: 50 }]);
  assert.deepEqual([narrow.fit, narrow.rotation_deg], ["too_large", 0]);
  const [square] = fitOnPlates(makeBox(200, 200, 10), [PLATE]);
  assert.equal(square.fit, "too_large");
  assert.ok(Math.max(square.excess_mm.width_mm, square.excess_mm.depth_mm) <= 82.001);
});

test("a long thin box fits along the diagonal of a plate", () => {
  const [fit] = fitOnPlates(makeBox(210, 5, 10), [PLATE]);
  assert.equal(fit.fit, "turned");
  assert.ok(fit.rotation_deg % 90 !== 0);
  const [longer] = fitOnPlates(makeBox(240, 5, 10), [PLATE]);
  assert.equal(longer.fit, "too_large");
});

test("a shadow without area has a size all the same", () => {
  const wall: Mesh = {
    positions: Float32Array.of(0, 0, 0, 200, 0, 0, 200, 0, 9, 0, 0, 9),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
  };
  const [fit] = fitOnPlates(wall, [PLATE]);
  assert.equal(fit.fit, "turned");
  const [point] = fitOnPlates({ ...wall, positions: new Float32Array(12) }, [PLATE]);
  assert.equal(point.fit, "as_is");
});

test("no turn that is tried by hand is better than the one that is given", () => {
  const size = fc.integer({ min: 5, max: 400 });
  const corner = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }));
  const corners = fc.array(corner, { minLength: 3, maxLength: 12 });
  fc.assert(
    fc.property(corners, size, size, (points, width_mm, depth_mm) => {
      const positions = Float32Array.from(points.flatMap(([x, y]) => [x, y, 0]));
      const mesh = { positions, triangles: Uint32Array.of(0, 1, 2) };
      const [given] = fitOnPlates(mesh, [{ width_mm, depth_mm, height_mm: 1 }]);
      const excessAt = (turn_deg: number) => {
        const turn = (turn_deg * Math.PI) / 180;
        const xs = points.map(([x, y]) => x * Math.cos(turn) - y * Math.sin(turn));
        const ys = points.map(([x, y]) => x * Math.sin(turn) + y * Math.cos(turn));
        const width = Math.max(...xs) - Math.min(...xs) - width_mm;
        return Math.max(width, Math.max(...ys) - Math.min(...ys) - depth_mm);
      };
      const { excess_mm } = given;
      const claimed = Math.max(excess_mm.width_mm, excess_mm.depth_mm);
      assert.ok(Math.abs(Math.max(0, excessAt(given.rotation_deg)) - claimed) < 0.01);
      for (let turn_deg = 0; turn_deg < 180; turn_deg += 0.25) {
        assert.ok(claimed <= Math.max(0, excessAt(turn_deg)) + 0.11, `at ${turn_deg}`);
        assert.ok(claimed === 0 || excessAt(turn_deg) > -0.01, `fits at ${turn_deg}`);
      }
    }),
    { seed: Number(process.env.VATLINE_TEST_SEED ?? 1), numRuns: 300 },
  );
});
