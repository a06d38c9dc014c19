import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspectMesh } from "../check.ts";
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
import { assertNear, assertSolid, fails } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { cavitiesOf } from "./cavities.ts";
import { addDrainHoles, type DrainHole } from "./drain.ts";
import { hollowMesh } from "./hollow.ts";
import { joinMeshes } from "./shells.ts";

/** A cube of 20 mm with a cube of 16 mm cut out of its middle. */
function makeHollowCube(): Mesh {
  const cavity = turnTriangles(shiftMesh(makeCube(16), 2, 2, 2), () => true);
  return joinMeshes(makeCube(20), cavity);
}

/** Area of the 48-sided hole. */
const holeArea = (diameter_mm: number) => 24 * (diameter_mm / 2) ** 2 * Math.sin(Math.PI / 24);

suite("addDrainHoles", () => {
  const places: [name: string, hole: Omit<DrainHole, "diameter_mm">][] = [
    ["down by default", { x_mm: 7, y_mm: 9 }],
    ["down", { x_mm: 7, y_mm: 9, direction: "down" }],
    ["up", { x_mm: 7, y_mm: 9, direction: "up" }],
    ["sideways", { x_mm: 10, y_mm: 10, z_mm: 8, direction: [0, -3, 0] }],
    ["from before the cavity", { x_mm: -5, y_mm: 10, z_mm: 10, direction: [1, 0, 0] }],
  ];
  for (const [name, place] of places) {
    test(`drills through the wall and no more: ${name}`, async () => {
      const hollow = makeHollowCube();
      const drained = await addDrainHoles(hollow, { holes: [{ ...place, diameter_mm: 3 }] });
      const { volume_mm3, shell_count } = assertSolid(drained);
      assert.equal(shell_count, 1);
      assertNear(inspectMesh(hollow).volume_mm3 - volume_mm3, 2 * holeArea(3), 1e-4);
    });
  }

  test("drills where it is told", async () => {
    const drained = await addDrainHoles(makeHollowCube(), {
      holes: [{ x_mm: 7, y_mm: 9, diameter_mm: 3 }],
    });
    const rim = verticesAt(drained, 0).filter(([x, y]) => Math.hypot(x - 7, y - 9) < 2);
    assert.equal(rim.length, 48);
    for (const [x, y] of rim) assertNear(Math.hypot(x - 7, y - 9), 1.5, 1e-4);
  });

  test("leaves the roof of a low cavity whole, and what lies below the hole", async () => {
    const slab = joinMeshes(
      makeBox(20, 20, 5),
      turnTriangles(shiftMesh(makeBox(16, 16, 1), 2, 2, 2), () => true),
    );
    const stand = shiftMesh(makeBox(20, 20, 1), 0, 0, -2);
    const drained = await addDrainHoles(joinMeshes(slab, stand), {
      holes: [{ x_mm: 10, y_mm: 10, diameter_mm: 6 }],
    });
    const expected = 2000 - 256 + 400 - 2 * holeArea(6);
    assertNear(assertSolid(drained).volume_mm3, expected, 1e-5);
  });

  test("opens a slanting wall whole", async () => {
    const ball = await hollowMesh(makeBall(15, 4), { wall_mm: 2 });
    const holes = [{ x_mm: 7, y_mm: 0, diameter_mm: 3 }];
    const drained = await addDrainHoles(ball, { holes });
    assert.equal(assertSolid(drained).shell_count, 1);
    assert.equal(drained.triangles.length % 3, 0);
    assert.equal(cavitiesOf(drained).length, 0);
  });

  test("refuses holes that reach no cavity, and says which", async () => {
    const hollow = makeHollowCube();
    const good = { x_mm: 10, y_mm: 10, diameter_mm: 2 };
    const bad: DrainHole[] = [
      { x_mm: 1, y_mm: 10, diameter_mm: 2 },
      { x_mm: 50, y_mm: 50, diameter_mm: 2 },
      { x_mm: 10, y_mm: 10, z_mm: 30, direction: [0, 0, 1], diameter_mm: 2 },
    ];
    for (const hole of bad) {
      await assert.rejects(addDrainHoles(hollow, { holes: [good, hole] }), (error: Error) => {
        assert.match(error.message, /^Hole 2 at /);
        return fails("hole_misses_cavity")(error);
      });
    }
  });

  test("refuses what it cannot drill", async () => {
    const hollow = makeHollowCube();
    const hole = { x_mm: 10, y_mm: 10, diameter_mm: 2 };
    await assert.rejects(addDrainHoles(makeCube(5), { holes: [hole] }), fails("no_cavity"));
    await assert.rejects(addDrainHoles(hollow, { holes: [] }), fails("holes_invalid"));
    const many = Array.from({ length: 65 }, () => hole);
    await assert.rejects(addDrainHoles(hollow, { holes: many }), fails("holes_invalid"));
    const count = { count: 0, diameter_mm: 2 };
    await assert.rejects(addDrainHoles(hollow, count), fails("holes_invalid"));
    for (const diameter_mm of [0, Number.NaN, 101]) {
      const attempt = addDrainHoles(hollow, { holes: [{ ...hole, diameter_mm }] });
      await assert.rejects(attempt, fails("diameter_invalid"));
      await assert.rejects(
        addDrainHoles(hollow, { count: 1, diameter_mm }),
        fails("diameter_invalid"),
      );
    }
    const aslant = { ...hole, direction: [1, 0, 0] as const };
    await assert.rejects(addDrainHoles(hollow, { holes: [aslant] }), fails("hole_invalid"));
  });

  test("places the first hole down from the lowest place of each cavity, then one up", async () => {
    const two = joinMeshes(makeHollowCube(), shiftMesh(makeHollowCube(), 30, 0, 0));
    const first = await addDrainHoles(two, { count: 2, diameter_mm: 3 });
    assert.equal(cavitiesOf(first).length, 0);
    assert.equal(verticesAt(first, 0).length, 8 + 96);
    assert.equal(verticesAt(first, 20).length, 8);
    const vented = await addDrainHoles(two, { count: 4, diameter_mm: 3 });
    assert.equal(verticesAt(vented, 0).length, 8 + 96);
    assert.equal(verticesAt(vented, 20).length, 8 + 96);
    assertSolid(vented);
    const few = addDrainHoles(two, { count: 1, diameter_mm: 3 });
    await assert.rejects(few, fails("too_few_holes"));
    const many = addDrainHoles(two, { count: 64, diameter_mm: 9 });
    await assert.rejects(many, fails("too_many_holes"));
  });

  test("finds the lowest place of a round cavity", async () => {
    const ball = await hollowMesh(makeBall(12, 4), { wall_mm: 2 });
    const drained = await addDrainHoles(ball, { count: 1, diameter_mm: 2 });
    assert.equal(cavitiesOf(drained).length, 0);
    const before = inspectMesh(ball).volume_mm3;
    assertNear(before - inspectMesh(drained).volume_mm3, 2 * holeArea(2), 0.1);
  });

  test("drains a ring and a slab, the same way each time", async () => {
    for (const solid of [makeTorus(15, 6, 24), makeBox(30, 20, 8)]) {
      const hollow = await hollowMesh(solid, { wall_mm: 1.5 });
      const plan = { count: 3, diameter_mm: 2 };
      const drained = await addDrainHoles(hollow, plan);
      assert.equal(cavitiesOf(drained).length, 0);
      assertSolid(drained);
      assert.deepEqual(await addDrainHoles(hollow, plan), drained);
    }
  });

  test("drains every cavity of a hollow midsole", { skip: stl_data_missing }, async () => {
    const midsole = readStl(loadStl("synthetic/midsole-01.stl")).mesh;
    const hollow = await hollowMesh(midsole, { wall_mm: 3 });
    const drained = await addDrainHoles(hollow, { count: 4, diameter_mm: 4 });
    assert.equal(cavitiesOf(drained).length, 0);
    assertSolid(drained);
  });
});

function verticesAt({ positions }: Mesh, z_mm: number): [x: number, y: number][] {
  const found: [number, number][] = [];
  for (let i = 0; i < positions.length; i += 3) {
    if (Math.abs(positions[i + 2] - z_mm) < 1e-5) found.push([positions[i], positions[i + 1]]);
  }
  return found;
}
