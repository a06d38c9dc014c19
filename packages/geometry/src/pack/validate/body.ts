/** Parts where they lie on a plate, and exact distances between them. */
import type { Outline, Placement } from "../../types.ts";

/** Distances may fall short by this much, mm, before they count as violations. */
export const TOLERANCE_MM = 1e-3;

type Vertex = { x: number; y: number };
type Box = { x0: number; y0: number; x1: number; y1: number };
type Segment = { from: Vertex; to: Vertex; box: Box };
/** A part, or a band of one, where it lies on the plate. */
export type Body = { id: string; loops: Vertex[][]; segments: Segment[]; box: Box };

export function bodyOf(outline: Outline, placement: Placement): Body {
  const turn = (placement.rotation_deg / 180) * Math.PI;
  const loops = outline.map((ring) => {
    const loop: Vertex[] = [];
    for (let at = 0; at + 1 < ring.length; at += 2) {
      const x = ring[at] * Math.cos(turn) - ring[at + 1] * Math.sin(turn);
      const y = ring[at] * Math.sin(turn) + ring[at + 1] * Math.cos(turn);
      loop.push({ x: x + placement.x_mm, y: y + placement.y_mm });
    }
    return loop;
  });
  const segments = loops.flatMap((loop) =>
    loop.map((from, at) => {
      const to = loop[(at + 1) % loop.length];
      return { from, to, box: boxAround([from, to]) };
    }),
  );
  return { id: placement.id, loops, segments, box: boxAround(loops.flat()) };
}

function boxAround(points: Vertex[]): Box {
  const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
  for (const { x, y } of points) {
    box.x0 = Math.min(box.x0, x);
    box.y0 = Math.min(box.y0, y);
    box.x1 = Math.max(box.x1, x);
    box.y1 = Math.max(box.y1, y);
  }
  return box;
}

/**
 * How two parts stand to each other: "overlap", a distance in mm that is too small for the gap, or
 * nothing where the gap is kept.
 */
export function conflictOf(a: Body, b: Body, gap: number): "overlap" | number | undefined {
  const needed = gap - TOLERANCE_MM;
  // Boxes that only touch are still looked at, so that overlaps show without a gap too.
  if (boxDistance(a.box, b.box) > Math.max(0, needed)) return undefined;
  if (sharesMaterial(a, b)) return "overlap";
  const distance = distanceBetween(a, b, Math.max(needed, 0));
  if (distance === 0 && cutsDeeper(a, b)) return "overlap";
  return distance >= needed ? undefined : distance;
}

/**
 * Whether both parts have material at one place, more than the tolerance wide.
 *
 * Looks along a line half-way between every two neighbouring corner heights: between those, sides
 * that do not cross keep their order. Sides that cross are found by cutsDeeper.
 */
function sharesMaterial(a: Body, b: Body): boolean {
  const low = Math.max(a.box.y0, b.box.y0);
  const high = Math.min(a.box.y1, b.box.y1);
  const heights = [...a.loops, ...b.loops].flat().map((vertex) => vertex.y);
  const within = heights.filter((y) => y >= low && y <= high).sort((p, q) => p - q);
  return within.some((y, at) => {
    if (at === 0 || y - within[at - 1] <= TOLERANCE_MM) return false;
    const middle = (y + within[at - 1]) / 2;
    const spansOfB = materialAlong(b, middle);
    return materialAlong(a, middle).some(([from, to]) =>
      spansOfB.some((span) => Math.min(to, span[1]) - Math.max(from, span[0]) > TOLERANCE_MM),
    );
  });
}

/** The stretches of a level line that lie in the material, by the non-zero rule. */
function materialAlong(body: Body, y: number): [from: number, to: number][] {
  const cuts: { x: number; turn: number }[] = [];
  for (const { from, to } of body.segments) {
    if (from.y > y === to.y > y) continue;
    const share = (y - from.y) / (to.y - from.y);
    cuts.push({ x: (1 - share) * from.x + share * to.x, turn: to.y > from.y ? 1 : -1 });
  }
  cuts.sort((p, q) => p.x - q.x);
  const spans: [number, number][] = [];
  let winding = 0;
  for (const [at, cut] of cuts.entries()) {
    if (winding !== 0) spans.push([cuts[at - 1].x, cut.x]);
    winding += cut.turn;
  }
  return spans;
}

/** Whether two segments cross by more than the tolerance, at a point inside both. */
function cutsDeeper(a: Body, b: Body): boolean {
  return a.segments.some((s) =>
    b.segments.some((t) => {
      if (boxDistance(s.box, t.box) > 0 || !isCrossed(s, t)) return false;
      const ends = [
        pointDistance(s.from, t),
        pointDistance(s.to, t),
        pointDistance(t.from, s),
        pointDistance(t.to, s),
      ];
      return Math.min(...ends) > TOLERANCE_MM;
    }),
  );
}

/** Least distance of the outlines, or anything not below `enough`. */
function distanceBetween(a: Body, b: Body, enough: number): number {
  let least = Math.max(enough, Number.MIN_VALUE);
  for (const s of a.segments) {
    if (boxDistance(s.box, b.box) > least) continue;
    for (const t of b.segments) {
      if (boxDistance(s.box, t.box) > least) continue;
      least = Math.min(least, segmentDistance(s, t));
      if (least === 0) return 0;
    }
  }
  return least;
}

function boxDistance(a: Box, b: Box): number {
  const x = Math.max(0, a.x0 - b.x1, b.x0 - a.x1);
  const y = Math.max(0, a.y0 - b.y1, b.y0 - a.y1);
  return Math.sqrt(x * x + y * y);
}

function segmentDistance(s: Segment, t: Segment): number {
  if (isCrossed(s, t)) return 0;
  return Math.min(
    pointDistance(s.from, t),
    pointDistance(s.to, t),
    pointDistance(t.from, s),
    pointDistance(t.to, s),
  );
}

function isCrossed(s: Segment, t: Segment): boolean {
  const sides = (u: Segment, p: Vertex) =>
    Math.sign((u.to.x - u.from.x) * (p.y - u.from.y) - (u.to.y - u.from.y) * (p.x - u.from.x));
  return sides(s, t.from) * sides(s, t.to) < 0 && sides(t, s.from) * sides(t, s.to) < 0;
}

function pointDistance(point: Vertex, { from, to }: Segment): number {
  const x = to.x - from.x;
  const y = to.y - from.y;
  const squared = x * x + y * y;
  const along = squared > 0 ? ((point.x - from.x) * x + (point.y - from.y) * y) / squared : 0;
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(from.x + t * x - point.x, from.y + t * y - point.y);
}
