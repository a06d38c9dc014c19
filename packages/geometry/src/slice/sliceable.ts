/** A mesh made ready for slicing: what is worked out once, whatever layers are asked for. */
import { DisjointSets } from "../disjoint-sets.ts";
import { EdgeTable } from "../edges.ts";
import { GeometryError } from "../error.ts";
import { RIM_WELD_SHARE, weldRims } from "../topology.ts";
import type { Bounds, Mesh } from "../types.ts";
import { turnedShells } from "./shells.ts";

/** As many as build files hold. */
const LAYERS_MAX = 100_000;
/** Heights are rounded up to whole layers, but not for what rounding of numbers adds. */
const ROUNDING = 1e-6;

/** Plain data that threads can share; made by `prepareSlices`. */
export type Sliceable = {
  /** x, y, z of each corner. */
  positions: Float32Array;
  bounds: Bounds;
  /** Of shells without a gap: their cuts are closed as they are. */
  closed: Facets;
  /** Of all others: their cuts are joined to outlines, layer by layer. */
  torn: Facets & {
    /** Numbers of the three sides of each facet, from the first corner to the second first. */
    sides: Uint32Array;
    side_count: number;
  };
};

/** Triangles in the order of their lowest corners. */
export type Facets = {
  /** Offsets into the positions, three of each facet. */
  corners: Uint32Array;
  lowest: Float32Array;
  highest: Float32Array;
};

/**
 * Makes a mesh ready for slicing. Triangles that use a corner twice are left out, and cracks that
 * rounding has left are closed; a shell is what hangs together by sides, and has no gap when each
 * side is used as often one way as the other.
 *
 * throws  GeometryError "no_triangles", "not_finite"
 * cost    linear; memory of the mesh, and while it works as much again for sides
 */
export function prepareSlices({ positions, triangles }: Mesh): Sliceable {
  if (triangles.length === 0) throw new GeometryError("no_triangles", "It has no triangles.");
  const bounds = checkedBounds({ positions, triangles });
  let used: Uint32Array = triangles.filter((_, i) => {
    const at = i - (i % 3);
    const [a, b, c] = [triangles[at], triangles[at + 1], triangles[at + 2]];
    return a !== b && b !== c && c !== a;
  });
  let found = findShells(used);
  if (found.rim_vertices.length > 0) {
    used = weldRims({ positions, triangles: used }, found.rim_vertices, RIM_WELD_SHARE);
    found = findShells(used);
  }
  const { sides, side_count, shells, is_torn } = found;
  const turned = turnedShells({ positions, triangles: used }, shells, is_torn);
  for (let i = 0; i < used.length; i += 3) {
    if (turned[shells[i / 3]] === 1) [used[i + 1], used[i + 2]] = [used[i + 2], used[i + 1]];
  }
  const order = orderOf(lowestOf(positions, used));
  const closed = order.filter((triangle) => is_torn[shells[triangle]] === 0);
  const torn = order.filter((triangle) => is_torn[shells[triangle]] === 1);
  return {
    positions,
    bounds,
    closed: facetsOf(positions, used, closed),
    torn: { ...facetsOf(positions, used, torn), sides: picked(sides, torn), side_count },
  };
}

/**
 * How many layers a height comes to; the last may stand over it.
 *
 * throws  GeometryError "not_sliceable" for thicknesses that come to no end
 */
export function layerCount(height_mm: number, layer_mm: number): number {
  const count = Math.max(1, Math.ceil(height_mm / layer_mm - ROUNDING));
  if (layer_mm > 0 && count <= LAYERS_MAX) return count;
  const what = `${height_mm} mm in layers of ${layer_mm} mm`;
  throw new GeometryError("not_sliceable", `It cannot be sliced: ${what}, at most ${LAYERS_MAX}.`);
}

function checkedBounds({ positions, triangles }: Mesh): Bounds {
  const min: Bounds["min"] = [Infinity, Infinity, Infinity];
  const max: Bounds["max"] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < triangles.length; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * triangles[i] + axis];
      if (!Number.isFinite(value)) {
        const triangle = Math.floor(i / 3);
        const detail = `It cannot be sliced: triangle ${triangle} has a corner at ${value}.`;
        throw new GeometryError("not_finite", detail, { triangle });
      }
      if (value < min[axis]) min[axis] = value;
      if (value > max[axis]) max[axis] = value;
    }
  }
  return { min, max };
}

function findShells(triangles: Uint32Array) {
  const edges = new EdgeTable(triangles.length);
  const sides = new Uint32Array(triangles.length);
  /** Uses from the lower to the higher corner, less those the other way. */
  const balances = new Int32Array(triangles.length);
  const first_triangles = new Uint32Array(triangles.length);
  const sets = new DisjointSets(triangles.length / 3);
  for (let i = 0; i < triangles.length; i++) {
    const [corner, triangle] = [i % 3, Math.floor(i / 3)];
    const from = triangles[i];
    const to = triangles[corner === 2 ? i - 2 : i + 1];
    const known = edges.count;
    const side = edges.add(from, to);
    if (side === known) first_triangles[side] = triangle;
    else sets.join(first_triangles[side], triangle);
    balances[side] += from < to ? 1 : -1;
    sides[i] = side;
  }
  const shells = new Uint32Array(triangles.length / 3);
  const is_torn = new Uint8Array(triangles.length / 3);
  for (let triangle = 0; triangle < shells.length; triangle++)
    shells[triangle] = sets.find(triangle);
  const rim: number[] = [];
  for (let i = 0; i < sides.length; i++) {
    if (balances[sides[i]] === 0) continue;
    is_torn[shells[Math.floor(i / 3)]] = 1;
    rim.push(edges.low[sides[i]], edges.high[sides[i]]);
  }
  const rim_vertices = Uint32Array.from(rim);
  return { sides, side_count: edges.count, shells, is_torn, rim_vertices };
}

function lowestOf(positions: Float32Array, triangles: Uint32Array): Float32Array {
  const lowest = new Float32Array(triangles.length / 3);
  for (let i = 0; i < triangles.length; i += 3) {
    const a = positions[3 * triangles[i] + 2];
    const b = positions[3 * triangles[i + 1] + 2];
    const c = positions[3 * triangles[i + 2] + 2];
    lowest[i / 3] = Math.min(a, b, c);
  }
  return lowest;
}

/** Indices by rising value, equal ones as they come: by 16 bits, then by the 16 above them. */
function orderOf(values: Float32Array): Uint32Array {
  // Bits of floats rise with them once those of negative ones are turned over.
  const keys = new Uint32Array(values.buffer.slice(0));
  for (let i = 0; i < keys.length; i++) keys[i] ^= keys[i] >>> 31 ? 0xffffffff : 0x80000000;
  let from = Uint32Array.from({ length: keys.length }, (_, i) => i);
  let to = new Uint32Array(keys.length);
  for (const shift of [0, 16]) {
    const places = new Uint32Array(0x10001);
    for (const key of keys) places[((key >>> shift) & 0xffff) + 1]++;
    for (let i = 1; i < places.length; i++) places[i] += places[i - 1];
    for (const i of from) to[places[(keys[i] >>> shift) & 0xffff]++] = i;
    [from, to] = [to, from];
  }
  return from;
}

function facetsOf(positions: Float32Array, triangles: Uint32Array, order: Uint32Array): Facets {
  const corners = picked(triangles, order).map((vertex) => 3 * vertex);
  const lowest = new Float32Array(order.length);
  const highest = new Float32Array(order.length);
  for (let i = 0; i < order.length; i++) {
    const a = positions[corners[3 * i] + 2];
    const b = positions[corners[3 * i + 1] + 2];
    const c = positions[corners[3 * i + 2] + 2];
    lowest[i] = Math.min(a, b, c);
    highest[i] = Math.max(a, b, c);
  }
  return { corners, lowest, highest };
}

/** The threes of those triangles, one after another. */
function picked(threes: Uint32Array, order: Uint32Array): Uint32Array {
  const list = new Uint32Array(3 * order.length);
  for (let i = 0; i < order.length; i++) {
    for (let corner = 0; corner < 3; corner++) list[3 * i + corner] = threes[3 * order[i] + corner];
  }
  return list;
}
