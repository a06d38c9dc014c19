/** Cuts outlines of any kind into trapezoids: the raw material of convex pieces. */
import type { Outline, Ring } from "../../types.ts";

/** A convex polygon, and the trapezoids that it shares a stretch of a level line with. */
export type Slab = { ring: Ring; neighbours: number[] };

type Edge = { x1: number; y1: number; x2: number; y2: number; turn: number };
type Span = { left: Edge; right: Edge; slab: number };

/**
 * Cuts the material of an outline (non-zero rule; rings may cross) at the height of every corner
 * and crossing. Between two cuts sides keep their order, so that what lies between is trapezoids.
 */
export function slabsOf(outline: Outline): Slab[] {
  const edges = outline.flatMap(edgesOf);
  const levels = levelsOf(edges);
  const slabs: Slab[] = [];
  let below: Span[] = [];
  for (let at = 1; at < levels.length; at++) {
    const low = levels[at - 1];
    const high = levels[at];
    const spans = spansOf(edges, low, high);
    for (const span of spans) {
      const ring = trapezoid(span, low, high);
      if (ring.length < 6) continue;
      span.slab = slabs.length;
      slabs.push({ ring, neighbours: [] });
    }
    link(slabs, below, spans, low);
    below = spans;
  }
  return slabs;
}

function edgesOf(ring: Ring): Edge[] {
  const edges: Edge[] = [];
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    const up = ring[to + 1] > ring[from + 1];
    const [a, b] = up ? [from, to] : [to, from];
    if (ring[to + 1] === ring[from + 1]) continue;
    const edge = { x1: ring[a], y1: ring[a + 1], x2: ring[b], y2: ring[b + 1] };
    edges.push({ ...edge, turn: up ? 1 : -1 });
  }
  return edges;
}

/** Ascending, without repeats: heights of corners and of crossings. */
function levelsOf(edges: Edge[]): number[] {
  const levels = edges.flatMap(({ y1, y2 }) => [y1, y2]);
  for (let a = 0; a < edges.length; a++) {
    for (let b = 0; b < a; b++) {
      const y = crossingOf(edges[a], edges[b]);
      if (!Number.isNaN(y)) levels.push(y);
    }
  }
  levels.sort((a, b) => a - b);
  return levels.filter((y, at) => at === 0 || y > levels[at - 1]);
}

/** Height at which two edges cross within both, NaN where they do not. */
function crossingOf(a: Edge, b: Edge): number {
  const low = Math.max(a.y1, b.y1);
  const high = Math.min(a.y2, b.y2);
  if (low >= high) return Number.NaN;
  const before = xAt(a, low) - xAt(b, low);
  const after = xAt(a, high) - xAt(b, high);
  if (before * after >= 0) return Number.NaN;
  return low + ((high - low) * before) / (before - after);
}

function xAt({ x1, y1, x2, y2 }: Edge, y: number): number {
  if (y === y1) return x1;
  if (y === y2) return x2;
  return x1 + ((x2 - x1) * (y - y1)) / (y2 - y1);
}

/** The stretches of material between two levels, from left to right. */
function spansOf(edges: Edge[], low: number, high: number): Span[] {
  const middle = (low + high) / 2;
  const crossed = edges
    .filter(({ y1, y2 }) => y1 <= low && y2 >= high)
    .map((edge) => ({ edge, x: xAt(edge, middle) }))
    .sort((a, b) => a.x - b.x);
  const spans: Span[] = [];
  let winding = 0;
  let left: Edge | undefined;
  for (const { edge } of crossed) {
    if (winding === 0) left = edge;
    winding += edge.turn;
    if (winding === 0 && left) spans.push({ left, right: edge, slab: -1 });
  }
  return spans;
}

/** Counter-clockwise, without repeated points; fewer than three points where it is flat. */
function trapezoid({ left, right }: Span, low: number, high: number): Ring {
  const points = [
    [xAt(left, low), low],
    [xAt(right, low), low],
    [xAt(right, high), high],
    [xAt(left, high), high],
  ];
  const kept = points.filter(([x, y], at) => {
    const [fromX, fromY] = points[(at + 3) % 4];
    return x !== fromX || y !== fromY;
  });
  return Float64Array.from(kept.flat());
}

/** Notes which trapezoids below and above a level share a stretch of it. */
function link(slabs: Slab[], below: Span[], above: Span[], y: number): void {
  for (const a of below) {
    for (const b of above) {
      if (a.slab < 0 || b.slab < 0) continue;
      const from = Math.max(xAt(a.left, y), xAt(b.left, y));
      const to = Math.min(xAt(a.right, y), xAt(b.right, y));
      if (to <= from) continue;
      slabs[a.slab].neighbours.push(b.slab);
      slabs[b.slab].neighbours.push(a.slab);
    }
  }
}
