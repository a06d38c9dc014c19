/** Tests of the separation: what it calls separate is held to the independent checker. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom, type Random } from "../../random.ts";
import type { Outline, PackItem } from "../../types.ts";
import { bracket, disc, itemOf, randomJob, rectangle, squareFrame } from "../testing/items.ts";
import { type JudgedPacking, validatePacking } from "../validate.ts";
import { type Kind, makeFormBook, overlapOfForms } from "./book.ts";
import { convexPiecesOf } from "./convex.ts";
import { makeShape, type Shape } from "./form.ts";
import { type Layout, makeLayout, type Part } from "./layout.ts";
import { placeOf, putAt } from "./place.ts";
import { separate } from "./separate.ts";

const PATIENCE = { passes: 100, strikes: 2 };

const HEIGHT_MM = 100;
const QUARTERS = [0, 90, 180, 270];

type Job = { items: PackItem[]; width: number; depth: number; containers: number; gap: number };

suite("separation", () => {
  test("spreads parts that all lie on one spot over two plates, the gap kept", () => {
    const outlines = [bracket(40, 30, 8), squareFrame(36, 5), disc(9), rectangle(50, 12)];
    const items = Array.from({ length: 16 }, (_, at) => {
      return itemOf(`part-${at}`, outlines[at % outlines.length]);
    });
    const job = { items, width: 110, depth: 90, containers: 2, gap: 2 };
    const layout = layoutOf(job, QUARTERS);
    for (let part = 0; part < items.length; part++) {
      putAt(layout, part, { container: 0, x: 30, y: 30, turn_deg: 0 });
    }
    assert.ok(separate(layout, budgetOf(20_000), makeRandom(1), PATIENCE));
    assert.deepEqual(faultsOf(job, layout), []);
    const counts = layout.members.map((members) => members.length);
    assert.ok(
      counts.every((count) => count > 0),
      `${counts}`,
    );
  });

  test("leaves no overlap and no gap too small on 300 random jobs it calls separate", () => {
    let separated = 0;
    for (let seed = 0; seed < 300; seed++) {
      const random = makeRandom(seed);
      const job = drawJob(random);
      const layout = layoutOf(job, random.next() < 0.5 ? QUARTERS : [0, 33, 214.5]);
      scatter(layout, random);
      if (!separate(layout, budgetOf(150), random, PATIENCE)) continue;
      separated++;
      assert.deepEqual(faultsOf(job, layout), [], `random job ${seed}`);
    }
    assert.ok(separated >= 100, `only ${separated} were separated`);
  });

  test("gives the same places for the same seed and moves", () => {
    const run = () => {
      const random = makeRandom(7);
      const layout = layoutOf(drawJob(makeRandom(3), 30), QUARTERS);
      scatter(layout, random);
      separate(layout, budgetOf(300), random, PATIENCE);
      return JSON.stringify(layout.parts.map((_, part) => placeOf(layout, part)));
    };
    assert.equal(run(), run());
  });

  test("stops when told, and says so", () => {
    const items = Array.from({ length: 9 }, (_, at) => itemOf(`${at}`, rectangle(40, 40)));
    const layout = layoutOf({ items, width: 100, depth: 100, containers: 1, gap: 0 }, [0]);
    scatter(layout, makeRandom(1));
    const budget = { moves: 1e9, shouldStop: () => true };
    assert.equal(separate(layout, budget, makeRandom(1), PATIENCE), false);
    assert.ok(1e9 - budget.moves <= 64, `${1e9 - budget.moves} moves`);
  });
});

suite("overlap of two forms", () => {
  test("is the same seen from either, and 0 exactly where the checker finds none", () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = makeRandom(seed);
      const job = { ...drawJob(random, 2), gap: 0, containers: 1 };
      const layout = layoutOf(job, QUARTERS);
      scatter(layout, random);
      const [a, b] = layout.form;
      const [dx, dy] = [layout.x[1] - layout.x[0], layout.y[1] - layout.y[0]];
      const overlap = overlapOfForms(layout.book, a, b, dx, dy);
      assert.equal(overlapOfForms(layout.book, b, a, -dx, -dy), overlap);
      const isFound = faultsOf(job, layout).length > 0;
      // The checker's tolerance is 1e-3 mm; overlaps are scaled by the sizes of the parts.
      if (isFound) assert.ok(overlap > 0, `random job ${seed}`);
      else assert.ok(overlap <= 0.5, `random job ${seed}: ${overlap}`);
    }
  });

  test("is the same worked out from the pieces and, later, from the list of a cell", () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = makeRandom(seed);
      const layout = layoutOf({ ...drawJob(random, 2), containers: 1 }, QUARTERS);
      scatter(layout, random);
      const [a, b] = layout.form;
      const [dx, dy] = [(layout.x[1] - layout.x[0]) / 4, (layout.y[1] - layout.y[0]) / 4];
      const first = overlapOfForms(layout.book, a, b, dx, dy);
      for (let visit = 0; visit < 20; visit++) {
        const overlap = overlapOfForms(layout.book, a, b, dx, dy);
        assert.ok(Math.abs(overlap - first) <= 1e-9 * first, `random job ${seed}`);
      }
    }
  });
});

suite("convex pieces", () => {
  test("cover holes' rims, crossings and several bodies, and nothing else", () => {
    const eight: Outline = [Float64Array.of(0, 0, 10, 10, 10, 0, 0, 10)];
    const cases: [Outline, number][] = [
      [rectangle(4, 3), 12],
      [squareFrame(10, 2), 64],
      [bracket(10, 8, 2), 44],
      [[...rectangle(4, 4), Float64Array.of(6, 0, 8, 0, 8, 2, 6, 2)], 20],
      [eight, 50],
    ];
    for (const [outline, area] of cases) {
      const pieces = convexPiecesOf(outline, 1e-9);
      assert.ok(Math.abs(unionAreaOf(pieces) - area) < area / 50, `${unionAreaOf(pieces)}`);
    }
  });

  test("are fewer where they may reach beyond the outline, and still contain it", () => {
    const outline = disc(20, 128);
    const [piece, ...others] = convexPiecesOf(outline, 0.2);
    assert.equal(others.length, 0);
    assert.ok(piece.length < 80, `${piece.length / 2} corners`);
    const [ring] = outline;
    for (let at = 0; at < ring.length; at += 2) {
      assert.ok(depthIn(piece, ring[at], ring[at + 1]) >= -1e-9, `corner ${at / 2}`);
    }
  });
});

function layoutOf(job: Job, turns_deg: number[]): Layout {
  const shapes = new Map<Outline, Shape>();
  const kinds = job.items.map(({ outline }): Kind => {
    const shape = shapes.get(outline) ?? makeShape(outline, 0);
    shapes.set(outline, shape);
    return { shapeOf: () => shape, turns_deg };
  });
  const parts = kinds.map((_, kind): Part => ({ kind }));
  const container = { width: job.width, depth: job.depth };
  const containers = Array.from({ length: job.containers }, () => container);
  return makeLayout(containers, parts, makeFormBook(kinds, job.gap, 1e-9 * job.depth));
}

/** Parts that are smaller than their plates at every turn. */
function drawJob(random: Random, count = 10): Job {
  const drawn = randomJob(random).items.filter(({ outline }) => makeShape(outline, 0).size < 40);
  const kinds = drawn.length > 0 ? drawn : [itemOf("part", bracket(30, 20, 6))];
  const items = Array.from({ length: count }, (_, at) => {
    return itemOf(`part-${at}`, kinds[random.below(kinds.length)].outline);
  });
  const containers = 1 + random.below(2);
  return { items, width: 140, depth: 110, containers, gap: [0, 0.5, 2][random.below(3)] };
}

function scatter(layout: Layout, random: Random): void {
  for (const [part, { kind }] of layout.parts.entries()) {
    const { turns_deg } = layout.book.kinds[kind];
    const container = random.below(layout.containers.length);
    const turn_deg = turns_deg[random.below(turns_deg.length)];
    putAt(layout, part, { container, x: 140 * random.next(), y: 110 * random.next(), turn_deg });
  }
}

function budgetOf(moves: number) {
  return { moves, shouldStop: () => false };
}

function faultsOf(job: Job, layout: Layout) {
  const plates = layout.containers.map((): JudgedPacking["plates"][number] => ({ placements: [] }));
  for (const [part, { id }] of job.items.entries()) {
    const place = placeOf(layout, part);
    plates[place.container].placements.push({
      id,
      x_mm: place.x,
      y_mm: place.y,
      rotation_deg: place.turn_deg,
    });
  }
  const plate = { width_mm: job.width, depth_mm: job.depth, height_mm: HEIGHT_MM };
  const options = { seed: 0, gap_mm: job.gap, margin_mm: 0, rotations: "any" as const };
  return validatePacking(job.items, plate, options, { plates, left_out: [] });
}

/** Area of a union, by points of a fine grid. */
function unionAreaOf(rings: Float64Array[]): number {
  const step = 0.05;
  let count = 0;
  for (let x = step / 2; x < 10; x += step) {
    for (let y = step / 2; y < 10; y += step) {
      if (rings.some((ring) => depthIn(ring, x, y) > 0)) count++;
    }
  }
  return count * step * step;
}

/** How deep a point lies in a convex ring; negative outside. */
function depthIn(ring: Float64Array, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    const ex = ring[to] - ring[from];
    const ey = ring[to + 1] - ring[from + 1];
    const cross = ex * (y - ring[from + 1]) - ey * (x - ring[from]);
    least = Math.min(least, cross / Math.hypot(ex, ey));
  }
  return least;
}
