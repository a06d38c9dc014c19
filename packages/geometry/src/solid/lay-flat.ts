/** The turn that lays a part on its best face. */

import { EdgeTable } from "../edges.ts";
import { GeometryError } from "../error.ts";
import { boundsOf, transformMesh } from "../mesh.ts";
import type { Mesh } from "../types.ts";
import { checkMesh, meshOf, withSolids } from "./kit.ts";
import { hasInside } from "./shells.ts";
import { moveMesh, turnMatrix } from "./transform.ts";
import { cross, dot, unitOf, type Vector } from "./vector.ts";

export type LayFlatOptions = {
  /** Out of the part: the face of the hull that looks most nearly this way is laid down. */
  face?: Vector;
};

/** Facets of the hull that differ by less than half a degree make one face. */
const FACE_COSINE = Math.cos(Math.PI / 360);
/** Areas this near each other, as a share, count as equal, and the lower face is taken. */
const AREA_NOISE = 1e-6;

type Face = {
  normal: Vector;
  area_mm2: number;
  /** Corners of its triangles, three points each. */
  corners: Vector[];
};

/**
 * Turns a part so that a face of its convex hull lies down, and lifts it to z = 0; x and y of its
 * middle may change. Takes the largest face above which the middle of the hull lies, so that the
 * part does not tip; among equals, the one that turns it least.
 *
 * throws  GeometryError "no_triangles", "too_large", "part_is_flat", "direction_invalid"
 */
export async function layFlat(mesh: Mesh, options: LayFlatOptions = {}): Promise<Mesh> {
  checkMesh(mesh);
  const hull = await hullOf(mesh);
  if (!hasInside(hull)) throw new GeometryError("part_is_flat", "The part has no thickness.");
  const faces = facesOf(hull);
  const wanted = options.face && unitOf(options.face);
  const face = wanted ? facing(faces, wanted) : largestStable(faces, middleOf(hull));
  const turned = transformMesh(mesh, turnDown(face.normal));
  return moveMesh(turned, [0, 0, -boundsOf(turned).min[2]]);
}

function hullOf({ positions }: Mesh): Promise<Mesh> {
  return withSolids(({ wasm, own }) => {
    const points: [number, number, number][] = [];
    for (let i = 0; i < positions.length; i += 3) {
      points.push([positions[i], positions[i + 1], positions[i + 2]]);
    }
    return meshOf(own(wasm.Manifold.hull(points)));
  });
}

function pointAt({ positions }: Mesh, vertex: number): Vector {
  return [positions[3 * vertex], positions[3 * vertex + 1], positions[3 * vertex + 2]];
}

/** The facets of a hull, those that lie nearly in one plane with a larger one made one with it. */
function facesOf(hull: Mesh): Face[] {
  const { triangles } = hull;
  const facets = Array.from({ length: triangles.length / 3 }, (_, i) => {
    const [a, b, c] = [0, 1, 2].map((corner) => pointAt(hull, triangles[3 * i + corner]));
    const turn = cross(minus(b, a), minus(c, a));
    return { turn, area_mm2: Math.sqrt(dot(turn, turn)) / 2, corners: [a, b, c] };
  });
  const neighbours = neighboursOf(triangles);
  const order = facets.map((_, i) => i).filter((i) => facets[i].area_mm2 > 0);
  order.sort((a, b) => facets[b].area_mm2 - facets[a].area_mm2 || a - b);
  const taken = new Uint8Array(facets.length);
  const faces: Face[] = [];
  for (const seed of order) {
    if (taken[seed]) continue;
    taken[seed] = 1;
    const normal = unitOf(facets[seed].turn);
    const members = [seed];
    for (let at = 0; at < members.length; at++) {
      for (const other of neighbours[members[at]]) {
        const { turn, area_mm2 } = facets[other];
        if (taken[other] || dot(turn, normal) < 2 * area_mm2 * FACE_COSINE) continue;
        taken[other] = 1;
        members.push(other);
      }
    }
    const area_mm2 = members.reduce((sum, member) => sum + facets[member].area_mm2, 0);
    faces.push({ normal, area_mm2, corners: members.flatMap((member) => facets[member].corners) });
  }
  return faces;
}

function neighboursOf(triangles: Uint32Array): number[][] {
  const edges = new EdgeTable(triangles.length);
  const users: number[][] = [];
  for (let i = 0; i < triangles.length; i++) {
    const edge = edges.add(triangles[i], triangles[i % 3 === 2 ? i - 2 : i + 1]);
    users[edge] ??= [];
    users[edge].push(Math.floor(i / 3));
  }
  const neighbours: number[][] = Array.from({ length: triangles.length / 3 }, () => []);
  for (const [a, b] of users) {
    neighbours[a].push(b);
    neighbours[b].push(a);
  }
  return neighbours;
}

function facing(faces: Face[], way: Vector): Face {
  return faces.reduce((a, b) => (dot(b.normal, way) > dot(a.normal, way) ? b : a));
}

function largestStable(faces: Face[], middle: Vector): Face {
  const stable = faces.filter((face) => standsOn(face, middle));
  return (stable.length > 0 ? stable : faces).reduce((a, b) => {
    if (Math.abs(a.area_mm2 - b.area_mm2) > AREA_NOISE * a.area_mm2) {
      return b.area_mm2 > a.area_mm2 ? b : a;
    }
    return b.normal[2] < a.normal[2] ? b : a;
  });
}

/** Whether the middle, let fall along the normal, meets one of the face's triangles. */
function standsOn({ normal, corners }: Face, middle: Vector): boolean {
  for (let i = 0; i < corners.length; i += 3) {
    const sides = [0, 1, 2].map((corner) => {
      const from = corners[i + corner];
      const to = corners[i + ((corner + 1) % 3)];
      return dot(cross(minus(to, from), minus(middle, from)), normal);
    });
    if (sides.every((side) => side >= 0)) return true;
  }
  return false;
}

/** The middle of a hull's volume. */
function middleOf(hull: Mesh): Vector {
  const { triangles } = hull;
  const base = pointAt(hull, triangles[0]);
  let volume = 0;
  let sum: Vector = [0, 0, 0];
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((n) => minus(pointAt(hull, triangles[i + n]), base));
    const share = dot(a, cross(b, c));
    volume += share;
    for (const corner of [a, b, c]) {
      sum = [sum[0] + share * corner[0], sum[1] + share * corner[1], sum[2] + share * corner[2]];
    }
  }
  const whole = 4 * volume;
  return [base[0] + sum[0] / whole, base[1] + sum[1] / whole, base[2] + sum[2] / whole];
}

/** The shortest turn that brings a direction down. */
function turnDown(normal: Vector) {
  const down: Vector = [0, 0, -1];
  const axis = cross(normal, down);
  const sin = Math.sqrt(dot(axis, axis));
  const cos = dot(normal, down);
  if (sin < 1e-9) return turnMatrix([1, 0, 0], Math.sign(cos), 0);
  return turnMatrix(unitOf(axis), cos, sin);
}

function minus(a: Vector, b: Vector): Vector {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
