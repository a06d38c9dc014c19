import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, measureMesh, transformMesh } from "./mesh.ts";
import { makeCube, makeTorus } from "./testing/shapes.ts";

test("transformMesh turns, scales and moves, and leaves its input alone", () => {
  const cube = makeCube(2);
  const mapped = transformMesh(cube, [0, -3, 0, 10, 3, 0, 0, 20, 0, 0, 3, 30]);
  assert.deepEqual(boundsOf(mapped), { min: [4, 20, 30], max: [10, 26, 36] });
  assert.equal(measureMesh(mapped).volume_mm3, 216);
  assert.deepEqual(cube, makeCube(2));
});

test("transformMesh keeps a mirrored mesh facing outwards", () => {
  const mirrored = transformMesh(makeTorus(20, 5, 24), [-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]);
  assert.ok(measureMesh(mirrored).volume_mm3 > 0);
});

test("measureMesh loses no volume far from the origin", () => {
  const far = transformMesh(makeCube(1), [1, 0, 0, 8e6, 0, 1, 0, -8e6, 0, 0, 1, 8e6]);
  assert.equal(measureMesh(far).volume_mm3, 1);
});
