import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { inspectMesh } from "./check.ts";
import { GeometryError } from "./error.ts";
import { footprint } from "./footprint.ts";
import { transformMesh } from "./mesh.ts";
import { outlineContains } from "./polygon/contains.ts";
import { outlineAreaOf, ringAreaOf } from "./polygon/ring.ts";
import { makeRandom, type Random } from "./random.ts";
import { readStl } from "./stl.ts";
import { listStls, loadStl, stl_data_missing } from "./testing/data.ts";
import { distanceOutside, pointsOf } from "./testing/outlines.ts";
import { makeCube, makeSoup, makeTorus, turnTriangles } from "./testing/shapes.ts";
import type { Footprint, Mesh, Outline } from "./types.ts";

const seeds = fc.nat(2 ** 32 - 1);

suite("footprint", () => {
  test("of a cube is its square", async () => {
    const cube = transformMesh(makeCube(10), [1, 0, 0, -3, 0, 1, 0, 40, 0, 0, 1, -7]);
    const shadow = await footprint(cube);
    assert.equal(shadow.method, "projection");
    assert.equal(shadow.outline.length, 1);
    assert.equal(shadow.outline[0].length, 8);
    assert.ok(shadow.area_mm2 > 100 && shadow.area_mm2 < 100 + 40 * 0.05);
    assert.equal(shadow.z_min_mm, -7);
    assert.equal(shadow.height_mm, 10);
    assertContains(shadow, cube, makeRandom(1));
  });

  test("of a closed mesh is a projection also where a wall has points of its own", async () => {
    const { positions, triangles } = makeCube(10);
    // Instead of the triangles 4 and 5, the wall at y = 0 gets one that is upright, and a roof.
    const walled = {
      positions: Float32Array.of(...positions, 7, 0, 2, 5, -1, 8),
      triangles: Uint32Array.of(
        ...[...triangles.subarray(0, 12), ...triangles.subarray(18)],
        ...[0, 1, 8, 0, 8, 9, 8, 1, 9, 1, 5, 9, 5, 4, 9, 4, 0, 9],
      ),
    };
    assert.ok(inspectMesh(walled).watertight);
    const shadow = await footprint(walled);
    assert.equal(shadow.method, "projection");
    assert.ok(Math.abs(shadow.area_mm2 - 105) < 1);
  });

  test("of a torus keeps its hole", async () => {
    const torus = makeTorus(20, 5, 300);
    const { outline, area_mm2 } = await footprint(torus, { tolerance_mm: 0.01 });
    assert.equal(outline.length, 2);
    assert.ok(ringAreaOf(outline[0]) * ringAreaOf(outline[1]) < 0);
    const true_area_mm2 = Math.PI * (25 ** 2 - 15 ** 2);
    assert.ok(Math.abs(area_mm2 - true_area_mm2) < 0.01 * 2 * Math.PI * 40, `${area_mm2}`);
    assert.ok(!outlineContains(outline, 0, 0));
  });

  test("is the same whichever way the triangles face", async () => {
    const torus = makeTorus(20, 5, 40);
    const expected = await footprint(torus);
    for (const turns of [() => true, (i: number) => i % 3 === 0]) {
      const shadow = await footprint(turnTriangles(torus, turns));
      assert.ok(Math.abs(shadow.area_mm2 - expected.area_mm2) < 1e-3);
      assertContains(shadow, torus, makeRandom(2));
    }
  });

  test("of an open mesh is the union of its triangles", async () => {
    const { positions, triangles } = makeTorus(20, 5, 40);
    const open = { positions, triangles: triangles.filter((_, i) => Math.floor(i / 3) % 2 === 0) };
    const shadow = await footprint(open);
    assert.equal(shadow.method, "triangles");
    assertContains(shadow, open, makeRandom(3));
  });

  test("contains turned solids and exceeds them by at most the tolerance", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0.005, 0.05, 1), async (seed, tolerance_mm) => {
        const random = makeRandom(seed);
        const solid = random.next() < 0.5 ? makeCube(15) : makeTorus(10, 4, 16);
        const mesh = turnAnyhow(solid, random);
        const shadow = await footprint(mesh, { tolerance_mm });
        assert.equal(shadow.method, "projection");
        assertContains(shadow, mesh, random);
        assertWithin(shadow, mesh, tolerance_mm);
      }),
      { numRuns: 40 },
    );
  });

  test("contains soups and exceeds them by at most the tolerance", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0.005, 0.05, 1), async (seed, tolerance_mm) => {
        const soup = makeSoup(seed, 60, 8, 40);
        const shadow = await footprint(soup, { tolerance_mm });
        assertContains(shadow, soup, makeRandom(seed));
        assertWithin(shadow, soup, tolerance_mm);
      }),
      { numRuns: 40 },
    );
  });

  test("takes a tangled soup to the grid, and still contains it", async () => {
    const soup = makeSoup(4, 8000, 100, 100);
    const shadow = await footprint(soup);
    assert.equal(shadow.method, "raster");
    assertContains(shadow, soup, makeRandom(4));
    // 16 million cells over 200 mm by 200 mm are 0.05 mm wide.
    for (const [x, y] of pointsOf(shadow.outline).slice(0, 100)) {
      assert.ok(shadowDistance(soup, x, y) < 0.05 + 3 * 0.05);
    }
  });

  test("gives a vertical sheet a thin outline", async () => {
    const sheet = {
      positions: Float32Array.of(0, 0, 0, 10, 5, 0, 10, 5, 8, 0, 0, 8),
      triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    };
    const shadow = await footprint(sheet);
    assert.ok(shadow.area_mm2 > 0 && shadow.area_mm2 < 12 * 0.02, `${shadow.area_mm2}`);
    assertContains(shadow, sheet, makeRandom(5));
  });

  test("contains a fin of no thickness on a body", async () => {
    const { positions, triangles } = makeCube(10);
    const fin = {
      positions: Float32Array.of(...positions, 20, 5, 0, 20, 5, 10, 5, 5, 5),
      triangles: Uint32Array.of(...triangles, 8, 9, 10, 10, 9, 8),
    };
    const shadow = await footprint(fin);
    assertContains(shadow, fin, makeRandom(6));
    assertWithin(shadow, fin, 0.05);
  });

  test("refuses what casts no shadow, reaches too far or has no points", async () => {
    const needle = {
      positions: Float32Array.of(1, 1, 0, 1, 1, 1, 1, 1, 2),
      triangles: Uint32Array.of(0, 1, 2),
    };
    const nothing = { positions: new Float32Array(0), triangles: new Uint32Array(0) };
    await assertRefused(footprint(needle), "no_shadow");
    await assertRefused(footprint(nothing), "no_triangles");
    await assertRefused(footprint(makeCube(2e6)), "too_large");
    for (const tolerance_mm of [0, 0.001, -1, Number.NaN, Infinity]) {
      await assertRefused(footprint(makeCube(1), { tolerance_mm }), "tolerance_invalid");
    }
  });
});

suite("footprints of the test data", { skip: stl_data_missing }, () => {
  for (const folder of ["real", "synthetic", "pathological"]) {
    test(`contain the ${folder} meshes`, async () => {
      for (const name of listStls(folder)) {
        const mesh = meshOf(`${folder}/${name}`);
        if (!mesh) continue;
        const shadow = await footprint(mesh);
        assertContains(shadow, mesh, makeRandom(7), name);
        assert.equal(shadow.area_mm2, outlineAreaOf(shadow.outline), name);
        assert.notEqual(shadow.method, "raster", name);
      }
    });
  }

  test("have the area of a dental arch that another way of measuring gives", async () => {
    const mesh = meshOf("synthetic/arch-00.stl");
    assert.ok(mesh);
    const { outline, area_mm2 } = await footprint(mesh);
    const true_area_mm2 = shadowAreaByRays(mesh, 0.25);
    const perimeter_mm = perimeterOf(outline);
    assert.ok(area_mm2 > true_area_mm2 - 3, `${area_mm2} and ${true_area_mm2}`);
    assert.ok(area_mm2 < true_area_mm2 + 0.05 * perimeter_mm + 3, `${area_mm2}, ${true_area_mm2}`);
  });
});

/** Samples corners and points of triangles; all must lie inside, strictly. */
function assertContains({ outline }: Footprint, mesh: Mesh, random: Random, name = ""): void {
  const { positions, triangles } = mesh;
  const triangle_count = triangles.length / 3;
  for (let sample = 0; sample < 500; sample++) {
    const at = 3 * random.below(triangle_count);
    const [a, b, c] = triangles.subarray(at, at + 3);
    const weights = sample % 2 === 0 ? [1, 0, 0] : [random.next(), random.next(), random.next()];
    const sum = weights[0] + weights[1] + weights[2];
    const mix = (axis: number) =>
      (weights[0] * positions[3 * a + axis] +
        weights[1] * positions[3 * b + axis] +
        weights[2] * positions[3 * c + axis]) /
      sum;
    assert.ok(outlineContains(outline, mix(0), mix(1)), `${name} misses ${mix(0)}, ${mix(1)}`);
  }
}

function assertWithin({ outline }: Footprint, mesh: Mesh, tolerance_mm: number): void {
  for (const [x, y] of pointsOf(outline)) {
    const distance_mm = shadowDistance(mesh, x, y);
    assert.ok(distance_mm <= tolerance_mm, `${x}, ${y} is ${distance_mm} mm outside`);
  }
}

/** Distance to the nearest triangle as seen from above, by looking at every one. */
function shadowDistance({ positions, triangles }: Mesh, x: number, y: number): number {
  let least = Infinity;
  for (let i = 0; i < triangles.length && least > 0; i += 3) {
    const ring = Float64Array.from(
      Array.from(triangles.subarray(i, i + 3)).flatMap((v) => [
        positions[3 * v],
        positions[3 * v + 1],
      ]),
    );
    least = Math.min(least, distanceOutside([ring], x, y));
  }
  return least;
}

/** Counts the vertical rays of a grid that meet a triangle. */
function shadowAreaByRays({ positions, triangles }: Mesh, step_mm: number): number {
  const met = new Set<string>();
  for (let i = 0; i < triangles.length; i += 3) {
    const [ax, ay, bx, by, cx, cy] = Array.from(triangles.subarray(i, i + 3)).flatMap((v) => [
      positions[3 * v],
      positions[3 * v + 1],
    ]);
    const ring: Outline = [Float64Array.of(ax, ay, bx, by, cx, cy)];
    for (
      let m = Math.ceil(Math.min(ax, bx, cx) / step_mm);
      m * step_mm <= Math.max(ax, bx, cx);
      m++
    ) {
      for (
        let n = Math.ceil(Math.min(ay, by, cy) / step_mm);
        n * step_mm <= Math.max(ay, by, cy);
        n++
      ) {
        if (outlineContains(ring, m * step_mm, n * step_mm)) met.add(`${m} ${n}`);
      }
    }
  }
  return met.size * step_mm ** 2;
}

function perimeterOf(outline: Outline): number {
  return outline.reduce((sum, ring) => {
    const points = pointsOf([ring]);
    return points.reduce((length, [x, y], i) => {
      const [px, py] = points.at(i - 1) ?? [x, y];
      return length + Math.hypot(x - px, y - py);
    }, sum);
  }, 0);
}

/** A rotation about two axes. */
function turnAnyhow(mesh: Mesh, random: Random): Mesh {
  const a = 2 * Math.PI * random.next();
  const b = 2 * Math.PI * random.next();
  const [ca, sa, cb, sb] = [Math.cos(a), Math.sin(a), Math.cos(b), Math.sin(b)];
  return transformMesh(mesh, [ca, -sa, 0, 1, sa * cb, ca * cb, -sb, 2, sa * sb, ca * sb, cb, 3]);
}

function meshOf(path: string): Mesh | undefined {
  try {
    return readStl(loadStl(path)).mesh;
  } catch (error) {
    assert.ok(error instanceof GeometryError);
    return undefined;
  }
}

async function assertRefused(result: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(result, { name: "GeometryError", code });
}
