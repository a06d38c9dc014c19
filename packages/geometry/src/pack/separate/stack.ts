/** Parts by height as the separation sees them: what they are in each layer, and from it upward. */
import { convexHullOf } from "../../polygon/hull.ts";
import { ringAreaOf } from "../../polygon/ring.ts";
import type { Outline, Ring } from "../../types.ts";
import { convexPiecesOf, dropSides, planesOf } from "./convex.ts";
import type { Meeting } from "./deepest.ts";
import { type Form, makeForm, makeShape, type Shape, sidesOf } from "./form.ts";
import { compactOrder } from "./tree.ts";

/** Of one layer: what a part is there, and what it is there and above. */
type Storey<T> = { foot: T; roof: T };

/** A shape with its layers, lowest first; as a whole it is its hull. */
export type Stack = Shape & { storeys: Storey<Shape>[] };

/** How much of the tolerance joining two pieces may use up. */
const JOIN_SHARE = 0.5;

/**
 * Prepares the bands of a part, one for each layer, for separation. Holes are filled.
 *
 * tolerance  by how much convex pieces may reach beyond a band, as a share of the part's size
 */
export function makeStack(bands: Outline[], tolerance: number): Stack {
  const whole = makeShape([convexHullOf(bands.flat())], 0);
  const reach = tolerance * whole.size;
  const feet = bands.map((band) => {
    const rims = band.filter((ring) => ringAreaOf(ring) > 0);
    return joined(
      rims.flatMap((rim) => convexPiecesOf([rim], reach)),
      JOIN_SHARE * reach,
    );
  });
  const roofs: Ring[][] = [];
  let roof: Ring[] = [];
  for (const foot of feet.toReversed()) {
    roof = joined([...roof, ...foot], JOIN_SHARE * reach);
    roofs.unshift(roof);
  }
  const shapeOf = (pieces: Ring[]): Shape => {
    return { ...whole, pieces: compactOrder(pieces.map(sidesOf)).map((at) => pieces[at]) };
  };
  const storeys = bands.map((_, layer) => {
    return { foot: shapeOf(feet[layer]), roof: shapeOf(roofs[layer]) };
  });
  return { ...whole, storeys };
}

/** Forms of a stack at one turn, by layer; nothing where it has no pieces. */
export type Storeys = Storey<Form | undefined>[];

export function makeStoreys({ storeys }: Stack, turn_deg: number, grow: number): Storeys {
  const formOf = (shape: Shape) =>
    shape.pieces.length > 0 ? makeForm(shape, turn_deg, 0, grow) : undefined;
  return storeys.map(({ foot, roof }) => ({ foot: formOf(foot), roof: formOf(roof) }));
}

/** Layer by layer, the roofs of what is below and the feet of what is above. */
export function meetingsOf(below: Storeys, above: Storeys): Meeting[] {
  return below.flatMap(({ roof }, layer) => {
    const { foot } = above[layer];
    return roof && foot ? [{ a: roof, b: foot }] : [];
  });
}

/** Fewer pieces that cover about the same: neighbours are joined, covered ones are dropped. */
function joined(pieces: Ring[], reach: number): Ring[] {
  const rings = [...pieces].sort((a, b) => ringAreaOf(b) - ringAreaOf(a));
  for (let first = 0; first < rings.length; first++) {
    for (let second = first + 1; second < rings.length; second++) {
      const hull = joinedPair(rings[first], rings[second], reach);
      if (!hull) continue;
      rings.splice(second, 1);
      rings[first] = dropSides(hull, reach);
      second = first;
    }
  }
  for (let at = rings.length - 1; at >= 0; at--) {
    const others = rings.filter((_, other) => other !== at).map(planesOf);
    if (isCovered(rings[at], others, reach)) rings.splice(at, 1);
  }
  return rings;
}

/** Whether corners and middles of sides, and points halfway to them, lie in or near others. */
function isCovered(ring: Ring, others: Float64Array[], reach: number): boolean {
  const isIn = (x: number, y: number) => others.some((planes) => beyond(planes, x, y) <= reach);
  const count = ring.length / 2;
  let [cx, cy] = [0, 0];
  for (let at = 0; at < ring.length; at += 2) {
    cx += ring[at] / count;
    cy += ring[at + 1] / count;
  }
  if (!isIn(cx, cy)) return false;
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    for (const [x, y] of [
      [ring[to], ring[to + 1]],
      [(ring[from] + ring[to]) / 2, (ring[from + 1] + ring[to + 1]) / 2],
    ]) {
      if (!isIn(x, y) || !isIn((x + cx) / 2, (y + cy) / 2)) return false;
    }
  }
  return true;
}

/** The hull of two convex rings where it reaches little beyond both. */
function joinedPair(a: Ring, b: Ring, reach: number): Ring | undefined {
  const hull = convexHullOf([a, b]);
  const [inA, inB] = [planesOf(a), planesOf(b)];
  for (let to = 0, from = hull.length - 2; to < hull.length; from = to, to += 2) {
    for (const share of SAMPLES) {
      const x = hull[from] + share * (hull[to] - hull[from]);
      const y = hull[from + 1] + share * (hull[to + 1] - hull[from + 1]);
      if (Math.min(beyond(inA, x, y), beyond(inB, x, y)) > reach) return undefined;
    }
  }
  return hull;
}

/** Where on a side of a hull it is looked how far off the rings are. */
const SAMPLES = [0.1, 0.3, 0.5, 0.7, 0.9];

/** How far a point lies outside a convex ring, at least; below 0 inside. */
function beyond(planes: Float64Array, x: number, y: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < planes.length; at += 3) {
    most = Math.max(most, planes[at] * x + planes[at + 1] * y - planes[at + 2]);
  }
  return most;
}
