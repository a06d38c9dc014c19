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
