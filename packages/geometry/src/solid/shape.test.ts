import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { inspectMesh } from "../check.ts";
import { boundsOf } from "../mesh.ts";
import { makeRandom } from "../random.ts";
import { readStl } from "../stl.ts";
import { loadStl, stl_data_missing } from "../testing/data.ts";
import { makeBall, makeBox, makeCube, makeTorus, shiftMesh } from "../testing/shapes.ts";
import { assertNear, assertSolid, distanceFrom, fails, pointsOn } from "../testing/solids.ts";
import type { Mesh } from "../types.ts";
import { combineMeshes, cutMesh } from "./combine.ts";
import { layFlat } from "./lay-flat.ts";
import { simplifyMesh } from "./simplify.ts";
import { mirrorMesh, moveMesh, rotateMesh, scaleMesh } from "./transform.ts";

const L_SHAPE = () => combineMeshes("union", makeBox(20, 8, 4), makeBox(4, 8, 15));

suite("scale, mirror, move and rotate", () => {
  test("scale by one factor or three", () => {
    assert.deepEqual(
      boundsOf(scaleMesh(makeCube(2), 25.4)).max.map(Math.fround),
      [50.8, 50.8, 50.8].map(Math.fround),
    );
    assert.deepEqual(boundsOf(scaleMesh(makeCube(2), [1, 2, 3])).max, [2, 4, 6]);
    for (const factor of [0, -1, Number.NaN, 1e5]) {
      assert.throws(() => scaleMesh(makeCube(2), factor), fails("factor_invalid"));
      assert.throws(() => scaleMesh(makeCube(2), [1, 1, factor]), fails("factor_invalid"));
    }
  });

  test("mirror along each axis, with the outside still outside", () => {
    for (const [index, axis] of (["x", "y", "z"] as const).entries()) {
      const mirrored = mirrorMesh(makeBox(1, 2, 3), axis);
      assert.equal(assertSolid(mirrored).volume_mm3, 6);
      const { min, max } = boundsOf(mirrored);
      for (let other = 0; other < 3; other++) {
        const side = other + 1;
        assert.deepEqual(
          [min[other] + 0, max[other] + 0],
          other === index ? [-side, 0] : [0, side],
        );
      }
    }
  });

  test("move, and no farther than a part can be", () => {
    const { min, max } = boundsOf(moveMesh(makeCube(1), [1, -2, 3]));
    assert.deepEqual(
      [min, max],
      [
        [1, -2, 3],
        [2, -1, 4],
      ],
    );
    assert.throws(() => moveMesh(makeCube(1), [0, 0, 1e6]), fails("shift_invalid"));
  });

  test("rotate by quarters without rounding, and about any axis", () => {
    const turned = rotateMesh(makeBox(1, 2, 3), { axis: "z", angle_deg: 90 });
    assert.deepEqual(boundsOf(turned), { min: [-2, 0, 0], max: [0, 1, 3] });
    const back = rotateMesh(turned, { axis: [0, 0, 5], angle_deg: -450 });
    assert.deepEqual(boundsOf(back), { min: [0, 0, 0], max: [1, 2, 3] });
    const third = boundsOf(rotateMesh(makeBox(1, 2, 3), { axis: [1, 1, 1], angle_deg: 120 }));
    for (const [axis, side] of [3, 1, 2].entries()) assertNear(third.max[axis], side, 1e-6);
    assert.throws(
      () => rotateMesh(turned, { axis: [0, 0, 0], angle_deg: 1 }),
      fails("direction_invalid"),
    );
    assert.throws(
      () => rotateMesh(turned, { axis: "x", angle_deg: Infinity }),
      fails("angle_invalid"),
    );
  });

  test("keep any solid a solid", () => {
    const angle = fc.integer({ min: -720, max: 720 });
    fc.assert(
      fc.property(
        angle,
        fc.constantFrom("x", "y", "z"),
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        (angle_deg, axis, factor) => {
          const ring = makeTorus(10, 3, 12);
          const mapped = scaleMesh(mirrorMesh(rotateMesh(ring, { axis, angle_deg }), axis), factor);
          assertNear(
            assertSolid(mapped).volume_mm3,
            inspectMesh(ring).volume_mm3 * factor ** 3,
            1e-5,
          );
        },
      ),
      { numRuns: 50 },
    );
  });
});

suite("layFlat", () => {
  test("lays a box on its largest side, whichever way it lies", async () => {
    for (const turn of [
      { axis: "x", angle_deg: 90 },
      { axis: [1, 2, 3], angle_deg: 77 },
    ] as const) {
      const box = moveMesh(rotateMesh(makeBox(30, 20, 5), turn), [3, 4, -50]);
      const { min, max } = boundsOf(await layFlat(box));
      assert.equal(min[2], 0);
      assertNear(max[2], 5, 1e-5);
    }
  });

  test("leaves a part that lies well as it lies, and gives the same answer twice", async () => {
    const cube = makeCube(10);
    assert.deepEqual((await layFlat(cube)).positions, cube.positions);
    const turned = rotateMesh(await L_SHAPE(), { axis: [1, 1, 0], angle_deg: 130 });
    assert.deepEqual(await layFlat(turned), await layFlat(turned));
  });

  test("does not choose a face that the part tips from", async () => {
    // Its foot lies lowest as it stands, and is not under the middle of the slab on top.
    const leaning = await combineMeshes(
      "union",
      makeBox(6, 6, 2),
      shiftMesh(makeBox(30, 6, 2), 0, 0, 2),
    );
    const { max } = boundsOf(await layFlat(leaning));
    assertNear(max[2], 4, 1e-5);
  });

  test("lays down the face that is asked for", async () => {
    const { max } = boundsOf(await layFlat(makeBox(30, 20, 5), { face: [1, 0.1, 0] }));
    assertNear(max[2], 30, 1e-5);
    const up = await layFlat(makeBox(30, 20, 5), { face: [0, 0, 1] });
    assertSolid(up);
    assert.deepEqual(boundsOf(up).max[2], 5);
    await assert.rejects(layFlat(makeCube(1), { face: [0, 0, 0] }), fails("direction_invalid"));
    await assert.rejects(layFlat(makeBox(5, 5, 0)), fails("part_is_flat"));
  });
});

suite("cut and combine", () => {
  test("a cut leaves closed pieces whose volumes add up", async () => {
    const ring = makeTorus(20, 5, 40);
    const cut = { point: [1, 0, 0], normal: [1, 1, 0.5] } as const;
    const above = assertSolid(await cutMesh(ring, { ...cut, keep: "above" }));
    const below = assertSolid(await cutMesh(ring, { ...cut, keep: "below" }));
    assertNear(above.volume_mm3 + below.volume_mm3, inspectMesh(ring).volume_mm3, 1e-5);
    const both = assertSolid(await cutMesh(ring, { ...cut, keep: "both" }));
    assertNear(both.volume_mm3, inspectMesh(ring).volume_mm3, 1e-5);
    assert.equal(both.shell_count, above.shell_count + below.shell_count);
  });

  test("above is where the normal points, and a gap parts the two", async () => {
    const cut = { point: [0, 0, 3], normal: [0, 0, 2], keep: "above" } as const;
    assert.deepEqual(boundsOf(await cutMesh(makeCube(10), cut)).min, [0, 0, 3]);
    assert.deepEqual(
      boundsOf(await cutMesh(makeCube(10), { ...cut, keep: "below" })).max,
      [10, 10, 3],
    );
    const both = await cutMesh(makeCube(10), { ...cut, keep: "both", gap_mm: 4 });
    assert.equal(boundsOf(both).max[2], 14);
  });

  test("a cut beside the part, without a direction or of an open mesh is refused", async () => {
    const cut = { point: [0, 0, 99], normal: [0, 0, 1], keep: "above" } as const;
    const cube = makeCube(10);
    await assert.rejects(cutMesh(cube, cut), fails("cut_misses_part"));
    await assert.rejects(cutMesh(cube, { ...cut, point: [0, 0, -1] }), fails("cut_misses_part"));
    await assert.rejects(cutMesh(cube, { ...cut, normal: [0, 0, 0] }), fails("direction_invalid"));
    await assert.rejects(cutMesh(cube, { ...cut, gap_mm: -1 }), fails("gap_invalid"));
    const open = { ...cube, triangles: cube.triangles.subarray(3) };
    await assert.rejects(cutMesh(open, cut), fails("not_watertight"));
  });

  test("two boxes combine to the volumes of set theory", async () => {
    const [a, b] = [makeCube(10), shiftMesh(makeCube(10), 4, 5, 6)];
    const volumes = { union: 2000 - 120, difference: 1000 - 120, intersection: 120 };
    for (const [kind, expected] of Object.entries(volumes)) {
      const combined = await combineMeshes(kind as keyof typeof volumes, a, b);
      assertNear(assertSolid(combined).volume_mm3, expected, 1e-5, kind);
    }
    const far = shiftMesh(a, 50, 0, 0);
    await assert.rejects(combineMeshes("intersection", a, far), fails("nothing_left"));
    await assert.rejects(combineMeshes("difference", a, a), fails("nothing_left"));
  });
});

suite("simplifyMesh", () => {
  const shapes: Record<string, () => Mesh> = {
    ball: () => makeBall(10, 4),
    ring: () => makeTorus(15, 6, 40),
  };
  for (const [name, make] of Object.entries(shapes)) {
    test(`keeps a ${name} closed and says how far the surface has moved`, async () => {
      const whole = make();
      const goals = [{ tolerance_mm: 0.05 }, { tolerance_mm: 0.3 }, { triangles_max: 300 }];
      for (const goal of goals) {
        const { mesh, deviation_mm } = await simplifyMesh(whole, goal);
        const { triangle_count, nonmanifold_edge_count, volume_mm3 } = assertSolid(mesh, name);
        assert.ok(triangle_count < whole.triangles.length / 3);
        assert.equal(nonmanifold_edge_count, 0);
        if (goal.triangles_max) assert.ok(triangle_count <= goal.triangles_max);
        if (goal.tolerance_mm)
          assert.ok(deviation_mm <= 1.5 * goal.tolerance_mm, `${deviation_mm}`);
        assertNear(volume_mm3, inspectMesh(whole).volume_mm3, 0.1);
        for (const point of pointsOn(mesh, 0, 100, makeRandom(5))) {
          const off_mm = distanceFrom(whole, point);
          assert.ok(off_mm <= 1.2 * deviation_mm, `${off_mm} of ${deviation_mm} mm`);
        }
        assert.deepEqual(await simplifyMesh(whole, goal), { mesh, deviation_mm });
      }
    });
  }

  test("takes a flat part down to its corners, exactly", async () => {
    const fine = await combineMeshes(
      "union",
      makeBox(10, 10, 10),
      shiftMesh(makeBox(3, 3, 3), 1, 1, 7),
    );
    const { mesh, deviation_mm } = await simplifyMesh(fine, { tolerance_mm: 0.01 });
    assert.equal(mesh.triangles.length / 3, 12);
    assert.equal(deviation_mm, 0);
  });

  test("keeps a thin ring a ring, however few triangles are asked for", async () => {
    const { mesh } = await simplifyMesh(makeTorus(10, 1, 9), { triangles_max: 4 });
    const { vertex_count, triangle_count, ...report } = assertSolid(mesh);
    assert.equal(report.nonmanifold_edge_count, 0);
    assert.equal(vertex_count - triangle_count / 2, 0);
  });

  test("leaves what is small enough, and never less than a solid", async () => {
    const cube = makeCube(3);
    assert.equal((await simplifyMesh(cube, { triangles_max: 12 })).mesh, cube);
    const least = await simplifyMesh(makeBall(5, 2), { triangles_max: 4 });
    assertSolid(least.mesh);
  });

  test("refuses limits and meshes that it cannot work with", async () => {
    const cube = makeCube(3);
    for (const tolerance_mm of [0, -1, Number.NaN, 1e9]) {
      await assert.rejects(simplifyMesh(cube, { tolerance_mm }), fails("tolerance_invalid"));
    }
    for (const triangles_max of [3, Number.NaN, 1e9]) {
      await assert.rejects(simplifyMesh(cube, { triangles_max }), fails("triangles_invalid"));
    }
    const open = { ...cube, triangles: cube.triangles.subarray(3) };
    await assert.rejects(simplifyMesh(open, { tolerance_mm: 1 }), fails("not_watertight"));
  });

  test("halves a scanned part", { skip: stl_data_missing }, async () => {
    const vase = readStl(loadStl("real/vt_Vase.stl")).mesh;
    const { mesh, deviation_mm } = await simplifyMesh(vase, { triangles_max: 5000 });
    assertNear(assertSolid(mesh).volume_mm3, inspectMesh(vase).volume_mm3, 0.001);
    assert.ok(deviation_mm < 0.5, `${deviation_mm}`);
  });
});
