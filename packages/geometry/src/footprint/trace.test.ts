import assert from "node:assert/strict";
import { test } from "node:test";
import { outlineAreaOf, ringAreaOf } from "../polygon/ring.ts";
import { makeRandom } from "../random.ts";
import type { Outline } from "../types.ts";
import { traceCells } from "./trace.ts";

test("traceCells walks round cells with the cells on the left", () => {
  assert.deepEqual(trace("#"), [Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1)]);
  assert.deepEqual(trace("##", "##").map(ringAreaOf), [4]);
  assert.deepEqual(trace("###", "#.#", "###").map(ringAreaOf), [9, -1]);
  assert.deepEqual(trace("#.", ".#").map(ringAreaOf), [1, 1]);
  assert.deepEqual(trace("..", ".."), []);
});

test("traceCells gives the area of any cells, and rings without crossings", () => {
  const random = makeRandom(1);
  for (let round = 0; round < 200; round++) {
    const rows = Array.from({ length: 9 }, () =>
      Array.from({ length: 7 }, () => (random.next() < 0.6 ? "#" : ".")).join(""),
    );
    const set_count = rows.join("").replaceAll(".", "").length;
    assert.equal(outlineAreaOf(trace(...rows)), set_count, rows.join("\n"));
  }
});

test("traceCells gives up beyond the greatest number of sides", () => {
  const grid = { x_mm: 0, y_mm: 0, cell_mm: 1, width: 1, height: 1 };
  assert.equal(traceCells(grid, Uint8Array.of(1), 3), undefined);
  assert.equal(traceCells(grid, Uint8Array.of(1), 4)?.length, 1);
});

/** The first row is the lowest. */
function trace(...rows: string[]): Outline {
  const cells = Uint8Array.from(rows.join(""), (cell) => (cell === "#" ? 1 : 0));
  const grid = { x_mm: 0, y_mm: 0, cell_mm: 1, width: rows[0].length, height: rows.length };
  const rings = traceCells(grid, cells, 1000);
  assert.ok(rings);
  return rings;
}
