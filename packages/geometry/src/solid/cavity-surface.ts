/** The surface of a cavity, from the depths on a grid. */

import type { Mesh } from "../types.ts";
import { CELL_CASES, EDGE_OF } from "./cell-patches.ts";
import { type Field, pointOf, type Watch } from "./field.ts";
import type { NearestPoint } from "./nearest.ts";
import { PlaneSums } from "./plane-sums.ts";
import { checkStop } from "./stop.ts";

/** Moves of a vertex out of the wall; the second mends what curvature left of the first. */
const PUSHES = 2;

/**
 * Draws the surface on which the depth equals the level: one vertex for each patch of a cell, one
 * quadrangle about each edge of the grid that it crosses (S. Gibson, Constrained elastic surface
 * nets, 1998), each vertex where the tangent planes of its patch meet (T. Ju et al., Dual
 * contouring of Hermite data, 2002), kept in its cell. Closed, and seen from outside the cavity.
 * No vertex lies less deep than the level, to a thousandth of a cell.
 */
export function cavitySurface(
  ...[field, nearest, level_mm, watch]: [Field, NearestPoint, number, Watch]
): Mesh {
  const { first_vertices, vertex_cells } = numberVertices(field);
  if (vertex_cells.length === 0) {
    return { positions: new Float32Array(0), triangles: new Uint32Array(0) };
  }
  const sums = new PlaneSums(vertex_cells.length);
  const quads = crossEdges(field, nearest, level_mm, first_vertices, sums, watch);
  const positions = new Float32Array(3 * vertex_cells.length);
  const { grid } = field;
  for (const [vertex, cell] of vertex_cells.entries()) {
    if (vertex % 10_000 === 0) {
      checkStop(watch.shouldStop);
      watch.onProgress?.(0.5 + vertex / vertex_cells.length / 2);
    }
    const point = sums.solve(vertex, pointOf(grid, cell), grid.cell_mm);
    pushInside(point, nearest, level_mm, grid.cell_mm);
    positions.set(point, 3 * vertex);
  }
  return { positions, triangles: splitQuads(quads, positions) };
}

/** Bit n is set where corner n of the cell lies in the cavity. */
function cornersInside({ values, grid }: Field, cell: number): number {
  const [nx, ny] = grid.counts;
  let inside = 0;
  for (let corner = 0; corner < 8; corner++) {
    const node = cell + (corner & 1) + nx * (((corner >> 1) & 1) + ny * (corner >> 2));
    if (values[node] > 0) inside |= 1 << corner;
  }
  return inside;
}

function numberVertices(field: Field): { first_vertices: Int32Array; vertex_cells: number[] } {
  const first_vertices = new Int32Array(field.values.length).fill(-1);
  const vertex_cells: number[] = [];
  for (const cell of field.cells) {
    const { patch_count } = CELL_CASES[cornersInside(field, cell)];
    if (patch_count === 0) continue;
    first_vertices[cell] = vertex_cells.length;
    for (let patch = 0; patch < patch_count; patch++) vertex_cells.push(cell);
  }
  return { first_vertices, vertex_cells };
}

/** Adds the tangent plane at each crossed edge to the four vertices about it; gives the quads. */
function crossEdges(
  ...[field, nearest, level_mm, first_vertices, sums, watch]: [
    ...[Field, NearestPoint, number, Int32Array, PlaneSums, Watch],
  ]
): number[] {
  const { values, grid, cells } = field;
  const steps = [1, grid.counts[0], grid.counts[0] * grid.counts[1]];
  const quads: number[] = [];
  for (const [index, cell] of cells.entries()) {
    if (index % 10_000 === 0) {
      checkStop(watch.shouldStop);
      watch.onProgress?.(index / cells.length / 2);
    }
    if (first_vertices[cell] < 0) continue;
    for (let axis = 0; axis < 3; axis++) {
      const low = values[cell];
      const high = values[cell + steps[axis]];
      if (low > 0 === high > 0) continue;
      const point = pointOf(grid, cell);
      point[axis] += (grid.cell_mm * low) / (low - high);
      nearest.find(point[0], point[1], point[2]);
      const b = (axis + 1) % 3;
      const c = (axis + 2) % 3;
      // Counter-clockwise about the axis; the bits name the corner that the edge is in that cell.
      const corners = [0, 1 << b, (1 << b) | (1 << c), 1 << c];
      if (low <= 0) corners.reverse();
      for (const corner of corners) {
        const owner = cell - ((corner >> b) & 1) * steps[b] - ((corner >> c) & 1) * steps[c];
        const { patches } = CELL_CASES[cornersInside(field, owner)];
        const vertex = first_vertices[owner] + patches[EDGE_OF[axis][corner]];
        sums.add(vertex, point, nearest, level_mm);
        quads.push(vertex);
      }
    }
  }
  return quads;
}

function pushInside(
  ...[point, nearest, level_mm, cell_mm]: [[number, number, number], NearestPoint, number, number]
): void {
  for (let push = 0; push < PUSHES; push++) {
    nearest.find(point[0], point[1], point[2]);
    const missing_mm = level_mm - nearest.distance;
    if (missing_mm < cell_mm / 1000) return;
    const share = missing_mm / nearest.distance;
    point[0] += share * (point[0] - nearest.x);
    point[1] += share * (point[1] - nearest.y);
    point[2] += share * (point[2] - nearest.z);
  }
}

/** Splits each quadrangle along its shorter diagonal. */
function splitQuads(quads: number[], positions: Float32Array): Uint32Array {
  const triangles = new Uint32Array((quads.length / 4) * 6);
  const squareOf = (a: number, b: number) =>
    (positions[3 * a] - positions[3 * b]) ** 2 +
    (positions[3 * a + 1] - positions[3 * b + 1]) ** 2 +
    (positions[3 * a + 2] - positions[3 * b + 2]) ** 2;
  for (let i = 0; i < quads.length; i += 4) {
    const [a, b, c, d] = [quads[i], quads[i + 1], quads[i + 2], quads[i + 3]];
    const halves = squareOf(a, c) <= squareOf(b, d) ? [a, b, c, a, c, d] : [b, c, d, b, d, a];
    triangles.set(halves, (i / 4) * 6);
  }
  return triangles;
}
