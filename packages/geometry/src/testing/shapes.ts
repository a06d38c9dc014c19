/** Meshes made by rule, for tests. */

import { makeRandom } from "../random.ts";
import type { Mesh } from "../types.ts";

const CUBE_CORNERS = [0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1];
const CUBE_TRIANGLES = [
  ...[0, 2, 1, 0, 3, 2, 4, 5, 6, 4, 6, 7, 0, 1, 5, 0, 5, 4],
  ...[1, 2, 6, 1, 6, 5, 2, 3, 7, 2, 7, 6, 3, 0, 4, 3, 4, 7],
];

/** A cube from the origin to side_mm, facing outwards. */
export function makeCube(side_mm: number): Mesh {
  return {
    positions: Float32Array.from(CUBE_CORNERS, (value) => side_mm * value),
    triangles: Uint32Array.from(CUBE_TRIANGLES),
  };
}

/** A ring about the z axis: radius of its middle circle, radius of its section. */
export function makeTorus(ring_mm: number, section_mm: number, steps: number): Mesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  const vertexAt = (i: number, j: number) => (i % steps) * steps + (j % steps);
  for (let i = 0; i < steps; i++) {
    for (let j = 0; j < steps; j++) {
      const around = (2 * Math.PI * i) / steps;
      const section = (2 * Math.PI * j) / steps;
      const radius = ring_mm + section_mm * Math.cos(section);
      const z = section_mm * Math.sin(section);
      positions.push(radius * Math.cos(around), radius * Math.sin(around), z);
      triangles.push(vertexAt(i, j), vertexAt(i + 1, j), vertexAt(i + 1, j + 1));
      triangles.push(vertexAt(i, j), vertexAt(i + 1, j + 1), vertexAt(i, j + 1));
    }
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}

/** Triangles of a given size anywhere in a square, joined nowhere. */
export function makeSoup(seed: number, count: number, size_mm: number, square_mm: number): Mesh {
  const random = makeRandom(seed);
  const positions: number[] = [];
  for (let triangle = 0; triangle < count; triangle++) {
    const x = square_mm * random.next();
    const y = square_mm * random.next();
    for (let corner = 0; corner < 3; corner++) {
      const z = size_mm * random.next();
      positions.push(x + size_mm * (random.next() - 0.5), y + size_mm * (random.next() - 0.5), z);
    }
  }
  return {
    positions: Float32Array.from(positions),
    triangles: Uint32Array.from({ length: 3 * count }, (_, i) => i),
  };
}

/** Turns the triangles that a rule names the other way round. */
export function turnTriangles(mesh: Mesh, turns: (triangle: number) => boolean): Mesh {
  const triangles = mesh.triangles.slice();
  for (let i = 0; i < triangles.length; i += 3) {
    if (turns(i / 3)) triangles.subarray(i, i + 2).reverse();
  }
  return { positions: mesh.positions, triangles };
}

/** A ball about the origin, its faces halved so many times from an octahedron's. */
export function makeBall(radius_mm: number, halvings: number): Mesh {
  let corners = [1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1, 0, 0, 0, 1, 0, 0, -1];
  let faces = [0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5, 3, 1, 5, 0, 3, 5];
  for (let halving = 0; halving < halvings; halving++) {
    const middles = new Map<string, number>();
    const points = corners.slice();
    const middleOf = (a: number, b: number) => {
      const key = `${Math.min(a, b)} ${Math.max(a, b)}`;
      const known = middles.get(key);
      if (known !== undefined) return known;
      const sum = [0, 1, 2].map((axis) => points[3 * a + axis] + points[3 * b + axis]);
      const length = Math.hypot(...sum);
      points.push(...sum.map((value) => value / length));
      middles.set(key, points.length / 3 - 1);
      return points.length / 3 - 1;
    };
    const next: number[] = [];
    for (let i = 0; i < faces.length; i += 3) {
      const [a, b, c] = faces.slice(i, i + 3);
      const [ab, bc, ca] = [middleOf(a, b), middleOf(b, c), middleOf(c, a)];
      next.push(a, ab, ca, ab, b, bc, ca, bc, c, ab, bc, ca);
    }
    corners = points;
    faces = next;
  }
  return {
    positions: Float32Array.from(corners, (value) => radius_mm * value),
    triangles: Uint32Array.from(faces),
  };
}

/** A box from the origin. */
export function makeBox(...sides: [x: number, y: number, z: number]): Mesh {
  const { positions, triangles } = makeCube(1);
  return { positions: positions.map((value, i) => value * sides[i % 3]), triangles };
}

/** Puts a mesh elsewhere. */
export function shiftMesh({ positions, triangles }: Mesh, ...by: [number, number, number]): Mesh {
  return { positions: positions.map((value, i) => value + by[i % 3]), triangles };
}

/** An upright prism over a counter-clockwise ring that the origin sees whole. */
export function makePrism(ring: Float64Array, height_mm: number): Mesh {
  const corners = ring.length / 2;
  const positions = [0, 0, 0, 0, 0, height_mm];
  const triangles: number[] = [];
  for (let i = 0; i < corners; i++) {
    positions.push(ring[2 * i], ring[2 * i + 1], 0, ring[2 * i], ring[2 * i + 1], height_mm);
    const [low, next] = [2 + 2 * i, 2 + 2 * ((i + 1) % corners)];
    triangles.push(0, next, low, 1, low + 1, next + 1);
    triangles.push(low, next, next + 1, low, next + 1, low + 1);
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}
