/** Triangles that have the same three corners. */

import { EdgeTable } from "../edges.ts";
import type { Mesh } from "../types.ts";

/**
 * Keeps of the triangles over the same three corners one that faces as the most of them, or none
 * where as many face either way: two such triangles back to back are a wall without thickness.
 */
export function dropDuplicates(mesh: Mesh): { mesh: Mesh; dropped_count: number } {
  const { positions, triangles } = mesh;
  const count = triangles.length / 3;
  // A triangle is the pair of its lower two corners, numbered as an edge, and its highest.
  const pairs = new EdgeTable(count);
  const wholes = new EdgeTable(count);
  const numbers = new Uint32Array(count);
  /** Of each set of corners: triangles that face one way less those that face the other. */
  const balances = new Int32Array(count);
  for (let i = 0; i < triangles.length; i += 3) {
    const whole = wholeOf(triangles, i, pairs, wholes);
    numbers[i / 3] = whole;
    balances[whole] += isEven(triangles, i) ? 1 : -1;
  }
  if (wholes.count === count) return { mesh, dropped_count: 0 };
  const kept = new Uint32Array(triangles.length);
  let length = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const whole = numbers[i / 3];
    if (balances[whole] === 0 || balances[whole] > 0 !== isEven(triangles, i)) continue;
    balances[whole] = 0;
    kept.set(triangles.subarray(i, i + 3), length);
    length += 3;
  }
  return {
    mesh: { positions, triangles: kept.slice(0, length) },
    dropped_count: count - length / 3,
  };
}

function wholeOf(triangles: Uint32Array, i: number, pairs: EdgeTable, wholes: EdgeTable): number {
  const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]];
  const highest = Math.max(a, b, c);
  const lowest = Math.min(a, b, c);
  const pair = pairs.add(lowest, a + b + c - highest - lowest);
  return wholes.add(pair, triangles.length / 3 + highest);
}

/** Whether the corners come in rising order, but for where they begin. */
function isEven(triangles: Uint32Array, i: number): boolean {
  const [a, b, c] = [triangles[i], triangles[i + 1], triangles[i + 2]];
  return (a < b && b < c) || (b < c && c < a) || (c < a && a < b);
}
