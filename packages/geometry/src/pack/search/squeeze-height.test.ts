import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom } from "../../random.ts";
import type { PackItem, PackOptions, Plate } from "../../types.ts";
import { addPart, makeBoard } from "../engine/board.ts";
import { variantOf } from "../engine/shape.ts";
import { pack } from "../pack.ts";
import { makeJob } from "../problem/job.ts";
import { itemOf, rectangle } from "../testing/items.ts";
import { validatePacking } from "../validate.ts";
import { bareSeats, openPlate } from "./greedy.ts";
import { makePress, type Start } from "./press.ts";
import { squeeze } from "./squeeze.ts";
import type { State } from "./state.ts";

const PLATE: Plate = { width_mm: 100, depth_mm: 50, height_mm: 50 };
const OPTIONS: PackOptions = {
  seed: 1,
  gap_mm: 1,
  margin_mm: 0,
  rotations: "none",
  height_aware: true,
};

suite("squeezing by height", () => {
  for (const start of ["laid", "thrown"] as const) {
    test(`puts caps over feet: ${start}`, () => {
      // Wide below and wide above, in turns, take 92 mm; as shadows two of them take 81.
      const items = ["a", "b", "c"].map((id, at) => partOf(id, at === 1 ? CAP : CONE));
      assertOnOnePlate(items, start, 500);
    });

    test(`lays leaning parts like tiles, in the order in which they lie: ${start}`, () => {
      const items = ["a", "b", "c", "d", "e"].map((id) => partOf(id, TILE));
      assertOnOnePlate(items, start, 500);
    });
  }

  test("puts what lies lower on the board first", () => {
    const items = ["a", "b", "c", "d", "e"].map((id) => partOf(id, TILE));
    const { job } = makeJob(items, PLATE, OPTIONS);
    const counts = [1, 2, 3, 4, 5].map((seed) => {
      const boards = [makeBoard(job.frame, job.bare), openPlate(job, 4, [0], { x: 1, y: 1 })];
      // Each leans over the one on its right.
      for (const item of [3, 2, 1, 0]) {
        const variant = variantOf(job.entries[item].shape, 0, job.frame);
        addPart(boards[0], job.frame, { item, variant, x: 12 * item, y: 0, how: "first_fit" });
      }
      const state: State = { boards, out: [] };
      const press = makePress(job);
      assert.ok(press);
      press.more = 1;
      squeeze(job, press, "thrown", state, 1, 5000, makeRandom(seed), () => undefined);
      return state.boards.length;
    });
    // Of five tiles in any order, one in 120 is right.
    assert.ok(counts.filter((count) => count === 1).length >= 3, `${counts}`);
  });

  test("leaves parts that no order of lifting off lets overlap", () => {
    const items = ["a", "b", "c"].map((id) => partOf(id, CONE));
    // Two of them take 81 mm of 100, three 122.
    const state = squeezed(items, "thrown", 2000);
    assert.equal(state.boards.length, 2);
  });

  test("is never worse than shadows with as many moves", () => {
    const items = ["a", "b", "c", "d", "e", "f"].map((id, at) => partOf(id, at % 2 ? CAP : CONE));
    const plates = [false, true].map((height_aware) => {
      const packing = pack(items, PLATE, { ...OPTIONS, height_aware, moves_max: 400 });
      return packing.plates.length;
    });
    assert.deepEqual(plates, [3, 2]);
  });
});

/** Spans along x in bands of 5 mm, lowest first. */
type Spans = [from: number, to: number][];
const CONE: Spans = [
  [0, 40],
  [15, 25],
];
const CAP: Spans = [
  [15, 25],
  [0, 40],
];
const TILE: Spans = [
  [0, 10],
  [8, 18],
  [16, 26],
];

function partOf(id: string, spans: Spans): PackItem {
  const width = Math.max(...spans.map(([, to]) => to));
  const bands = spans.map(([from, to], at) => {
    const outline = rectangle(to - from, 48).map((ring) =>
      ring.map((value, index) => (index % 2 === 0 ? value + from : value)),
    );
    return { z_from_mm: 5 * at, z_to_mm: 5 * at + 5, outline };
  });
  return { ...itemOf(id, rectangle(width, 48), { height_mm: 5 * spans.length }), bands };
}

function assertOnOnePlate(items: PackItem[], start: Start, moves: number): void {
  const state = squeezed(items, start, moves);
  assert.equal(state.boards.length, 1);
}

/** Each part on a plate of its own, then squeezed, and checked. */
function squeezed(items: PackItem[], start: Start, moves: number): State {
  const { job } = makeJob(items, PLATE, OPTIONS);
  const boards = job.entries.map((_, item) => openPlate(job, item, [0], { x: 1, y: 1 }));
  const state: State = { boards: [...bareSeats(job).boards, ...boards], out: [] };
  const press = makePress(job);
  assert.ok(press);
  squeeze(job, press, start, state, moves, moves, makeRandom(1), () => undefined);
  const plates = state.boards.map(({ placed }) => ({
    placements: placed.map(({ item, variant, x, y }) => ({
      id: items[job.entries[item].item].id,
      x_mm: x - variant.left,
      y_mm: y - variant.front,
      rotation_deg: variant.angle_deg,
    })),
  }));
  assert.deepEqual(validatePacking(items, PLATE, OPTIONS, { plates, left_out: [] }), []);
  return state;
}
