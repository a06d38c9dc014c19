import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bestWay, makeWays, noteWay, type Way } from "./ways.ts";

describe("ways", () => {
  it("gives those that find nothing as many moves each, whatever a try takes", () => {
    const ways = makeWays([7, 100, 1300]);
    const spent = spend(ways, 50_000, () => 0);
    for (const moves of spent) assert.ok(Math.abs(moves - 50_000 / 3) <= 1300, `${spent}`);
  });

  it("prefers the way that finds most for its moves", () => {
    const ways = makeWays([100, 100, 100]);
    const [first, second, third] = spend(ways, 100_000, (way) => (way === ways[1] ? 1 : 0));
    assert.ok(second > 20 * (first + third), `${[first, second, third]}`);
  });

  it("turns to another way when what is forgotten no longer pays", () => {
    const ways = makeWays([100, 100]);
    spend(ways, 20_000, (way) => (way === ways[0] ? 1 : 0), 2000);
    const [first, second] = spend(ways, 20_000, (way) => (way === ways[1] ? 1 : 0), 2000);
    assert.ok(second > 2 * first, `${[first, second]}`);
  });

  it("remembers what a patient way found over the tries of a hurried one", () => {
    const ways = makeWays([300, 10_000]);
    let tries = 0;
    const everyThird = (way: Way<number>) => (way === ways[1] && ++tries % 3 === 0 ? 1 : 0);
    const [hurried, patient] = spend(ways, 3e6, everyThird, 1e5);
    assert.ok(patient > 3 * hurried, `${[hurried, patient]}`);
  });
});

/** Goes on by the best way until the moves are spent; a try takes as many as the way's value. */
function spend(
  ways: Way<number>[],
  total: number,
  foundBy: (way: Way<number>) => number,
  lasting?: number,
): number[] {
  const spent = ways.map(() => 0);
  for (let moves = 0; moves < total; ) {
    const way = bestWay(ways);
    noteWay(ways, way, foundBy(way), way.value, lasting);
    spent[ways.indexOf(way)] += way.value;
    moves += way.value;
  }
  return spent;
}
