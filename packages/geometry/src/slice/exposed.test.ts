import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRandom } from "../random.ts";
import { exposedLength } from "./exposed.ts";
import type { Cuts } from "./sweep.ts";

/** A square around the middle, which turns left, or right as that of a cavity does. */
function squareOf(half: number, is_cavity = false): number[] {
  const corners = [-half, -half, half, -half, half, half, -half, half];
  const cuts = Array.from({ length: 4 }, (_, i) => {
    const [from, to] = [2 * i, (2 * i + 2) % 8];
    const ends = [corners[from], corners[from + 1], corners[to], corners[to + 1]];
    return is_cavity ? [ends[2], ends[3], ends[0], ends[1]] : ends;
  });
  return cuts.flat();
}

const cutsOf = (...squares: number[][]): Cuts => {
  const points = Float64Array.from(squares.flat());
  return { count: points.length / 4, points };
};

test("the exposed length of a line is what lies in no solid, cavities included", () => {
  const solid = cutsOf(squareOf(5));
  const hollow = cutsOf(squareOf(5), squareOf(3, true));
  assert.equal(exposedLength(solid, -4, 1, 4, -1), 0);
  assert.equal(exposedLength(solid, -8, 1, 8, 1), 6);
  assert.equal(exposedLength(solid, 1, -8, 1, 0), 3);
  assert.equal(exposedLength(solid, 6, -8, 6, 8), 16);
  assert.equal(exposedLength(hollow, -4, 1, 4, 1), 6);
  assert.equal(exposedLength(hollow, -2, 1, 2, 1), 4);
  assert.equal(exposedLength(cutsOf(squareOf(5), squareOf(3)), -8, 1, 8, 1), 6);
});

test("it is what sampling finds, whichever way the line runs", () => {
  const random = makeRandom(11);
  const hollow = cutsOf(squareOf(5), squareOf(2, true));
  for (let trial = 0; trial < 200; trial++) {
    const [ax, ay, bx, by] = Array.from({ length: 4 }, () => 16 * random.next() - 8);
    const length = Math.hypot(bx - ax, by - ay);
    const samples = 2000;
    let open = 0;
    for (let i = 0; i < samples; i++) {
      const share = (i + 0.5) / samples;
      const far = Math.max(Math.abs(ax + share * (bx - ax)), Math.abs(ay + share * (by - ay)));
      if (far > 5 || far < 2) open++;
    }
    const expected = (open / samples) * length;
    const found = exposedLength(hollow, ax, ay, bx, by);
    assert.ok(Math.abs(found - expected) < 0.03, `${found}, not ${expected}`);
    assert.ok(Math.abs(found - exposedLength(hollow, bx, by, ax, ay)) < 1e-9);
  }
});
