import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { bandsOf } from "./bands.ts";
import { footprint } from "./footprint.ts";
import { transformMesh } from "./mesh.ts";
import { outlineContains } from "./polygon/contains.ts";
import { outlineAreaOf } from "./polygon/ring.ts";
import { makeRandom } from "./random.ts";
import { distanceOutside, pointsOf } from "./testing/outlines.ts";
import { makeBall, makeCube, makeTorus } from "./testing/shapes.ts";
import type { Mesh } from "./types.ts";

const SIDE_MM = 20;

const bandsAbove = async (mesh: Mesh) => bandsOf(mesh, await footprint(mesh));

suite("bandsOf", () => {
  test("are as the part is at each height, solid where it is solid", async () => {
    const bands = await bandsAbove(makeCube(SIDE_MM));
    assert.deepEqual(
      bands.map(({ z_from_mm, z_to_mm }) => [z_from_mm, z_to_mm]),
      Array.from({ length: 20 }, (_, at) => [at, at + 1]),
    );
    for (const { outline } of bands) {
      const area = outlineAreaOf(outline);
      assert.ok(area >= SIDE_MM ** 2 && area < SIDE_MM ** 2 + 5, `${area}`);
    }
  });

  test("contain all of a ball that is in them, and little that is half a millimetre away", async () => {
    const radius = 15;
    const ball = makeBall(radius, 4);
    const shadow = await footprint(ball);
    const random = makeRandom(1);
    for (const { z_from_mm, z_to_mm, outline } of await bandsOf(ball, shadow)) {
      const nearest = Math.min(Math.max(radius, z_from_mm - 0.5), z_to_mm + 0.5);
      const widest = Math.sqrt(Math.max(0, radius ** 2 - (nearest - radius) ** 2));
      assert.ok(outlineAreaOf(outline) < Math.PI * (widest + 0.1) ** 2);
      for (const [x, y] of pointsOf(outline))
        assert.ok(distanceOutside(shadow.outline, x, y) < 0.1);
      for (let tries = 0; tries < 200; tries++) {
        const turn = 2 * Math.PI * random.next();
        const z = Math.min(z_from_mm + random.next() * (z_to_mm - z_from_mm), 2 * radius);
        // The ball is made of flat faces: it lies within its corners' sphere.
        const most = 0.98 * Math.sqrt(Math.max(0, (0.98 * radius) ** 2 - (z - radius) ** 2));
        const r = most * Math.sqrt(random.next());
        assert.ok(outlineContains(outline, r * Math.cos(turn), r * Math.sin(turn)));
      }
    }
  });

  test("keep a hole that goes all the way through, and fill what is under a roof", async () => {
    const torus = makeTorus(20, 5, 60);
    for (const { outline } of await bandsAbove(torus)) assert.ok(!outlineContains(outline, 0, 0));
    const roof = transformMesh(makeCube(60), [1, 0, 0, -30, 0, 1, 0, -30, 0, 0, 0.05, 6]);
    const covered = await bandsAbove(join(torus, roof));
    for (const { outline } of covered) assert.ok(outlineContains(outline, 0, 0));
  });

  test("show overhang, and leave a band empty where a part is two pieces, one above another", async () => {
    const foot = transformMesh(makeCube(10), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.6, 0]);
    const top = transformMesh(makeCube(40), [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.1, 20]);
    const bands = await bandsAbove(join(foot, top));
    assert.deepEqual(
      bands.map(({ outline }) => Math.round(outlineAreaOf(outline) / 100)),
      [...Array(7).fill(1), ...Array(12).fill(0), ...Array(5).fill(16)],
    );
  });
});

function join(a: Mesh, b: Mesh): Mesh {
  const first = a.positions.length / 3;
  return {
    positions: Float32Array.of(...a.positions, ...b.positions),
    triangles: Uint32Array.of(...a.triangles, ...b.triangles.map((vertex) => vertex + first)),
  };
}
