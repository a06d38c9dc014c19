/** How the triangles of a mesh hang together: edges by use, and shells. */

import { DisjointSets } from "./disjoint-sets.ts";
import { EdgeTable } from "./edges.ts";
import { countFlipped } from "./facing.ts";
import { boundsOf } from "./mesh.ts";
import { Welder } from "./model/weld.ts";
import type { Mesh } from "./types.ts";

export type Topology = {
  open_edge_count: number;
  nonmanifold_edge_count: number;
  inconsistent_edge_count: number;
  flipped_count: number;
  shell_count: number;
};

/**
 * Writers round the shared corner of two triangles differently now and then, by a unit in the last
 * place: rims this close, as a share of the size, are taken for one.
 */
export const RIM_WELD_SHARE = 1e-7;

/** Counts edges by use and shells, after closing the cracks that rounding has left. */
export function inspectTopology(mesh: Mesh): Topology {
  const exact = countEdges(mesh.triangles);
  if (exact.topology.open_edge_count === 0) return exact.topology;
  return countEdges(weldRims(mesh, exact.rim_vertices, RIM_WELD_SHARE)).topology;
}

/** Counts a duplicate for each triangle that has the same corners as an earlier one. */
export function countDuplicates({ triangles }: Mesh): number {
  const triangle_count = triangles.length / 3;
  // A triangle is the pair of its lower two corners, numbered as an edge, and its highest.
  const pairs = new EdgeTable(triangle_count);
  const wholes = new EdgeTable(triangle_count);
  for (let i = 0; i < triangles.length; i += 3) {
    const a = triangles[i];
    const b = triangles[i + 1];
    const c = triangles[i + 2];
    const highest = Math.max(a, b, c);
    const lowest = Math.min(a, b, c);
    const pair = pairs.add(lowest, a + b + c - highest - lowest);
    wholes.add(pair, triangle_count + highest);
  }
  return triangle_count - wholes.count;
}

function countEdges(triangles: Uint32Array): { topology: Topology; rim_vertices: Uint32Array } {
  const edges = new EdgeTable(triangles.length);
  const use_counts = new Uint32Array(triangles.length);
  /** Uses from the lower to the higher vertex, less those the other way. */
  const balances = new Int32Array(triangles.length);
  const first_triangles = new Uint32Array(triangles.length);
  const shells = new DisjointSets(triangles.length / 3);
  for (let i = 0; i < triangles.length; i++) {
    const corner = i % 3;
    const triangle = (i - corner) / 3;
    const from = triangles[i];
    const to = triangles[corner === 2 ? i - 2 : i + 1];
    const edge = edges.add(from, to);
    if (use_counts[edge]++ === 0) first_triangles[edge] = triangle;
    else shells.join(first_triangles[edge], triangle);
    balances[edge] += from < to ? 1 : -1;
  }
  let open_edge_count = 0;
  let nonmanifold_edge_count = 0;
  let inconsistent_edge_count = 0;
  const rim: number[] = [];
  for (let edge = 0; edge < edges.count; edge++) {
    if (use_counts[edge] > 2) nonmanifold_edge_count++;
    if (use_counts[edge] % 2 === 1) {
      open_edge_count++;
      rim.push(edges.low[edge], edges.high[edge]);
    } else if (balances[edge] !== 0) {
      inconsistent_edge_count++;
    }
  }
  const flipped_count = inconsistent_edge_count > 0 ? countFlipped(triangles) : 0;
  const counts = { open_edge_count, nonmanifold_edge_count, inconsistent_edge_count };
  return {
    topology: { ...counts, flipped_count, shell_count: shells.count },
    rim_vertices: Uint32Array.from(rim),
  };
}

/**
 * Gives the triangles with rim vertices made one that are nearer than a share of the size, and
 * without those that this flattens; some that are up to four times as far are made one as well.
 * Two points nearer than half a cell share a cell in at least one of eight grids that are shifted
 * by half a cell along some of the axes.
 */
export function weldRims(mesh: Mesh, rim_vertices: Uint32Array, share: number): Uint32Array {
  const { positions, triangles } = mesh;
  const { min, max } = boundsOf(mesh);
  const size = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  const cell = 2 * share * size;
  const sets = new DisjointSets(positions.length / 3);
  for (let shifts = 0; shifts < 8; shifts++) {
    const cells = new Welder(rim_vertices.length);
    const first_vertices: number[] = [];
    const cellOf = (vertex: number, axis: number) =>
      Math.floor((positions[3 * vertex + axis] - min[axis]) / cell + ((shifts >> axis) & 1) / 2);
    for (const vertex of rim_vertices) {
      // Cell numbers stay below 1e7: as bits they are small float32 numbers, never infinite.
      const index = cells.add(cellOf(vertex, 0), cellOf(vertex, 1), cellOf(vertex, 2));
      if (index === first_vertices.length) first_vertices.push(vertex);
      else sets.join(first_vertices[index], vertex);
    }
  }
  const welded = new Uint32Array(triangles.length);
  let length = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const a = sets.find(triangles[i]);
    const b = sets.find(triangles[i + 1]);
    const c = sets.find(triangles[i + 2]);
    if (a === b || b === c || c === a) continue;
    welded[length++] = a;
    welded[length++] = b;
    welded[length++] = c;
  }
  return welded.subarray(0, length);
}
