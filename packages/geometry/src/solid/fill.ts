/** Closes the rims of a surface with triangles between their corners. */

import type { ManifoldToplevel } from "manifold-3d";
import { boundsOf } from "../mesh.ts";
import type { Mesh } from "../types.ts";
import { rimLoops } from "./boundary.ts";
import { cross, unitOf, type Vector } from "./vector.ts";

/** A rim this far across, as a share of the part, may be closed whatever its shape. */
const SMALL_SHARE = 0.25;
/** A rim whose corners leave their plane by no more than this share of it counts as flat. */
const FLAT_SHARE = 0.02;
/** Longest rim that is filled with the least area, in time cubic in its edges. */
const LEAST_AREA_EDGES_MAX = 200;
const LOOPS_MAX = 10_000;

export type Filling =
  | { mesh: Mesh; hole_count: number; edge_count: number; largest_mm: number }
  | { reason: string };

/**
 * Fills every hole that is flat, or small against the part: short rims with the least area (G.
 * Barequet and M. Sharir, Filling gaps in the boundary of a polyhedron, 1995), long ones in their
 * plane. Gives the reason where a hole is neither.
 */
export function fillHoles(wasm: ManifoldToplevel, mesh: Mesh): Filling {
  const loops = rimLoops(mesh);
  if (loops.length > LOOPS_MAX) {
    return { reason: `it has ${loops.length} holes; at most ${LOOPS_MAX} are filled` };
  }
  const part_mm = diagonalOf(mesh.positions);
  const added: number[] = [];
  let edge_count = 0;
  let largest_mm = 0;
  for (const loop of loops) {
    const corners = loop.map((vertex): Vector => {
      const at = 3 * vertex;
      return [mesh.positions[at], mesh.positions[at + 1], mesh.positions[at + 2]];
    });
    const across_mm = diagonalOf(Float32Array.from(corners.flat()));
    const plane = planeOf(corners);
    const is_flat = plane === undefined || plane.off_mm <= FLAT_SHARE * across_mm;
    const is_small = across_mm <= SMALL_SHARE * part_mm && loop.length <= LEAST_AREA_EDGES_MAX;
    if (!is_flat && !is_small) {
      const size = `${loop.length} edges and ${across_mm.toPrecision(3)} mm across`;
      return { reason: `it has a hole of ${size}, which is neither flat nor small` };
    }
    const filling =
      loop.length <= LEAST_AREA_EDGES_MAX || plane === undefined
        ? leastArea(corners)
        : wasm.triangulate([plane.flat], -1, false).flat();
    for (const corner of filling) added.push(loop[corner]);
    edge_count += loop.length;
    largest_mm = Math.max(largest_mm, across_mm);
  }
  const triangles = new Uint32Array(mesh.triangles.length + added.length);
  triangles.set(mesh.triangles);
  triangles.set(added, mesh.triangles.length);
  const filled = { positions: mesh.positions, triangles };
  return { mesh: filled, hole_count: loops.length, edge_count, largest_mm };
}

function diagonalOf(positions: Float32Array): number {
  const { min, max } = boundsOf({ positions, triangles: new Uint32Array(0) });
  return Math.hypot(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
}

type Plane = { off_mm: number; flat: [number, number][] };

/** The plane by Newell's normal; undefined where the corners enclose no area, as on a line. */
function planeOf(corners: Vector[]): Plane | undefined {
  const [x0, y0, z0] = corners[0];
  const local = corners.map(([x, y, z]): Vector => [x - x0, y - y0, z - z0]);
  let sum: Vector = [0, 0, 0];
  for (const [i, corner] of local.entries()) {
    const turn = cross(corner, local[(i + 1) % local.length]);
    sum = [sum[0] + turn[0], sum[1] + turn[1], sum[2] + turn[2]];
  }
  if (sum.every((value) => value === 0)) return undefined;
  const normal = unitOf(sum);
  const across: Vector = Math.abs(normal[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const u = unitOf(cross(across, normal));
  const v = cross(normal, u);
  const heights = local.map((corner) => dotOf(corner, normal));
  return {
    off_mm: Math.max(...heights) - Math.min(...heights),
    flat: local.map((corner): [number, number] => [dotOf(corner, u), dotOf(corner, v)]),
  };
}

function dotOf(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** Cuts a loop into triangles with the least sum of areas; gives their corners' places in it. */
function leastArea(corners: Vector[]): number[] {
  const count = corners.length;
  /** Least area from corner i to corner j, and the third corner that gives it. */
  const areas = new Float64Array(count * count);
  const thirds = new Uint16Array(count * count);
  for (let span = 2; span < count; span++) {
    for (let i = 0; i + span < count; i++) {
      const j = i + span;
      let least = Infinity;
      for (let k = i + 1; k < j; k++) {
        const sum = areas[i * count + k] + areas[k * count + j] + areaOf(corners, i, k, j);
        if (sum >= least) continue;
        least = sum;
        thirds[i * count + j] = k;
      }
      areas[i * count + j] = least;
    }
  }
  const filling: number[] = [];
  const waiting: [number, number][] = [[0, count - 1]];
  for (let range = waiting.pop(); range; range = waiting.pop()) {
    const [i, j] = range;
    if (j - i < 2) continue;
    const k = thirds[i * count + j];
    filling.push(i, k, j);
    waiting.push([k, j], [i, k]);
  }
  return filling;
}

function areaOf(corners: Vector[], i: number, j: number, k: number): number {
  const [ax, ay, az] = corners[i];
  const [bx, by, bz] = corners[j];
  const [cx, cy, cz] = corners[k];
  const ux = bx - ax;
  const uy = by - ay;
  const uz = bz - az;
  const vx = cx - ax;
  const vy = cy - ay;
  const vz = cz - az;
  const x = uy * vz - uz * vy;
  const y = uz * vx - ux * vz;
  const z = ux * vy - uy * vx;
  return Math.sqrt(x * x + y * y + z * z) / 2;
}
