/** What a part is at each height above the platform, which is what lets parts reach over others. */

import { GeometryError } from "./error.ts";
import { footprint } from "./footprint.ts";
import { boundsOf } from "./mesh.ts";
import { outlineContains } from "./polygon/contains.ts";
import { ringAreaOf } from "./polygon/ring.ts";
import type { Band, Footprint, Mesh, Outline, Ring } from "./types.ts";

/** Close together near the platform, where most parts end, farther apart above. */
const LIMITS_MM = [
  ...Array.from({ length: 24 }, (_, at) => at + 1),
  ...[27, 30, 33, 40, 50, 65, 85, 110, 150, 200, 300, 500],
];

/** Half the distance that parts keep from what is above them and below them, mm: each has it. */
const CLEARANCE_MM = 0.5;

/**
 * Cuts a part into bands of height, equal for all parts, up to its top.
 *
 * Each contains the shadow of what the part is within its band and a clearance above and below it,
 * and lies within `shadow` but for the tolerance of that. A band's holes are filled unless the
 * whole part leaves them open: a place under a closed roof is not worth the search.
 *
 * shadow   the footprint of the same mesh
 * returns  lowest first, from the platform on; a band in which nothing is has no rings
 * throws   as `footprint`
 * cost     a fraction of the footprint's for each band
 */
export async function bandsOf(mesh: Mesh, shadow: Footprint): Promise<Band[]> {
  const { min, max } = boundsOf(mesh);
  const height = max[2] - min[2];
  const above = LIMITS_MM.findIndex((limit) => limit >= height);
  const limits = above < 0 ? [...LIMITS_MM, height] : LIMITS_MM.slice(0, above + 1);
  const holes = shadow.outline.filter((ring) => ringAreaOf(ring) < 0);
  const bands: Band[] = [];
  for (const [at, z_to_mm] of limits.entries()) {
    const z_from_mm = at === 0 ? 0 : limits[at - 1];
    const low = min[2] + z_from_mm - CLEARANCE_MM;
    const slab = slabOf(mesh, low, min[2] + z_to_mm + CLEARANCE_MM);
    const outline = slab.triangles.length === 0 ? [] : await filledShadow(slab, holes);
    bands.push({ z_from_mm, z_to_mm, outline });
  }
  return bands;
}

/** The shadow of a slab's surface, filled: between its walls is material, or nothing to reach. */
async function filledShadow(slab: Mesh, holes: Ring[]): Promise<Outline> {
  const outline = await footprint(slab).then(
    (shadow) => shadow.outline,
    (error) => {
      if (error instanceof GeometryError && error.code === "no_shadow") return [];
      throw error;
    },
  );
  const all = outline.filter((ring) => ringAreaOf(ring) > 0);
  const rims = all.filter((ring) => !all.some((rim) => rim !== ring && isWithin(ring, rim)));
  return [...rims, ...holes.filter((hole) => rims.some((rim) => isWithin(hole, rim)))];
}

function isWithin(ring: Ring, rim: Ring): boolean {
  for (let at = 0; at < ring.length; at += 2) {
    if (!outlineContains([rim], ring[at], ring[at + 1])) return false;
  }
  return true;
}

/** The part of a surface between two heights. */
function slabOf({ positions, triangles }: Mesh, low: number, high: number): Mesh {
  const points: number[] = [];
  const corners: number[] = [];
  const known = new Map<string, number>();
  const vertexAt = (key: string, x: number, y: number, z: number) => {
    const index = known.get(key) ?? points.length / 3;
    if (!known.has(key)) {
      points.push(x, y, z);
      known.set(key, index);
    }
    return index;
  };
  const zOf = (vertex: number) => positions[3 * vertex + 2];
  const whole = (vertex: number) => vertexAt(`${vertex}`, ...xyzOf(positions, vertex));
  /** Where the edge of two vertices meets a level, the same vertex from both sides of it. */
  const cut = (a: number, b: number, level: number) => {
    const [from, to] = a < b ? [a, b] : [b, a];
    const share = (level - zOf(from)) / (zOf(to) - zOf(from));
    const [x0, y0] = xyzOf(positions, from);
    const [x1, y1] = xyzOf(positions, to);
    return vertexAt(
      `${from} ${to} ${level}`,
      x0 + share * (x1 - x0),
      y0 + share * (y1 - y0),
      level,
    );
  };
  for (let at = 0; at < triangles.length; at += 3) {
    const [a, b, c] = [triangles[at], triangles[at + 1], triangles[at + 2]];
    const heights = [zOf(a), zOf(b), zOf(c)];
    if (Math.max(...heights) < low || Math.min(...heights) > high) continue;
    const polygon: number[] = [];
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ]) {
      const [z0, z1] = [zOf(from), zOf(to)];
      if (z0 >= low && z0 <= high) polygon.push(whole(from));
      const levels = z0 < z1 ? [low, high] : [high, low];
      for (const level of levels) {
        if (Math.min(z0, z1) < level && level < Math.max(z0, z1))
          polygon.push(cut(from, to, level));
      }
    }
    for (let fan = 2; fan < polygon.length; fan++) {
      corners.push(polygon[0], polygon[fan - 1], polygon[fan]);
    }
  }
  return { positions: Float32Array.from(points), triangles: Uint32Array.from(corners) };
}

const xyzOf = (positions: Float32Array, vertex: number): [x: number, y: number, z: number] => [
  positions[3 * vertex],
  positions[3 * vertex + 1],
  positions[3 * vertex + 2],
];
