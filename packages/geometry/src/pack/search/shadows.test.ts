import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Outline, PackItem, PackOptions, Plate } from "../../types.ts";
import { addPart, makeBoard } from "../engine/board.ts";
import { variantOf } from "../engine/shape.ts";
import { pack } from "../pack.ts";
import { type Job, makeJob } from "../problem/job.ts";
import { itemOf, rectangle } from "../testing/items.ts";
import { betterOfShadows } from "./shadows.ts";
import type { State } from "./state.ts";

const PLATE: Plate = { width_mm: 100, depth_mm: 52, height_mm: 50 };
const OPTIONS: PackOptions = { seed: 1, gap_mm: 1, margin_mm: 1, rotations: "none" };

suite("the answer for shadows", () => {
  test("is the start of a search by height where it takes fewer plates", () => {
    const items = threeOf(rectangle(30, 50));
    const { job, state } = oneEach(items);
    const packing = pack(items, PLATE, OPTIONS);
    const better = betterOfShadows(job, state, packing, items, OPTIONS.margin_mm);
    assert.equal(better.boards.length, 1);
    assert.deepEqual(
      better.boards[0].placed.map(({ item, x, y }) => [items[job.entries[item].item].id, x, y]),
      packing.plates[0].placements.map(({ id, x_mm, y_mm }) => [id, x_mm - 1, y_mm - 1]),
    );
  });

  test("is no start where bands reach beyond shadows and would meet", () => {
    const items = threeOf(rectangle(30, 50), rectangle(40, 50));
    const { job, state } = oneEach(items);
    const packing = pack(items, PLATE, OPTIONS);
    assert.equal(packing.plates.length, 1);
    assert.ok(betterOfShadows(job, state, packing, items, OPTIONS.margin_mm) === state);
  });
});

function threeOf(outline: Outline, foot = outline): PackItem[] {
  const bands = [
    { z_from_mm: 0, z_to_mm: 5, outline: foot },
    { z_from_mm: 5, z_to_mm: 10, outline },
  ];
  return ["a", "b", "c"].map((id) => ({ ...itemOf(id, outline, { height_mm: 10 }), bands }));
}

/** Each part on a plate of its own. */
function oneEach(items: PackItem[]): { job: Job; state: State } {
  const { job } = makeJob(items, PLATE, { ...OPTIONS, height_aware: true });
  assert.ok(job.frame.layers > 1);
  const boards = job.entries.map(({ shape }, item) => {
    const board = makeBoard(job.frame, job.bare);
    const variant = variantOf(shape, 0, job.frame);
    addPart(board, job.frame, { item, variant, x: 0, y: 0, how: "first_fit" });
    return board;
  });
  return { job, state: { boards, out: [] } };
}
