import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspectMesh } from "../check.ts";
import { boundsOf } from "../mesh.ts";
import { makeBall, makeBox, makeCube, makeTorus } from "../testing/shapes.ts";
import { assertNear, assertSolid, distanceFrom, fails } from "../testing/solids.ts";
import type { Mesh, Outline } from "../types.ts";
import { engraveText, type TextOptions } from "./engrave.ts";
import { hollowMesh } from "./hollow.ts";
import { boxOf, LineCaster } from "./line.ts";
import type { Side, TextFace } from "./text-frame.ts";

/** An L of 3 by 5 and a square of 4 with a hole of 2: 7 and 12 mm². */
const TEXT: Outline = [
  Float64Array.of(0, 0, 3, 0, 3, 1, 1, 1, 1, 5, 0, 5),
  Float64Array.of(4, 0, 8, 0, 8, 4, 4, 4),
  Float64Array.of(5, 1, 5, 3, 7, 3, 7, 1),
];
const AREA_MM2 = 7 + 12;
const SIDES: Side[] = ["top", "bottom", "front", "back", "left", "right"];

suite("engraveText", () => {
  for (const side of SIDES) {
    test(`cuts and raises text on a flat ${side}`, async () => {
      const box = makeBox(20, 21, 22);
      const options = { outline: TEXT, depth_mm: 0.5, face: { side } };
      const cut = await engraveText(box, { ...options, mode: "engrave" });
      assertNear(9240 - assertSolid(cut).volume_mm3, AREA_MM2 / 2, 1e-3);
      assert.deepEqual(boundsOf(cut), boundsOf(box));
      const raised = await engraveText(box, { ...options, mode: "emboss" });
      assertNear(assertSolid(raised).volume_mm3 - 9240, AREA_MM2 / 2, 1e-3);
      const grown = boxOf(raised).size.reduce((a, b) => a + b) - (20 + 21 + 22);
      assertNear(grown, 0.5, 1e-5);
    });
  }

  test("sets text upright and from left to right as its reader sees it", async () => {
    const text: Outline = [Float64Array.of(0, 0, 6, 0, 6, 1, 1, 1, 1, 3, 0, 3)];
    const middles: Record<Side, [axis: number, sign: number, up: number]> = {
      top: [0, 1, 1],
      bottom: [0, -1, 1],
      front: [0, 1, 2],
      back: [0, -1, 2],
      left: [1, -1, 2],
      right: [1, 1, 2],
    };
    for (const [side, [axis, sign, up]] of Object.entries(middles)) {
      const raised = await engraveText(makeCube(20), {
        ...{ outline: text, depth_mm: 1, mode: "emboss" },
        face: { side: side as Side, offset_mm: [2, 3] },
      });
      const corners = pointsOutside(raised, 20);
      const range = (n: number) => {
        const values = corners.map((corner) => corner[n]);
        return [Math.min(...values), Math.max(...values)].map(
          (value) => Math.round(value * 1000) / 1000,
        );
      };
      assert.deepEqual(range(axis), sign > 0 ? [9, 15] : [5, 11], side);
      assert.deepEqual(range(up), [11.5, 14.5], side);
      // The tall stroke of the L is on the left.
      const high = corners
        .filter((corner) => corner[up] > 14.4)
        .map((corner) => sign * (corner[axis] - 10));
      assert.ok(Math.max(...high) < 0.1, side);
    }
  });

  test("scales text to a size", async () => {
    const options = { outline: TEXT, depth_mm: 1, mode: "emboss" } as const;
    const raised = await engraveText(makeCube(40), {
      ...options,
      face: { side: "top", size_mm: 10 },
    });
    assertNear(assertSolid(raised).volume_mm3 - 64_000, 4 * AREA_MM2, 1e-3);
  });

  test("starts the baseline at a place, along any directions", async () => {
    const raised = await engraveText(makeCube(20), {
      ...{ outline: TEXT, depth_mm: 1, mode: "emboss" },
      face: { origin: [8, 4, 20], normal: [0, 0, 7], up: [-1, 0, 0.5] },
    });
    const corners = pointsOutside(raised, 20);
    const xs = corners.map(([x]) => x);
    const ys = corners.map(([, y]) => y);
    assert.deepEqual([Math.min(...ys), Math.max(...ys)], [4, 12]);
    assert.deepEqual([Math.min(...xs), Math.max(...xs)], [3, 8]);
  });

  test("keeps its depth on a ball, measured along the normal", async () => {
    const ball = makeBall(20, 5);
    for (const mode of ["engrave", "emboss"] as const) {
      const face = { side: "front", size_mm: 8 } as const;
      const worked = await engraveText(ball, { outline: TEXT, depth_mm: 0.6, mode, face });
      const change = inspectMesh(worked).volume_mm3 - inspectMesh(ball).volume_mm3;
      assertNear(Math.abs(change), AREA_MM2 * (8 / 5) ** 2 * 0.6, 0.001);
      assert.equal(Math.sign(change), mode === "emboss" ? 1 : -1);
      assertSolid(worked);
      const caster = new LineCaster(worked, [0, 1, 0]);
      const before = new LineCaster(ball, [0, 1, 0]);
      const foot = [-5.1, -50, 2] as const;
      const [there, here] = [caster.hits(foot)[0].at_mm, before.hits(foot)[0].at_mm];
      assertNear(there - here, mode === "emboss" ? -0.6 : 0.6, 1e-3);
    }
  });

  test("leaves the far side and the inside of a hollow part alone", async () => {
    const hollow = await hollowMesh(makeTorus(20, 9, 48), { wall_mm: 2 });
    const options: TextOptions = {
      ...{ outline: TEXT, depth_mm: 0.8, mode: "engrave" },
      face: { side: "right", size_mm: 5 },
    };
    const cut = await engraveText(hollow, options);
    assert.equal(assertSolid(cut).shell_count, 2);
    const change = inspectMesh(hollow).volume_mm3 - inspectMesh(cut).volume_mm3;
    assertNear(change, AREA_MM2 * 0.8, 0.001);
    for (let i = 0; i < cut.positions.length; i += 300) {
      const [x, y, z] = cut.positions.subarray(i, i + 3);
      assert.ok(x > 15 || distanceFrom(hollow, [x, y, z]) < 1e-4);
    }
    assert.deepEqual(await engraveText(hollow, options), cut);
  });

  test("refuses text beside the part, without area, or too deep", async () => {
    const cube = makeCube(20);
    const good: TextOptions = {
      outline: TEXT,
      depth_mm: 1,
      mode: "engrave",
      face: { side: "top" },
    };
    const beside: TextFace = { side: "top", offset_mm: [50, 0] };
    await assert.rejects(engraveText(cube, { ...good, face: beside }), fails("text_misses_part"));
    const hole = engraveText(makeTorus(20, 5, 24), good);
    await assert.rejects(hole, fails("text_misses_part"));
    for (const outline of [
      [],
      [Float64Array.of(0, 0, 1, 1)],
      [Float64Array.of(0, 0, Number.NaN, 0, 1, 1)],
    ]) {
      await assert.rejects(engraveText(cube, { ...good, outline }), fails("text_empty"));
    }
    for (const depth_mm of [0, -1, 51, Number.NaN]) {
      await assert.rejects(engraveText(cube, { ...good, depth_mm }), fails("depth_invalid"));
    }
    const face = { origin: [0, 0, 0], normal: [0, 0, 1], up: [0, 0, 1] } as const;
    await assert.rejects(engraveText(cube, { ...good, face }), fails("direction_invalid"));
    const huge = { side: "top", size_mm: 1e4 } as const;
    await assert.rejects(engraveText(cube, { ...good, face: huge }), fails("size_invalid"));
    const long = { ...good, outline: [new Float64Array(500_000)] };
    await assert.rejects(engraveText(cube, long), fails("text_too_long"));
  });
});

/** Corners that stand out of the cube from the origin. */
function pointsOutside({ positions }: Mesh, side_mm: number): number[][] {
  const found: number[][] = [];
  for (let i = 0; i < positions.length; i += 3) {
    const corner = [...positions.subarray(i, i + 3)];
    if (corner.some((value) => value < -0.1 || value > side_mm + 0.1)) found.push(corner);
  }
  return found;
}
