/**
 * The shadow of a mesh as closed rings that wind about every point of it, exact and without any
 * clipping: turned counter-clockwise as seen from above, all triangles together have a boundary
 * in which the edges between neighbours cancel (the boundary of a 2-chain).
 */

import { EdgeTable } from "../edges.ts";
import { Welder } from "../model/weld.ts";
import type { Mesh, Outline } from "../types.ts";

export type Silhouette = {
  /** May cross and overlap; winds once or more about every point of the shadow, never less. */
  rings: Outline;
  /** Ends of vertical triangles' shadows that no other triangle borders: x, y, x, y each. */
  lone_segments: Float64Array;
  /** The upper side alone casts the whole shadow, as that of a closed surface does. */
  closed: boolean;
};

/** Finds the silhouette as seen along z, whatever the faults of the mesh. Cost: linear. */
export function silhouetteOf(mesh: Mesh): Silhouette {
  const { points, point_of_vertex } = weldFromAbove(mesh);
  const chain = sumTriangles(mesh, points, point_of_vertex);
  const { edges, upper, lower, upright } = chain;
  // Where the boundaries of all triangles cancel, as many face up as down above every point.
  const closed = upper.every((balance, edge) => balance - lower[edge] + upright[edge] === 0);
  const balances = closed ? upper : upper.map((balance, edge) => balance + lower[edge]);
  return {
    rings: traceRings(edges, balances, points),
    lone_segments: loneSegments(chain, points),
    closed,
  };
}

/** Makes one point of all vertices that lie above each other; points are x, y, 0. */
function weldFromAbove({ positions }: Mesh): {
  points: Float32Array;
  point_of_vertex: Uint32Array;
} {
  const vertex_count = positions.length / 3;
  const bits = new Uint32Array(positions.buffer, positions.byteOffset, positions.length);
  const welder = new Welder(vertex_count);
  const point_of_vertex = new Uint32Array(vertex_count);
  for (let vertex = 0; vertex < vertex_count; vertex++) {
    point_of_vertex[vertex] = welder.add(bits[3 * vertex], bits[3 * vertex + 1], 0);
  }
  return { points: welder.positions(), point_of_vertex };
}

type Chain = {
  edges: EdgeTable;
  /** Of each edge: uses from its lower to its higher point less those back, by upper triangles. */
  upper: Int32Array;
  /** The same by lower triangles, turned over. */
  lower: Int32Array;
  /** The same by vertical triangles. */
  upright: Int32Array;
  /** 1 where a triangle with area has the edge. */
  bordered: Uint8Array;
  /** Of each triangle without area: the edge that is its whole shadow. */
  lone_edges: number[];
};

function sumTriangles(mesh: Mesh, points: Float32Array, point_of_vertex: Uint32Array): Chain {
  const { triangles } = mesh;
  const edges = new EdgeTable(triangles.length);
  const upper = new Int32Array(triangles.length);
  const lower = new Int32Array(triangles.length);
  const upright = new Int32Array(triangles.length);
  const bordered = new Uint8Array(triangles.length);
  const lone_edges: number[] = [];
  for (let i = 0; i < triangles.length; i += 3) {
    const a = point_of_vertex[triangles[i]];
    const b = point_of_vertex[triangles[i + 1]];
    const c = point_of_vertex[triangles[i + 2]];
    const side = sideOf(points, a, b, c);
    const balances = side > 0 ? upper : side < 0 ? lower : upright;
    let longest = -1;
    let length_max = 0;
    for (let corner = 0; corner < 3; corner++) {
      const from = corner === 0 ? a : corner === 1 ? b : c;
      const to = corner === 0 ? b : corner === 1 ? c : a;
      if (from === to) continue;
      const edge = edges.add(from, to);
      balances[edge] += from < to === side >= 0 ? 1 : -1;
      if (side !== 0) {
        bordered[edge] = 1;
        continue;
      }
      const length = distanceOf(points, from, to);
      if (length > length_max) {
        length_max = length;
        longest = edge;
      }
    }
    if (longest >= 0) lone_edges.push(longest);
  }
  return {
    edges,
    upper: upper.subarray(0, edges.count),
    lower: lower.subarray(0, edges.count),
    upright: upright.subarray(0, edges.count),
    bordered,
    lone_edges,
  };
}

/** Positive for a triangle that shows its front to above, 0 for a vertical one. */
function sideOf(points: Float32Array, a: number, b: number, c: number): number {
  const x = points[3 * a];
  const y = points[3 * a + 1];
  return (
    (points[3 * b] - x) * (points[3 * c + 1] - y) - (points[3 * b + 1] - y) * (points[3 * c] - x)
  );
}

function distanceOf(points: Float32Array, from: number, to: number): number {
  const dx = points[3 * from] - points[3 * to];
  return Math.hypot(dx, points[3 * from + 1] - points[3 * to + 1]);
}

/** Gives each edge once that is a triangle's whole shadow and that no other triangle borders. */
function loneSegments({ edges, bordered, lone_edges }: Chain, points: Float32Array): Float64Array {
  const segments: number[] = [];
  for (const edge of lone_edges) {
    if (bordered[edge] === 1) continue;
    bordered[edge] = 1;
    const from = 3 * edges.low[edge];
    const to = 3 * edges.high[edge];
    segments.push(points[from], points[from + 1], points[to], points[to + 1]);
  }
  return Float64Array.from(segments);
}

/**
 * Walks the edges whose balance is not 0, each as often as its balance says. As many arrive at
 * every point as leave it, so that a walk can only end where it began (Hierholzer 1873).
 */
function traceRings(edges: EdgeTable, balances: Int32Array, points: Float32Array): Outline {
  const { starts, targets } = leavingEdges(edges, balances, points.length / 3);
  const ends = starts.slice(1);
  const rings: Outline = [];
  for (let first = 0; first < ends.length; first++) {
    while (starts[first] < ends[first]) {
      const ring: number[] = [];
      let at = first;
      do {
        ring.push(points[3 * at], points[3 * at + 1]);
        at = targets[starts[at]++];
      } while (at !== first);
      rings.push(Float64Array.from(ring));
    }
  }
  return rings;
}

/** Sorts the directed edges by where they begin: those of point p are starts[p] to starts[p+1]. */
function leavingEdges(
  edges: EdgeTable,
  balances: Int32Array,
  point_count: number,
): { starts: Uint32Array; targets: Uint32Array } {
  const starts = new Uint32Array(point_count + 1);
  const fromOf = (edge: number) => (balances[edge] > 0 ? edges.low[edge] : edges.high[edge]);
  const toOf = (edge: number) => (balances[edge] > 0 ? edges.high[edge] : edges.low[edge]);
  for (let edge = 0; edge < edges.count; edge++) {
    starts[fromOf(edge) + 1] += Math.abs(balances[edge]);
  }
  for (let point = 0; point < point_count; point++) starts[point + 1] += starts[point];
  const targets = new Uint32Array(starts[point_count]);
  const filled = starts.slice();
  for (let edge = 0; edge < edges.count; edge++) {
    const from = fromOf(edge);
    for (let copy = Math.abs(balances[edge]); copy > 0; copy--)
      targets[filled[from]++] = toOf(edge);
  }
  return { starts, targets };
}
