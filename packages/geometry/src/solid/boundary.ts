/** The rims of a surface: where its triangles do not cancel each other's edges. */

import { EdgeTable } from "../edges.ts";
import type { Mesh } from "../types.ts";

/** Uses of each edge from its lower to its higher vertex, less those the other way. */
function balancesOf(triangles: Uint32Array): { edges: EdgeTable; balances: Int32Array } {
  const edges = new EdgeTable(triangles.length);
  const balances = new Int32Array(triangles.length);
  for (let i = 0; i < triangles.length; i++) {
    const from = triangles[i];
    const to = triangles[i % 3 === 2 ? i - 2 : i + 1];
    balances[edges.add(from, to)] += from < to ? 1 : -1;
  }
  return { edges, balances };
}

/** Counts the edges that are used more often one way than the other; 0: the surface is closed. */
export function boundaryOf({ triangles }: Mesh): number {
  return balancesOf(triangles).balances.reduce((sum, balance) => sum + Math.abs(balance), 0);
}

/** The vertices at rims, each once. */
export function rimVertices({ triangles }: Mesh): Uint32Array {
  const { edges, balances } = balancesOf(triangles);
  const found = new Set<number>();
  for (let edge = 0; edge < edges.count; edge++) {
    if (balances[edge] !== 0) found.add(edges.low[edge]).add(edges.high[edge]);
  }
  return Uint32Array.from(found);
}

/**
 * Gives the rims as loops of vertices, in the direction in which a filling must run along them to
 * cancel the surface's edges. No loop passes a vertex twice.
 */
export function rimLoops({ triangles }: Mesh): number[][] {
  const { edges, balances } = balancesOf(triangles);
  const ways = new Map<number, number[]>();
  for (let edge = 0; edge < edges.count; edge++) {
    const [from, to] =
      balances[edge] < 0
        ? [edges.low[edge], edges.high[edge]]
        : [edges.high[edge], edges.low[edge]];
    for (let use = Math.abs(balances[edge]); use > 0; use--) {
      const list = ways.get(from);
      if (list) list.push(to);
      else ways.set(from, [to]);
    }
  }
  const loops: number[][] = [];
  for (const start of ways.keys()) {
    for (let next = ways.get(start)?.pop(); next !== undefined; next = ways.get(start)?.pop()) {
      walk(start, next, ways, loops);
    }
  }
  return loops;
}

/** Walks until no way leads on, and cuts off a loop each time that a vertex comes again. */
function walk(start: number, next: number, ways: Map<number, number[]>, loops: number[][]): void {
  const path = [start];
  const places = new Map([[start, 0]]);
  for (let at: number | undefined = next; at !== undefined; at = ways.get(at)?.pop()) {
    const place = places.get(at);
    if (place === undefined) {
      places.set(at, path.length);
      path.push(at);
      continue;
    }
    const loop = path.splice(place + 1);
    for (const vertex of loop) places.delete(vertex);
    loops.push([at, ...loop]);
    if (path.length === 1) return;
  }
}
