import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Ring } from "../../types.ts";
import { convexPiecesOf, planesOf, turnRing } from "./convex.ts";

/** A ring whose sides are cut into stretches, so that many of its points lie on one line. */
function cutSides(corners: Ring, cuts: number): Ring {
  const points: number[] = [];
  for (let from = 0; from < corners.length; from += 2) {
    const to = (from + 2) % corners.length;
    for (let cut = 0; cut <= cuts; cut++) {
      for (const axis of [0, 1]) {
        const [a, b] = [corners[from + axis], corners[to + axis]];
        points.push(a + ((b - a) * cut) / (cuts + 1));
      }
    }
  }
  return Float64Array.from(points);
}

/** How far a point lies outside the piece that holds it best, by the planes that packing uses. */
function distanceOutside(pieces: Float64Array[], x: number, y: number): number {
  const depths = pieces.map((planes) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < planes.length; at += 3) {
      most = Math.max(most, planes[at] * x + planes[at + 1] * y - planes[at + 2]);
    }
    return most;
  });
  return Math.min(...depths);
}

const star = fc
  .array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 3, maxLength: 14 })
  .map((radii) => {
    const points = radii.flatMap((radius, at) => {
      const angle = (2 * Math.PI * at) / radii.length;
      return [100 * radius * Math.cos(angle), 100 * radius * Math.sin(angle)];
    });
    return Float64Array.from(points);
  });

/** Cut into stretches, one of its pieces has a point twice. */
const POINT_TWICE = Float64Array.of(
  ...[20, 0, 17.840811746475193, 12.962108467951825, 6.180339887498949, 19.02113032590307],
  ...[-6.180339887498947, 19.021130325903073, -16.29646481434156, 11.840074743762138],
  ...[-87.07720952397813, 1.0663882592222323e-14, -16.18033988749895, -11.75570504584946],
  ...[-6.180339887498951, -19.02113032590307, 6.180339887498945, -19.021130325903073],
  ...[22.753781532053264, -16.53158995597968],
);

test("pieces hold the whole outline, also where many points lie on one line or on another", () => {
  const turn = fc.double({ min: 0, max: 360, noNaN: true });
  const tolerance = fc.constantFrom(1e-9, 0.01, 0.3);
  fc.assert(
    fc.property(
      star,
      fc.nat(4),
      turn,
      tolerance,
      fc.boolean(),
      (corners, cuts, angle, far, twice) => {
        const cut = turnRing(cutSides(corners, cuts), angle);
        const ring = twice ? Float64Array.from([...cut, cut[0] + 1e-13, cut[1]]) : cut;
        const pieces = convexPiecesOf([ring], far).map(planesOf);
        for (let at = 0; at < ring.length; at += 2) {
          const outside = distanceOutside(pieces, ring[at], ring[at + 1]);
          assert.ok(outside < 1e-3, `point ${at / 2} lies ${outside} outside`);
        }
      },
    ),
    { numRuns: 2000, examples: [[POINT_TWICE, 3, 1e-307, 1e-9, false]] },
  );
});

test("a strip with cut sides is one piece that keeps its ends", () => {
  for (let angle = 0; angle < 90; angle += 7) {
    const ring = turnRing(
      cutSides(Float64Array.of(0, 0, 11.6, 0, 11.6, 53.25, 0, 53.25), 11),
      angle,
    );
    const pieces = convexPiecesOf([ring], 0.07).map(planesOf);
    assert.equal(pieces.length, 1);
    for (let at = 0; at < ring.length; at += 2) {
      assert.ok(distanceOutside(pieces, ring[at], ring[at + 1]) < 1e-3);
    }
  }
});
