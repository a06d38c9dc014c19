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

test("measureMesh gives an open mesh the same volume wherever it is", () => {
  const { positions, triangles } = makeTorus(20, 5, 24);
  const open = { positions, triangles: triangles.subarray(0, 3000) };
  const moved = transformMesh(open, [1, 0, 0, 512, 0, 1, 0, -512, 0, 0, 1, 512]);
  const { volume_mm3 } = measureMesh(open);
  assert.ok(Math.abs(measureMesh(moved).volume_mm3 - volume_mm3) < 0.01);
});
