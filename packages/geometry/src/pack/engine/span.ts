/**
 * The one exact primitive under rasters and contacts: where a thick segment (all points within
 * r of it) lies between two heights.
 */

/** Numbers per edge in an edge list: x1, y1, x2, y2, and the unit normal. */
export const EDGE_SIZE = 6;

/** Lists the edges of closed rings; edges of no length are left out. */
export function edgesOf(rings: Float64Array[]): Float64Array {
  const numbers: number[] = [];
  for (const ring of rings) {
    for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
      const dx = ring[to] - ring[from];
      const dy = ring[to + 1] - ring[from + 1];
      const length = Math.hypot(dx, dy);
      if (length === 0) continue;
      numbers.push(ring[from], ring[from + 1], ring[to], ring[to + 1], -dy / length, dx / length);
    }
  }
  return Float64Array.from(numbers);
}

/** The same edges with x and y exchanged. */
export function exchangeAxes(edges: Float64Array): Float64Array {
  const exchanged = new Float64Array(edges.length);
  for (let at = 0; at < edges.length; at += 2) {
    exchanged[at] = edges[at + 1];
    exchanged[at + 1] = edges[at];
  }
  return exchanged;
}

/**
 * Writes the least and the greatest x of the thick segment at `at` between ya and yb into `out`.
 *
 * The thick segment is convex, so its extremes in a strip lie on the end discs or on the two
 * sides; returns false where it does not reach the strip.
 */
export function spanOfThickSegment(
  edges: Float64Array,
  at: number,
  r: number,
  ya: number,
  yb: number,
  out: Float64Array,
): boolean {
  const x1 = edges[at];
  const y1 = edges[at + 1];
  const x2 = edges[at + 2];
  const y2 = edges[at + 3];
  let lo = Number.POSITIVE_INFINITY;
  let hi = Number.NEGATIVE_INFINITY;
  const away1 = y1 < ya ? ya - y1 : y1 > yb ? y1 - yb : 0;
  if (away1 <= r) {
    const half = Math.sqrt(r * r - away1 * away1);
    lo = x1 - half;
    hi = x1 + half;
  }
  const away2 = y2 < ya ? ya - y2 : y2 > yb ? y2 - yb : 0;
  if (away2 <= r) {
    const half = Math.sqrt(r * r - away2 * away2);
    if (x2 - half < lo) lo = x2 - half;
    if (x2 + half > hi) hi = x2 + half;
  }
  const dy = y2 - y1;
  if (dy !== 0) {
    const slope = (x2 - x1) / dy;
    for (let side = -r; ; side = r) {
      const sx = x1 + edges[at + 4] * side;
      const sy = y1 + edges[at + 5] * side;
      const ey = sy + dy;
      const from = Math.max(ya, Math.min(sy, ey));
      const to = Math.min(yb, Math.max(sy, ey));
      if (from <= to) {
        const xFrom = sx + (from - sy) * slope;
        const xTo = sx + (to - sy) * slope;
        if (xFrom < lo) lo = xFrom;
        if (xFrom > hi) hi = xFrom;
        if (xTo < lo) lo = xTo;
        if (xTo > hi) hi = xTo;
      }
      if (side === r) break;
    }
  }
  out[0] = lo;
  out[1] = hi;
  return lo <= hi;
}
