import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { makeRandom } from "../../random.ts";
import { randomJob, shapeOf } from "../testing/items.ts";
import { addPart, BARE, makeBoard, putToRest, resetBoard } from "./board.ts";
import { collectBlocked, firstClear } from "./contact.ts";
import { makeFrame } from "./frame.ts";
import { findPlace } from "./place.ts";
import { eachRun, rasterise } from "./raster.ts";
import { findSpot } from "./scan.ts";
import { type Shape, turnOutline, variantOf } from "./shape.ts";
import { EDGE_SIZE, edgesOf, spanOfThickSegment } from "./span.ts";

const length = fc.integer({ min: -200, max: 200 }).map((tenths) => tenths / 10);
const segment = fc.tuple(length, length, length, length);

/** Distance from a point to the edge at `at`. */
function distanceTo(edges: Float64Array, at: number, x: number, y: number): number {
  const ex = edges[at + 2] - edges[at];
  const ey = edges[at + 3] - edges[at + 1];
  const along = ((x - edges[at]) * ex + (y - edges[at + 1]) * ey) / (ex * ex + ey * ey);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(x - edges[at] - t * ex, y - edges[at + 1] - t * ey);
}

const drawnShape = (seed: number): Shape => shapeOf(randomJob(makeRandom(seed)).items[0].outline);

suite("spanOfThickSegment", () => {
  test("is where points nearer than r begin and end on a level line", () => {
    fc.assert(
      fc.property(segment, length, fc.integer({ min: 1, max: 50 }), (ends, y, tenths) => {
        const r = tenths / 10;
        const edges = edgesOf([Float64Array.from(ends)]).slice(0, EDGE_SIZE);
        fc.pre(edges.length > 0);
        const span = new Float64Array(2);
        const isMet = spanOfThickSegment(edges, 0, r, y, y, span);
        for (let x = -30; x <= 30; x += 0.5) {
          const isNear = distanceTo(edges, 0, x, y) < r - 1e-9;
          const isWithin = isMet && x > span[0] && x < span[1];
          if (isNear) assert.ok(isWithin, `${x} is near`);
          if (isWithin) assert.ok(distanceTo(edges, 0, x, y) < r + 1e-9, `${x} is far`);
        }
      }),
    );
  });
});

suite("rasterise", () => {
  test("sets every cell that holds a point within r of the outline, and none 1.5 cells off", () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = makeRandom(seed);
      const turned = turnOutline(drawnShape(seed).outline, 360 * random.next());
      const edges = edgesOf(turned.rings);
      const cell = 0.3 + random.next();
      const r = 4 * random.next();
      const [dx, dy] = [8 * random.next(), 8 * random.next()];
      const rows = Math.ceil((turned.depth + dy + r) / cell) + 2;
      const words = Math.ceil((turned.width + dx + r) / cell / 32) + 2;
      const isSet = new Set<string>();
      const stamp = rasterise(edges, turned, dx, dy, r, cell, rows, words);
      eachRun(stamp, (row, column, count) => {
        for (let at = 0; at < count; at++) isSet.add(`${row} ${column + at}`);
      });
      const inside = rasterise(edges, turned, dx, dy, 0, cell, rows, words);
      eachRun(inside, (row, column) => assert.ok(isSet.has(`${row} ${column}`)));
      for (let tries = 0; tries < 300; tries++) {
        const x = random.next() * (turned.width + dx + r);
        const y = random.next() * (turned.depth + dy + r);
        let away = Number.POSITIVE_INFINITY;
        for (let at = 0; at < edges.length; at += EDGE_SIZE) {
          away = Math.min(away, distanceTo(edges, at, x - dx, y - dy));
        }
        const name = `${Math.floor(y / cell)} ${Math.floor(x / cell)}`;
        if (away < r) assert.ok(isSet.has(name), `seed ${seed}: ${x}, ${y} is missing`);
        const isOff = away > r + 1.5 * cell && !isSet.has(name);
        const isIn = away > r + 1.5 * cell && isSet.has(name);
        if (isIn && r > 2 * cell) assert.ok(isInside(edges, x - dx, y - dy), `seed ${seed}`);
        if (isOff) assert.ok(!isInside(edges, x - dx, y - dy), `seed ${seed}: hole at ${x}, ${y}`);
      }
    }
  });
});

function isInside(edges: Float64Array, x: number, y: number): boolean {
  let winding = 0;
  for (let at = 0; at < edges.length; at += EDGE_SIZE) {
    const [x1, y1, x2, y2] = edges.subarray(at, at + 4);
    const side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1);
    if (y1 <= y && y2 > y && side > 0) winding++;
    if (y1 > y && y2 <= y && side < 0) winding--;
  }
  return winding !== 0;
}

suite("findSpot", () => {
  test("finds what looking at every cell finds, for aims to all four corners", () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = makeRandom(seed);
      const frame = makeFrame(70, 60, 1, 1);
      const board = makeBoard(frame, BARE);
      for (let item = 0; item < 5; item++) {
        const place = findPlace(board, frame, drawnShape(seed + item), [0, 90], { x: 1, y: 0.2 });
        if (place) addPart(board, frame, { item, ...place, how: "first_fit" });
      }
      const variant = variantOf(drawnShape(seed + 50), 30, frame);
      if (variant.width > frame.width || variant.depth > frame.depth) continue;
      const aim = { x: random.below(2) ? 1 : -1, y: random.below(2) ? 0.37 : -0.37 };
      const columns = Math.floor(frame.width - variant.width);
      const rows = Math.floor(frame.depth - variant.depth);
      const cells = rasterise(variant.feet[0].edges, variant, 0, 0, 0, 1, frame.rows, frame.stride);
      let least = Number.POSITIVE_INFINITY;
      for (let row = 0; row <= rows; row++) {
        for (let column = 0; column <= columns; column++) {
          const far = [column + variant.width, row + variant.depth];
          const x = aim.x > 0 ? far[0] : frame.width - column;
          const y = aim.y > 0 ? far[1] : frame.depth - row;
          const cost = x + 0.37 * y;
          if (cost < least && isFree(board.planes, frame.stride, cells, column, row)) least = cost;
        }
      }
      const spot = findSpot(board, frame, variant, aim, Number.POSITIVE_INFINITY, false);
      const found = spot ? spot.cost : Number.POSITIVE_INFINITY;
      assert.ok(found === least || Math.abs(found - least) < 1e-9, `seed ${seed}`);
    }
  });
});

function isFree(
  planes: Int32Array,
  stride: number,
  cells: ReturnType<typeof rasterise>,
  column: number,
  row: number,
): boolean {
  let isClear = true;
  eachRun(cells, (cellRow, cellColumn, count) => {
    for (let at = 0; at < count; at++) {
      const bit = column + cellColumn + at;
      const word = planes[(row + cellRow) * stride + (bit >> 5)];
      if ((word >>> (bit & 31)) & 1) isClear = false;
    }
  });
  return isClear;
}

suite("collectBlocked", () => {
  test("blocks exactly the movements that bring two rectangles nearer than r", () => {
    const edges = edgesOf([Float64Array.from([0, 0, 10, 0, 10, 5, 0, 5])]);
    const blocked = { from: [], to: [] };
    collectBlocked(edges, 10, 5, edges, 0, 0, 2, -40, 40, blocked);
    assert.equal(firstClear(blocked, 0, 40), 12);
    assert.equal(firstClear(blocked, -40, 40), -40);
    assert.ok(Math.abs(firstClear(blocked, -11.9, 40) - 12) < 1e-9);
    const aside = { from: [], to: [] };
    collectBlocked(edges, 10, 5, edges, 0, 6.6, 2, -40, 40, aside);
    assert.ok(Math.abs(firstClear(aside, 0, 40) - 10 - Math.sqrt(4 - 1.6 ** 2)) < 1e-9);
  });
});

suite("board", () => {
  test("is the same after resting and resetting as after adding one by one", () => {
    const frame = makeFrame(120, 90, 2, 0.7);
    const board = makeBoard(frame, BARE);
    for (let item = 0; item < 8; item++) {
      const place = findPlace(board, frame, drawnShape(item), [0, 45], { x: 0.1, y: 1 });
      if (place) addPart(board, frame, { item, ...place, how: "first_fit" });
    }
    const planes = board.planes.slice();
    const { placed, claimed } = board;
    assert.ok(placed.length > 3);
    putToRest(board);
    resetBoard(board, frame, placed);
    assert.deepEqual(board.planes, planes);
    assert.equal(board.claimed, claimed);
  });
});
