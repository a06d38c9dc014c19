import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom } from "../../random.ts";
import type { PackItem, PackOptions, Plate, RotationRule } from "../../types.ts";
import { addPart, makeBoard } from "../engine/board.ts";
import { variantOf } from "../engine/shape.ts";
import { type Job, makeJob } from "../problem/job.ts";
import { itemOf, rectangle } from "../testing/items.ts";
import { validatePacking } from "../validate.ts";
import { makePress, type Start } from "./press.ts";
import { squeeze } from "./squeeze.ts";
import type { State } from "./state.ts";

const PLATE: Plate = { width_mm: 100, depth_mm: 50, height_mm: 50 };
const OPTIONS: PackOptions = { seed: 1, gap_mm: 1, margin_mm: 0, rotations: "180" };
const threeOf = (width: number, depth: number): PackItem[] =>
  ["a", "b", "c"].map((id) => itemOf(id, rectangle(width, depth)));

suite("squeezing", () => {
  for (const start of ["laid", "thrown"] as const) {
    test(`makes room that lies in three places into one, and empties a plate: ${start}`, () => {
      const items = threeOf(30, 50);
      const { job, state } = scattered(items);
      const told: number[] = [];
      const moves = squeezeIt(job, state, 5000, start, (made) => told.push(made));
      assert.equal(state.boards.length, 1);
      assert.deepEqual(told, [moves]);
      assert.deepEqual(faultsOf(items, job, state), []);
    });
  }

  test("moves a part to another plate where one more has no room otherwise", () => {
    const widths = [60, 45, 40, 30];
    const items = widths.map((width) => itemOf(`${width}`, rectangle(width, 50)));
    const { job } = makeJob(items, PLATE, OPTIONS);
    // 40 and 30, 60, and 45: only 40 beside 45 and 60 beside 30 make two plates of three.
    const state = boardsWith(job, [{ 2: 0, 3: 60 }, { 0: 20 }, { 1: 0 }]);
    squeezeIt(job, state, 5000, "laid");
    assert.equal(state.boards.length, 2);
    assert.deepEqual(faultsOf(items, job, state), []);
  });

  test("turns parts freely where the rule lets it, and no others", () => {
    // Three lie side by side only if they stand nearly upright; those of the list are slanted.
    const items = threeOf(31, 44);
    for (const isFree of [true, false]) {
      const { job } = makeJob(items, PLATE, { ...OPTIONS, rotations: [7, 187] });
      for (const entry of job.entries) entry.isFree = isFree;
      const state = boardsWith(job, [{ 0: 0, 1: 45 }, { 2: 0 }], 7);
      squeezeIt(job, state, 5000, "thrown");
      assert.equal(state.boards.length, isFree ? 1 : 2);
      assert.deepEqual(faultsOf(items, job, state, isFree ? "any" : [7, 187]), []);
    }
  });

  test("leaves all as it was where it fails", () => {
    // By area there is room for the third.
    const { job, state } = scattered(threeOf(34, 45));
    const before = placesOf(state);
    assert.equal(squeezeIt(job, state, 500, "laid"), 500);
    assert.deepEqual(placesOf(state), before);
    assert.equal(squeezeIt(job, state, 500, "thrown"), 500);
    assert.deepEqual(placesOf(state), before);
    const stopped: Job = { ...job, shouldStop: () => true };
    assert.equal(squeezeIt(stopped, state, 5000, "laid"), 0);
    assert.deepEqual(placesOf(state), before);
  });
});

/** Two parts with much room about them, but little in one place, and a third on a plate alone. */
function scattered(items: PackItem[]): { job: Job; state: State } {
  const { job } = makeJob(items, PLATE, OPTIONS);
  return { job, state: boardsWith(job, [{ 0: 5, 1: 50 }, { 2: 0 }]) };
}

/** Boards on which entries, by their position, lie at an x. */
function boardsWith(job: Job, wanted: Record<number, number>[], angle_deg = 0): State {
  const boards = wanted.map((places) => {
    const board = makeBoard(job.frame, job.bare);
    for (const [at, x] of Object.entries(places)) {
      const item = Number(at);
      const variant = variantOf(job.entries[item].shape, angle_deg, job.frame);
      addPart(board, job.frame, { item, variant, x, y: 0, how: "first_fit" });
    }
    return board;
  });
  return { boards, out: [] };
}

function squeezeIt(
  job: Job,
  state: State,
  most: number,
  start: Start,
  onBetter?: (moves: number) => void,
) {
  const press = makePress(job);
  assert.ok(press);
  const random = makeRandom(1);
  return squeeze(job, press, start, state, most, most, random, (_, moves) => onBetter?.(moves));
}

const placesOf = ({ boards }: State) =>
  boards.map(({ placed }) =>
    placed.map(({ item, variant, x, y }) => [item, variant.angle_deg, x, y]),
  );

function faultsOf(
  items: PackItem[],
  job: Job,
  { boards }: State,
  rotations: RotationRule = OPTIONS.rotations,
) {
  const plates = boards.map(({ placed }) => ({
    placements: placed.map(({ item, variant, x, y }) => ({
      id: items[job.entries[item].item].id,
      x_mm: x - variant.left,
      y_mm: y - variant.front,
      rotation_deg: variant.angle_deg,
    })),
  }));
  return validatePacking(items, PLATE, { ...OPTIONS, rotations }, { plates, left_out: [] });
}
