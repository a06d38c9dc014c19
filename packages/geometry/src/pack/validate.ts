/**
 * Checks packings without any code of the packer, so that neither can hide a fault of the other.
 * Slow and plain on purpose: every pair of parts, every pair of segments that could matter.
 */
import type { PackItem, Packing, PackOptions, Placement, Plate, RotationRule } from "../types.ts";

/** A rule that a packing breaks; `ids` names the parts concerned. */
export type Violation = {
  code:
    | "item_unknown"
    | "item_repeated"
    | "item_missing"
    | "placement_not_finite"
    | "rotation_not_allowed"
    | "height_exceeded"
    | "margin_violated"
    | "gap_violated"
    | "parts_overlap"
    | "plates_exceeded";
  ids: string[];
  /** Position in packing.plates, where the violation is on one plate. */
  plate?: number;
  /** A sentence with the figures. */
  detail: string;
};

/** Distances may fall short by this much, mm, before they count as violations. */
const TOLERANCE_MM = 1e-3;
/** As much as two ways of writing the same angle may differ. */
const TOLERANCE_DEG = 1e-6;

/**
 * Lists every rule that the packing breaks; an empty list means that it may be printed.
 *
 * Every item must be placed once or left out once; every part must keep the margin, the rotation
 * rule, the plate's height, and the gap to every other part on its plate, where parts inside the
 * hole of another are as good as beside it. Distances are exact, with 1e-3 mm of tolerance.
 */
export function validatePacking(
  items: PackItem[],
  plate: Plate,
  options: PackOptions,
  packing: Packing,
): Violation[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const violations = checkAccounts(byId, packing);
  const most = options.plates_max ?? Number.POSITIVE_INFINITY;
  if (packing.plates.length > most) {
    const detail = `${packing.plates.length} plates are used; ${most} are allowed.`;
    violations.push({ code: "plates_exceeded", ids: [], detail });
  }
  for (const [at, { placements }] of packing.plates.entries()) {
    const bodies: Body[] = [];
    for (const placement of placements) {
      const item = byId.get(placement.id);
      if (!item) continue;
      const fault = checkAlone(item, placement, plate, options);
      violations.push(...fault.map((violation) => ({ ...violation, plate: at })));
      if (isFinitePlacement(placement)) bodies.push(bodyOf(item, placement));
    }
    for (let a = 0; a < bodies.length; a++) {
      for (let b = 0; b < a; b++) {
        const fault = checkPair(bodies[b], bodies[a], options.gap_mm);
        if (fault) violations.push({ ...fault, plate: at });
      }
    }
  }
  return violations;
}

/** Every item placed once or left out once, and nothing else. */
function checkAccounts(byId: Map<string, PackItem>, packing: Packing): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<string>();
  const mentioned = [
    ...packing.plates.flatMap((plate) => plate.placements.map((placement) => placement.id)),
    ...packing.left_out.map((left) => left.id),
  ];
  for (const id of mentioned) {
    if (!byId.has(id)) {
      violations.push({ code: "item_unknown", ids: [id], detail: `No item has the id ${id}.` });
    } else if (seen.has(id)) {
      violations.push({ code: "item_repeated", ids: [id], detail: `${id} is answered twice.` });
    }
    seen.add(id);
  }
  for (const id of byId.keys()) {
    if (seen.has(id)) continue;
    const detail = `${id} is neither placed nor left out.`;
    violations.push({ code: "item_missing", ids: [id], detail });
  }
  return violations;
}

function checkAlone(
  item: PackItem,
  placement: Placement,
  plate: Plate,
  options: PackOptions,
): Violation[] {
  const ids = [item.id];
  if (!isFinitePlacement(placement)) {
    const { x_mm, y_mm, rotation_deg } = placement;
    const detail = `${item.id} lies at ${x_mm}, ${y_mm}, turned by ${rotation_deg}.`;
    return [{ code: "placement_not_finite", ids, detail }];
  }
  const violations: Violation[] = [];
  const rule = item.rotations ?? options.rotations;
  if (!isAllowed(placement.rotation_deg, rule)) {
    const turn = `turned by ${placement.rotation_deg} degrees`;
    const detail = `${item.id} is ${turn}; its rule is ${rule}.`;
    violations.push({ code: "rotation_not_allowed", ids, detail });
  }
  if (item.height_mm > plate.height_mm + TOLERANCE_MM) {
    const heights = `${item.height_mm} mm tall; the plate takes ${plate.height_mm} mm`;
    const detail = `${item.id} is ${heights}.`;
    violations.push({ code: "height_exceeded", ids, detail });
  }
  const { box } = bodyOf(item, placement);
  const room = Math.min(box.x0, box.y0, plate.width_mm - box.x1, plate.depth_mm - box.y1);
  if (!(room >= options.margin_mm - TOLERANCE_MM)) {
    const figures = `${room} mm of the rim; the margin is ${options.margin_mm} mm`;
    const detail = `${item.id} comes within ${figures}.`;
    violations.push({ code: "margin_violated", ids, detail });
  }
  return violations;
}

function isFinitePlacement({ x_mm, y_mm, rotation_deg }: Placement): boolean {
  return Number.isFinite(x_mm) && Number.isFinite(y_mm) && Number.isFinite(rotation_deg);
}

function isAllowed(angle_deg: number, rule: RotationRule): boolean {
  if (rule === "any") return true;
  const step = rule === "90" ? 90 : rule === "180" ? 180 : 360;
  const allowed = Array.isArray(rule) ? rule : [0];
  return allowed.some((start) => {
    const away = Math.abs(angle_deg - start) % step;
    return Math.min(away, step - away) <= TOLERANCE_DEG;
  });
}

type Vertex = { x: number; y: number };
type Box = { x0: number; y0: number; x1: number; y1: number };
type Segment = { from: Vertex; to: Vertex; box: Box };
/** A part where it lies on the plate. */
type Body = { id: string; loops: Vertex[][]; segments: Segment[]; box: Box };

function bodyOf(item: PackItem, placement: Placement): Body {
  const turn = (placement.rotation_deg / 180) * Math.PI;
  const loops = item.outline.map((ring) => {
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
  return { id: item.id, loops, segments, box: boxAround(loops.flat()) };
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

function checkPair(a: Body, b: Body, gap: number): Violation | undefined {
  const needed = gap - TOLERANCE_MM;
  // Boxes that only touch are still looked at, so that overlaps show without a gap too.
  if (boxDistance(a.box, b.box) > Math.max(0, needed)) return undefined;
  const ids = [a.id, b.id];
  if (sharesMaterial(a, b)) {
    return { code: "parts_overlap", ids, detail: `${a.id} and ${b.id} overlap.` };
  }
  const distance = distanceBetween(a, b, Math.max(needed, 0));
  if (distance === 0 && cutsDeeper(a, b)) {
    return { code: "parts_overlap", ids, detail: `${a.id} and ${b.id} cross.` };
  }
  if (distance >= needed) return undefined;
  const detail = `${a.id} and ${b.id} are ${distance} mm apart; the gap is ${gap} mm.`;
  return { code: "gap_violated", ids, detail };
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
