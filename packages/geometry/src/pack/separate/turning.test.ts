/** Tests of parts that turn freely: their forms, how fast an overlap grows, and how they part. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom } from "../../random.ts";
import { bracket, disc, rectangle, squareFrame } from "../testing/items.ts";
import { makeForm, makeShape } from "./form.ts";
import { depthOfPieces } from "./pieces.ts";
import { copyForm, makeStem, originOf, turnForm, wallsOf } from "./stem.ts";
import { separateTurning } from "./turning.ts";

const SHAPES = [bracket(40, 30, 8), squareFrame(36, 5), disc(9), rectangle(50, 12)].map((outline) =>
  makeShape(outline, 0),
);

suite("forms that turn", () => {
  test("are what is made for the turn at once", () => {
    for (const [seed, shape] of SHAPES.entries()) {
      const turn_deg = 360 * makeRandom(seed).next();
      const stem = makeStem(shape, 2);
      const form = copyForm(stem);
      turnForm(stem, form, 1);
      turnForm(stem, form, (turn_deg * Math.PI) / 180);
      const made = makeForm(shape, turn_deg, 0, 1);
      assert.ok(areNear(form.points, made.points));
      assert.ok(areNear(form.planes, made.planes));
      assert.ok(areNear(form.tree.boxes, made.tree.boxes));
      const { left, right, front, back, origin } = makeForm(shape, turn_deg, 0);
      const walls = wallsOf(stem, (turn_deg * Math.PI) / 180);
      const at = [walls.left.at, walls.right.at, walls.front.at, walls.back.at];
      assert.ok(areNear(at, [left, right, front, back]));
      const { x, y } = originOf(stem, (turn_deg * Math.PI) / 180);
      assert.ok(areNear([x, y], [origin.x, origin.y]));
    }
  });

  test("tell how fast an overlap grows as one moves and turns", () => {
    let met = 0;
    for (let seed = 0; seed < 400; seed++) {
      const random = makeRandom(seed);
      const [a, b] = [SHAPES[seed % 4], SHAPES[random.below(4)]].map((shape) => makeStem(shape, 1));
      const copy = copyForm(b);
      const slope = new Float64Array(3);
      const depthAt = (x: number, y: number, turn_rad: number) => {
        turnForm(b, copy, turn_rad);
        slope[2] = 0;
        return depthOfPieces(a.form, copy, x, y, 0, Number.POSITIVE_INFINITY, slope);
      };
      const [x, y] = [40 * random.next() - 20, 40 * random.next() - 20];
      const turn_rad = 7 * random.next();
      const depth = depthAt(x, y, turn_rad);
      if (depth === 0) continue;
      met++;
      const [fallX, fallY, growthTurn] = slope;
      const step = 1e-7;
      const wanted = depth + step * (growthTurn - fallX - 2 * fallY);
      const found = depthAt(x + step, y + 2 * step, turn_rad + step);
      assert.ok(Math.abs(found - wanted) < 1e-10, `seed ${seed}: ${found}, not ${wanted}`);
    }
    assert.ok(met > 150, `${met} overlapped`);
  });
});

suite("separating at any turn", () => {
  const bar = makeStem(makeShape(rectangle(120, 20), 0), 2);
  /** Two bars fit along a diagonal alone: each would at 35 and at 55 degrees, but not both. */
  const separateBars = (mayTurn: boolean) => {
    const turners = [35, 55].map((turn_deg) => {
      const place = { container: 0, x: 20, y: 10, turn_deg };
      return { stem: bar, place, mayTurn };
    });
    const budget = { moves: 2000, shouldStop: () => false };
    const square = { width: 116, depth: 116 };
    return separateTurning([square], turners, 1e-7, budget, makeRandom(1), 50);
  };

  test("turns bars until they lie side by side", () => {
    const places = separateBars(true);
    assert.ok(places);
    const [a, b] = places.map(({ x, y, turn_deg }) => {
      const turn_rad = (turn_deg * Math.PI) / 180;
      const [sin, cos] = [Math.sin(turn_rad), Math.cos(turn_rad)];
      return [-60, 60].map((along) => {
        const [u, v] = [60 + along, 10];
        return [x + cos * u - sin * v, y + sin * u + cos * v];
      });
    });
    // The middle lines of the bars are their width and the gap apart, at both ends.
    const [dx, dy] = [b[1][0] - b[0][0], b[1][1] - b[0][1]];
    for (const [x, y] of a) {
      const away = Math.abs((x - b[0][0]) * dy - (y - b[0][1]) * dx) / Math.hypot(dx, dy);
      assert.ok(away > 21, `${away} mm`);
    }
    for (const [x, y] of [...a, ...b]) assert.ok(Math.min(x, y, 116 - x, 116 - y) > 0);
  });

  test("leaves the turns of parts that may not turn", () => {
    assert.equal(separateBars(false), undefined);
  });
});

function areNear(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return (
    a.length === b.length && Array.from(a).every((value, at) => Math.abs(value - b[at]) < 1e-9)
  );
}
