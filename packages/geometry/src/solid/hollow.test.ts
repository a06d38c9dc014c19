import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { inspectMesh } from "../check.ts";
import { makeRandom } from "../random.ts";
import { readStl } from "../stl.ts";
import { loadStl, stl_data_missing } from "../testing/data.ts";
import {
  makeBall,
  makeBox,
  makeCube,
  makeTorus,
  shiftMesh,
  turnTriangles,
} from "../testing/shapes.ts";
import { assertNear, assertSolid, distanceFrom, fails, pointsOn } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { combineMeshes } from "./combine.ts";
import { hollowMesh } from "./hollow.ts";
import { repairMesh } from "./repair.ts";
import { joinMeshes } from "./shells.ts";
import { rotateMesh, scaleMesh } from "./transform.ts";

/** What the wall may lack, in cells: less than is promised, an eighth. */
const WALL_CELLS = 1 / 20;

suite("hollowMesh", () => {
  test("leaves a cube the surface it had and a cube inside", async () => {
    const cube = makeCube(20);
    const hollow = await hollowMesh(cube, { wall_mm: 2 });
    assert.deepEqual(hollow.positions.subarray(0, 24), cube.positions);
    assert.deepEqual(hollow.triangles.subarray(0, 36), cube.triangles);
    const { shell_count, volume_mm3 } = assertSolid(hollow);
    assert.equal(shell_count, 2);
    assertNear(8000 - volume_mm3, 16 ** 3, 0.03);
  });

  test("hollows a ball to the volume between two balls", async () => {
    const ball = makeBall(10, 5);
    const hollow = await hollowMesh(ball, { wall_mm: 1.5 });
    const { volume_mm3 } = inspectMesh(ball);
    const cavity_mm3 = volume_mm3 - assertSolid(hollow).volume_mm3;
    assertNear(cavity_mm3, volume_mm3 * (8.5 / 10) ** 3, 0.03);
  });

  test("hollows a ring to the volume between two rings", async () => {
    const ring = makeTorus(20, 8, 64);
    const hollow = await hollowMesh(ring, { wall_mm: 2, resolution_mm: 0.5 });
    assertNear(assertSolid(hollow).volume_mm3, 2 * Math.PI ** 2 * 20 * (64 - 36), 0.03);
  });

  const shapes: Record<string, () => Mesh | Promise<Mesh>> = {
    cube: () => makeCube(12),
    "turned box": () => rotateMesh(makeBox(20, 12, 9), { axis: [1, 2, 3], angle_deg: 33 }),
    ball: () => makeBall(8, 3),
    ring: () => makeTorus(12, 5, 24),
    lattice: makeLattice,
    "two bodies": () => joinMeshes(makeCube(9), shiftMesh(makeCube(8), 20, 0, 0)),
    "bodies that overlap": () => joinMeshes(makeCube(10), shiftMesh(makeCube(10), 5, 5, 5)),
  };
  for (const [name, make] of Object.entries(shapes)) {
    test(`keeps the wall everywhere: ${name}`, async () => {
      const solid = await make();
      const wall_mm = 1.2;
      const hollow = await hollowMesh(solid, { wall_mm });
      const report = assertSolid(hollow, name);
      assert.ok(report.shell_count > 1);
      const merged = inspectMesh(solid).shell_count > 1 && name.startsWith("bodies");
      const outer = merged ? await unionOfTwo() : solid;
      const first = hollow.triangles.length / 3 - innerCount(hollow, outer);
      assertWall(hollow, first, outer, wall_mm, wall_mm / 4, 400);
    });
  }

  test("keeps any wall at any resolution", async () => {
    const random_box = fc.tuple(fc.integer({ min: 8, max: 16 }), fc.integer({ min: 8, max: 16 }));
    await fc.assert(
      fc.asyncProperty(
        random_box,
        fc.integer({ min: 0, max: 89 }),
        fc.constantFrom(0.8, 1, 1.7),
        fc.constantFrom(3, 4, 6),
        async ([x, y], angle_deg, wall_mm, cells) => {
          const box = rotateMesh(makeBox(x, y, 9), { axis: [1, 1, 0], angle_deg });
          const resolution_mm = wall_mm / cells;
          const hollow = await hollowMesh(box, { wall_mm, resolution_mm });
          assertSolid(hollow);
          assertWall(hollow, 12, box, wall_mm, resolution_mm, 50);
          const inner = (x - 2 * wall_mm) * (y - 2 * wall_mm) * (9 - 2 * wall_mm);
          assertNear(inspectMesh(hollow).volume_mm3, x * y * 9 - inner, 0.06);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("follows a cavity that is there, and leaves it a wall as well", async () => {
    const inner = turnTriangles(makeBall(6, 3), () => true);
    const shell = joinMeshes(makeBall(20, 4), inner);
    const hollow = await hollowMesh(shell, { wall_mm: 2 });
    const expected = (4 / 3) * Math.PI * (20 ** 3 - 18 ** 3 + 8 ** 3 - 6 ** 3);
    assertNear(assertSolid(hollow).volume_mm3, expected, 0.05);
    assertWall(hollow, shell.triangles.length / 3, shell, 2, 0.5, 200);
  });

  test("gives the same bytes twice", async () => {
    const ring = makeTorus(14, 6, 16);
    const [a, b] = [await hollowMesh(ring, { wall_mm: 2 }), await hollowMesh(ring, { wall_mm: 2 })];
    assert.deepEqual(a, b);
  });

  test("says that a thin part has no cavity", async () => {
    const nothing = fails("nothing_to_hollow");
    await assert.rejects(hollowMesh(makeBox(40, 40, 3), { wall_mm: 2 }), nothing);
    await assert.rejects(hollowMesh(makeBall(3, 3), { wall_mm: 2.9 }), nothing);
  });

  test("refuses what it cannot hollow, with the reason", async () => {
    const { positions, triangles } = makeCube(20);
    const open = { positions, triangles: triangles.subarray(3) };
    await assert.rejects(hollowMesh(open, { wall_mm: 2 }), fails("not_watertight"));
    const inverted = turnTriangles(makeCube(20), () => true);
    await assert.rejects(hollowMesh(inverted, { wall_mm: 2 }), fails("inside_out"));
    const empty = { positions: new Float32Array(0), triangles: new Uint32Array(0) };
    await assert.rejects(hollowMesh(empty, { wall_mm: 2 }), fails("no_triangles"));
    const cube = makeCube(20);
    for (const wall_mm of [0, -1, Number.NaN, 101]) {
      await assert.rejects(hollowMesh(cube, { wall_mm }), fails("wall_invalid"));
    }
    for (const resolution_mm of [0, 1.1, Number.NaN]) {
      const attempt = hollowMesh(cube, { wall_mm: 2, resolution_mm });
      await assert.rejects(attempt, fails("resolution_invalid"));
    }
    await assert.rejects(hollowMesh(makeCube(3000), { wall_mm: 1 }), fails("too_large"));
  });

  test("tells how far it is, and stops when told", async () => {
    const shares: number[] = [];
    await hollowMesh(makeCube(20), { wall_mm: 2, onProgress: (share) => shares.push(share) });
    assert.ok(shares.length > 5 && shares.at(-1) === 1);
    assert.ok(
      shares.every((share, i) => share >= 0 && share <= 1 && (i === 0 || share >= shares[i - 1])),
    );
    let polls = 0;
    const shouldStop = () => ++polls > 3;
    await assert.rejects(hollowMesh(makeCube(20), { wall_mm: 2, shouldStop }), fails("stopped"));
    assert.equal(polls, 4);
  });
});

suite("hollowMesh on scanned and drawn parts", { skip: stl_data_missing }, () => {
  const parts: [path: string, scale: number, wall_mm: number][] = [
    ["synthetic/arch-00.stl", 1, 2],
    ["synthetic/earpiece-00.stl", 1, 1],
    ["synthetic/midsole-00.stl", 1, 3],
    ["real/tm_teapot.stl", 1, 2],
    ["real/vt_Vase.stl", 1, 3],
    ["real/ot_EARCUP_W_PINNA__LEFT_REV-C.stl", 25.4, 2],
  ];
  for (const [path, factor, wall_mm] of parts) {
    test(`${path} is closed and keeps its wall`, async () => {
      const raw = scaleMesh(readStl(loadStl(path)).mesh, factor);
      const { mesh } = await repairMesh(raw);
      const hollow = await hollowMesh(mesh, { wall_mm });
      const before = assertSolid(mesh);
      const after = assertSolid(hollow);
      assert.ok(after.volume_mm3 < 0.95 * before.volume_mm3);
      assert.deepEqual(after.bounds, before.bounds);
      assert.deepEqual(hollow.triangles.subarray(0, mesh.triangles.length), mesh.triangles);
      const count = Math.round(1e6 / before.triangle_count);
      assertWall(hollow, before.triangle_count, mesh, wall_mm, wall_mm / 4, Math.min(count, 60));
    });
  }
});

/** Asserts, point by point, that a cavity's surface is as far from the part's as the wall. */
function assertWall(
  ...[hollow, first, solid, wall_mm, cell_mm, count]: [Mesh, number, Mesh, number, number, number]
): void {
  for (const point of pointsOn(hollow, first, count, makeRandom(7))) {
    const distance_mm = distanceFrom(solid, point);
    assert.ok(distance_mm >= wall_mm - WALL_CELLS * cell_mm, `${point}: ${distance_mm} mm`);
  }
}

function unionOfTwo(): Promise<Mesh> {
  return combineMeshes("union", makeCube(10), shiftMesh(makeCube(10), 5, 5, 5));
}

/** The triangles of the cavities, which come last. */
function innerCount(hollow: Mesh, outer: Mesh): number {
  return hollow.triangles.length / 3 - outer.triangles.length / 3;
}

/** Bars along x, y and z, crossing each other. */
async function makeLattice(): Promise<Mesh> {
  let lattice = makeBox(24, 5, 5);
  const bars = [shiftMesh(makeBox(24, 5, 5), 0, 10, 0)];
  for (const at of [0, 10, 19]) {
    bars.push(shiftMesh(makeBox(5, 15, 5), at, 0, 0), shiftMesh(makeBox(5, 5, 14), at, 0, 0));
  }
  for (const bar of bars) lattice = await combineMeshes("union", lattice, bar);
  return lattice;
}
