/** Meshes in and out of manifold-3d: every WASM object made here is freed here. */

import type { Manifold, ManifoldToplevel } from "manifold-3d";
import { GeometryError } from "../error.ts";
import { forgetManifold, loadManifold } from "../manifold.ts";
import { Welder } from "../model/weld.ts";
import type { Mesh } from "../types.ts";

/** Most triangles of an input. */
export const TRIANGLES_MAX = 4_000_000;
/** 10 m: beyond, a float32 coordinate is coarser than half a micrometre. */
const COORDINATE_MM_MAX = 1e4;

export type SolidKit = {
  wasm: ManifoldToplevel;
  /** Takes charge of a WASM object: it is freed when the work is done. */
  own: <T extends { delete: () => void }>(object: T) => T;
  /** Makes a solid of a closed mesh. Throws GeometryError "not_watertight", "too_large". */
  solidOf: (mesh: Mesh) => Manifold;
};

/**
 * Runs work that needs WASM objects, and frees all of them, whatever happens.
 *
 * throws  what the work throws as GeometryError; "solid_failed" for any failure inside WASM
 */
export async function withSolids<T>(work: (kit: SolidKit) => T): Promise<T> {
  const wasm = await loadManifold();
  const owned: { delete: () => void }[] = [];
  const own = <O extends { delete: () => void }>(object: O): O => {
    owned.push(object);
    return object;
  };
  try {
    return work({ wasm, own, solidOf: (mesh) => own(solidOf(wasm, mesh)) });
  } catch (cause) {
    if (cause instanceof GeometryError) throw cause;
    forgetManifold();
    throw new GeometryError("solid_failed", `The solid could not be worked: ${String(cause)}`);
  } finally {
    for (const object of owned) object.delete();
  }
}

function solidOf(wasm: ManifoldToplevel, mesh: Mesh): Manifold {
  checkMesh(mesh);
  const { positions, triangles } = mesh;
  try {
    return new wasm.Manifold(
      new wasm.Mesh({ numProp: 3, vertProperties: positions, triVerts: triangles }),
    );
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    if (code !== "NotManifold") throw cause;
    const detail = "The surface is not closed: repair the mesh before it is worked as a solid.";
    throw new GeometryError("not_watertight", detail);
  }
}

/** Throws GeometryError "no_triangles", "too_large" unless the mesh is of a size to work with. */
export function checkMesh({ positions, triangles }: Mesh): void {
  const triangle_count = triangles.length / 3;
  if (triangle_count === 0) throw new GeometryError("no_triangles", "The mesh has no triangles.");
  if (triangle_count > TRIANGLES_MAX) {
    const detail = `The mesh has ${triangle_count} triangles; at most ${TRIANGLES_MAX} are worked.`;
    throw new GeometryError("too_large", detail);
  }
  for (const value of positions) {
    if (Math.abs(value) <= COORDINATE_MM_MAX) continue;
    const detail = `A corner at ${value} mm is farther than ${COORDINATE_MM_MAX} mm out.`;
    throw new GeometryError("too_large", detail);
  }
}

/** Gives a solid as a mesh, as it would be read back from a file: equal points are one vertex. */
export function meshOf(solid: Manifold): Mesh {
  const { vertProperties, triVerts, numProp } = solid.getMesh();
  return weldMesh({ positions: positionsOf(vertProperties, numProp), triangles: triVerts }).mesh;
}

function positionsOf(properties: Float32Array, width: number): Float32Array {
  if (width === 3) return properties;
  const positions = new Float32Array((properties.length / width) * 3);
  for (let i = 0; i < positions.length; i++) {
    positions[i] = properties[Math.floor(i / 3) * width + (i % 3)];
  }
  return positions;
}

/**
 * Makes one vertex of equal points, without vertices that no triangle uses, and leaves out
 * triangles that have two corners in one point.
 */
export function weldMesh({ positions, triangles }: Mesh): { mesh: Mesh; dropped_count: number } {
  const bits = new Uint32Array(positions.buffer, positions.byteOffset, positions.length);
  const welder = new Welder(positions.length / 3);
  const welded = new Uint32Array(triangles.length);
  let length = 0;
  const at = (vertex: number) =>
    welder.add(bits[3 * vertex], bits[3 * vertex + 1], bits[3 * vertex + 2]);
  for (let i = 0; i < triangles.length; i += 3) {
    const a = at(triangles[i]);
    const b = at(triangles[i + 1]);
    const c = at(triangles[i + 2]);
    if (a === b || b === c || c === a) continue;
    welded[length++] = a;
    welded[length++] = b;
    welded[length++] = c;
  }
  return {
    mesh: { positions: welder.positions(), triangles: welded.slice(0, length) },
    dropped_count: (triangles.length - length) / 3,
  };
}
