/** Where lines along x cross triangles. */

/** x, y, z of each point; a triangle's corners are named by the place of their x. */
type Coordinates = Float32Array | Float64Array;

/**
 * Tells whether the line along x through (y, z) crosses a triangle: 1 where it leaves through its
 * front, -1 where it enters, 0 where it passes by. Two triangles at an edge decide alike on which
 * side of it the line runs, because both compute it from the same end.
 */
export function triangleTurn(
  ...[p, a, b, c, y, z]: [Coordinates, number, number, number, number, number]
): number {
  return edgeTurn(p, a, b, y, z) + edgeTurn(p, b, c, y, z) + edgeTurn(p, c, a, y, z);
}

/** How often an edge, seen along x, passes above (y, z): 1 one way, -1 the other, 0 not. */
function edgeTurn(p: Coordinates, from: number, to: number, y: number, z: number): number {
  const rises = p[to + 2] > z && p[from + 2] <= z;
  const falls = p[from + 2] > z && p[to + 2] <= z;
  if (!rises && !falls) return 0;
  const low = rises ? from : to;
  const high = rises ? to : from;
  const side =
    (p[high + 1] - p[low + 1]) * (z - p[low + 2]) - (y - p[low + 1]) * (p[high + 2] - p[low + 2]);
  if (side <= 0) return 0;
  return rises ? 1 : -1;
}

/** Where the line through (y, z) meets a triangle's plane, kept within its corners. */
export function crossingX(
  ...[p, a, b, c, y, z]: [Coordinates, number, number, number, number, number]
): number {
  const uy = p[b + 1] - p[a + 1];
  const uz = p[b + 2] - p[a + 2];
  const vy = p[c + 1] - p[a + 1];
  const vz = p[c + 2] - p[a + 2];
  const area = uy * vz - uz * vy;
  const wy = y - p[a + 1];
  const wz = z - p[a + 2];
  const s = (wy * vz - wz * vy) / area;
  const t = (uy * wz - uz * wy) / area;
  const x = p[a] + s * (p[b] - p[a]) + t * (p[c] - p[a]);
  const low = Math.min(p[a], p[b], p[c]);
  const high = Math.max(p[a], p[b], p[c]);
  return x >= low && x <= high ? x : low + (high - low) / 2;
}
