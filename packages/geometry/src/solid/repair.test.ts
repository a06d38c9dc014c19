import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspectMesh } from "../check.ts";
import { makeRandom } from "../random.ts";
import { readStl } from "../stl.ts";
import { listStls, loadStl, stl_data_missing } from "../testing/data.ts";
import {
  makeBall,
  makeBox,
  makeCube,
  makeSoup,
  makeTorus,
  shiftMesh,
  turnTriangles,
} from "../testing/shapes.ts";
import { assertNear, assertSolid, fails } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { type Repaired, repairMesh } from "./repair.ts";
import { joinMeshes } from "./shells.ts";

suite("repairMesh", () => {
  test("gives a watertight mesh back as it is", async () => {
    const cavity = turnTriangles(makeBall(3, 2), () => true);
    const meshes = [makeCube(10), makeTorus(10, 3, 20), joinMeshes(makeBall(9, 3), cavity)];
    for (const mesh of meshes) {
      const { mesh: same, repairs } = await repairMesh(mesh);
      assert.equal(same, mesh);
      assert.deepEqual(repairs, []);
    }
  });

  test("fills holes of any number of triangles, and says how many edges and how large", async () => {
    const ball = makeBall(10, 3);
    for (const count of [1, 2, 5]) {
      const open = { ...ball, triangles: ball.triangles.slice(3 * count) };
      const repaired = await repairMesh(open);
      assertNear(assertSolid(repaired.mesh).volume_mm3, inspectMesh(ball).volume_mm3, 0.01);
      assertRepairs(repaired, "holes_filled");
      const rim_count = inspectMesh(open).open_edge_count;
      assert.match(
        repaired.repairs[0].detail,
        new RegExp(`${rim_count} edges were filled.* mm across`),
      );
    }
  });

  test("closes a box without its lid, flat", async () => {
    const { positions, triangles } = makeCube(10);
    const repaired = await repairMesh({ positions, triangles: dropTriangles(triangles, [2, 3]) });
    assert.equal(assertSolid(repaired.mesh).volume_mm3, 1000);
  });

  test("closes a long flat rim", async () => {
    const { positions, triangles } = makeDrum(600);
    const open = { positions, triangles: dropTriangles(triangles, drumLid(600)) };
    const repaired = await repairMesh(open);
    assertRepairs(repaired, "holes_filled");
    assertNear(assertSolid(repaired.mesh).volume_mm3, Math.PI * 100 * 5, 0.001);
  });

  test("refuses a hole that is neither flat nor small", async () => {
    const ring = makeTorus(10, 3, 20);
    const half = { ...ring, triangles: ring.triangles.slice(0, ring.triangles.length / 2) };
    assertSolid((await repairMesh(half)).mesh);
    const ball = makeBall(10, 3);
    const bent = { ...ball, triangles: ball.triangles.filter((_, i) => keepBent(ball, i)) };
    await assert.rejects(repairMesh(bent), (error: Error) => {
      assert.match(error.message, /a hole of \d+ edges and [\d.]+ mm across/);
      return fails("mesh_not_repairable")(error);
    });
  });

  test("turns triangles, shells and whole meshes that face the wrong way", async () => {
    const cases: [Mesh, string[]][] = [
      [turnTriangles(makeCube(4), (triangle) => triangle % 5 === 0), ["triangles_turned"]],
      [turnTriangles(makeCube(4), () => true), ["shells_turned"]],
      [
        turnTriangles(makeCube(4), (triangle) => triangle > 2),
        ["triangles_turned", "shells_turned"],
      ],
    ];
    for (const [mesh, codes] of cases) {
      const repaired = await repairMesh(mesh);
      assert.equal(assertSolid(repaired.mesh).volume_mm3, 64);
      assertRepairs(repaired, ...codes);
    }
    const pair = joinMeshes(
      makeCube(4),
      shiftMesh(
        turnTriangles(makeCube(4), () => true),
        9,
        0,
        0,
      ),
    );
    assert.equal(assertSolid((await repairMesh(pair)).mesh).volume_mm3, 128);
  });

  test("welds corners that were written apart, and those that differ by rounding", async () => {
    const ball = makeBall(10, 3);
    const soup = splitCorners(ball, 0);
    const repaired = await repairMesh(soup);
    assertRepairs(repaired, "welded");
    assert.equal(assertSolid(repaired.mesh).shell_count, 1);
    const shaken = await repairMesh(splitCorners(ball, 2e-6));
    assertNear(assertSolid(shaken.mesh).volume_mm3, inspectMesh(ball).volume_mm3, 1e-4);
  });

  test("drops triangles that repeat another, and sheets without inside", async () => {
    const { positions, triangles } = makeCube(4);
    const twice = { positions, triangles: Uint32Array.of(...triangles, ...triangles.slice(0, 3)) };
    const repaired = await repairMesh(twice);
    assertRepairs(repaired, "duplicates_dropped");
    assert.equal(assertSolid(repaired.mesh).triangle_count, 12);
    const sheet: Mesh = {
      positions: Float32Array.of(9, 9, 9, 10, 9, 9, 9, 10, 9),
      triangles: Uint32Array.of(0, 1, 2),
    };
    const alone = await repairMesh(joinMeshes(makeCube(4), sheet));
    assertRepairs(alone, "holes_filled", "sheets_dropped");
    assert.equal(assertSolid(alone.mesh).triangle_count, 12);
  });

  test("merges bodies that overlap when it repairs one of them", async () => {
    const { positions, triangles } = makeCube(4);
    const open = { positions, triangles: triangles.slice(3) };
    const repaired = await repairMesh(joinMeshes(open, shiftMesh(makeCube(4), 2, 2, 2)));
    assertRepairs(repaired, "holes_filled", "bodies_merged");
    assert.equal(assertSolid(repaired.mesh).volume_mm3, 64 + 64 - 8);
  });

  test("refuses what has no inside, and a surface with one side", async () => {
    const unrepairable = fails("mesh_not_repairable");
    await assert.rejects(repairMesh(makeSoup(1, 50, 5, 40)), unrepairable);
    await assert.rejects(repairMesh(makeMoebius()), unrepairable);
    const flat = makeBox(10, 10, 0);
    await assert.rejects(repairMesh(flat), unrepairable);
    const empty = { positions: new Float32Array(0), triangles: new Uint32Array(0) };
    await assert.rejects(repairMesh(empty), fails("no_triangles"));
  });

  test("mends what is broken at random, and the same way each time", async () => {
    const random = makeRandom(3);
    for (let round = 0; round < 40; round++) {
      const whole = round % 2 === 0 ? makeBall(10, 3) : makeTorus(12, 4, 16);
      const lost = Array.from({ length: 3 }, () => random.below(whole.triangles.length / 3));
      const turned = random.below(5) + 2;
      const broken = turnTriangles(
        { ...whole, triangles: dropTriangles(whole.triangles, lost) },
        (triangle) => triangle % turned === 0,
      );
      const repaired = await repairMesh(broken);
      const { volume_mm3 } = assertSolid(repaired.mesh, `round ${round}`);
      assertNear(volume_mm3, inspectMesh(whole).volume_mm3, 0.02, `round ${round}`);
      assert.deepEqual(await repairMesh(broken), repaired);
      assert.equal((await repairMesh(repaired.mesh)).repairs.length, 0);
    }
  });
});

suite("repairMesh on files", { skip: stl_data_missing }, () => {
  test("makes a solid of every part, or says why not", async () => {
    for (const folder of ["real", "pathological"]) {
      for (const file of listStls(folder)) {
        const mesh = tryRead(`${folder}/${file}`);
        if (mesh === undefined) continue;
        try {
          const repaired = await repairMesh(mesh);
          assertSolid(repaired.mesh, file);
          if (repaired.repairs.length === 0) assert.equal(repaired.mesh, mesh);
        } catch (error) {
          assert.ok(fails("mesh_not_repairable")(error), `${file}: ${error}`);
          assert.notEqual(folder, "real", `${file}: ${error}`);
        }
      }
    }
  });
});

function tryRead(path: string): Mesh | undefined {
  try {
    return readStl(loadStl(path)).mesh;
  } catch {
    return undefined;
  }
}

function assertRepairs({ repairs }: Repaired, ...codes: string[]): void {
  assert.deepEqual(
    repairs.map(({ code }) => code),
    codes,
  );
}

function dropTriangles(triangles: Uint32Array, lost: number[]): Uint32Array {
  return triangles.filter((_, i) => !lost.includes(Math.floor(i / 3)));
}

/** Keeps the ball but for a bent half of its upper half. */
function keepBent({ positions, triangles }: Mesh, i: number): boolean {
  const vertex = triangles[i - (i % 3)];
  const [x, , z] = positions.subarray(3 * vertex, 3 * vertex + 3);
  return !(z > 0 || x > 0);
}

/** Gives each triangle corners of its own, shaken by a share of the size. */
function splitCorners({ positions, triangles }: Mesh, share: number): Mesh {
  const random = makeRandom(1);
  const split = new Float32Array(3 * triangles.length);
  for (const [i, vertex] of triangles.entries()) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * vertex + axis];
      split[3 * i + axis] = value + 20 * share * (random.next() - 0.5);
    }
  }
  return { positions: split, triangles: Uint32Array.from(triangles, (_, i) => i) };
}

/** A flat cylinder of radius 10 and height 5; its lids are fans about their middles. */
function makeDrum(sides: number): Mesh {
  const positions = [0, 0, 0, 0, 0, 5];
  const triangles: number[] = [];
  for (let i = 0; i < sides; i++) {
    const angle = (2 * Math.PI * i) / sides;
    const [x, y] = [10 * Math.cos(angle), 10 * Math.sin(angle)];
    positions.push(x, y, 0, x, y, 5);
    const [low, high] = [2 + 2 * i, 3 + 2 * i];
    const [next, above] = [2 + 2 * ((i + 1) % sides), 3 + 2 * ((i + 1) % sides)];
    triangles.push(low, next, above, low, above, high, 0, next, low, 1, high, above);
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}

function drumLid(sides: number): number[] {
  return Array.from({ length: sides }, (_, i) => 4 * i + 3);
}

function makeMoebius(): Mesh {
  const steps = 12;
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let i = 0; i < steps; i++) {
    const angle = (2 * Math.PI * i) / steps;
    for (const side of [-2, 2]) {
      const radius = 10 + side * Math.cos(angle / 2);
      positions.push(
        radius * Math.cos(angle),
        radius * Math.sin(angle),
        side * Math.sin(angle / 2),
      );
    }
    const last = i === steps - 1;
    const [a, b] = [2 * i, 2 * i + 1];
    const [c, d] = last ? [1, 0] : [2 * i + 2, 2 * i + 3];
    triangles.push(a, c, b, b, c, d);
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}
