/**
 * STL files, both kinds, to and from a welded mesh. Owns the decision which kind a file is; the
 * two formats themselves are in stl/. Format: https://www.fabbers.com/tech/STL_Format.
 */

import { GeometryError } from "./error.ts";
import type { ModelFile } from "./model/file.ts";
import { readAsciiStl, startsLikeAsciiStl } from "./stl/ascii.ts";
import { BINARY_HEADER_BYTES, BINARY_TRIANGLE_BYTES, readBinaryStl } from "./stl/binary.ts";
import type { Mesh } from "./types.ts";

/** Tells whether a file is an STL as far as its beginning and its size show. */
export function startsLikeStl(bytes: Uint8Array): boolean {
  return binaryCountFits(bytes) || startsLikeAsciiStl(bytes);
}

/**
 * Reads an STL file of either kind and welds equal corners (same float32 bits, -0 being 0).
 *
 * Stored normals and attribute bytes are ignored; the order of the corners counts.
 *
 * throws  GeometryError "empty_file", "not_stl", "truncated", "count_mismatch", "no_triangles",
 *         "not_finite", "number_invalid", "unexpected_word", "facet_invalid", "too_many_triangles"
 * cost    linear in the file; memory is bounded by the size of the file, whatever its count says
 */
export function readStl(bytes: Uint8Array): ModelFile {
  if (bytes.length === 0) throw new GeometryError("empty_file", "The file has 0 bytes.");
  if (!binaryCountFits(bytes) && startsLikeAsciiStl(bytes)) return readAsciiStl(bytes);
  return readBinaryStl(bytes);
}

/** Writes a binary STL with computed normals; a triangle without area gets the normal 0 0 0. */
export function writeStl(mesh: Mesh): Uint8Array<ArrayBuffer> {
  const { positions, triangles } = mesh;
  const triangle_count = triangles.length / 3;
  const bytes = new Uint8Array(BINARY_HEADER_BYTES + BINARY_TRIANGLE_BYTES * triangle_count);
  const view = new DataView(bytes.buffer);
  new TextEncoder().encodeInto("binary STL, unit mm", bytes);
  view.setUint32(BINARY_HEADER_BYTES - 4, triangle_count, true);
  for (let triangle = 0; triangle < triangle_count; triangle++) {
    const at = BINARY_HEADER_BYTES + BINARY_TRIANGLE_BYTES * triangle;
    const normal = normalOf(mesh, triangle);
    for (let axis = 0; axis < 3; axis++) view.setFloat32(at + 4 * axis, normal[axis], true);
    for (let corner = 0; corner < 9; corner++) {
      const vertex = triangles[3 * triangle + Math.floor(corner / 3)];
      view.setFloat32(at + 12 + 4 * corner, positions[3 * vertex + (corner % 3)], true);
    }
  }
  return bytes;
}

/**
 * Four bytes of text make a count of at least 0x09090909, which only a file of 7 GB could hold: a
 * count that the size covers therefore proves a binary file, also one that begins "solid".
 */
function binaryCountFits(bytes: Uint8Array): boolean {
  if (bytes.length < BINARY_HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const triangle_count = view.getUint32(BINARY_HEADER_BYTES - 4, true);
  return BINARY_HEADER_BYTES + BINARY_TRIANGLE_BYTES * triangle_count <= bytes.length;
}

function normalOf({ positions, triangles }: Mesh, triangle: number): [number, number, number] {
  const a = 3 * triangles[3 * triangle];
  const b = 3 * triangles[3 * triangle + 1];
  const c = 3 * triangles[3 * triangle + 2];
  const ux = positions[b] - positions[a];
  const uy = positions[b + 1] - positions[a + 1];
  const uz = positions[b + 2] - positions[a + 2];
  const vx = positions[c] - positions[a];
  const vy = positions[c + 1] - positions[a + 1];
  const vz = positions[c + 2] - positions[a + 2];
  const nx = uy * vz - uz * vy;
  const ny = uz * vx - ux * vz;
  const nz = ux * vy - uy * vx;
  const length = Math.hypot(nx, ny, nz);
  return length > 0 ? [nx / length, ny / length, nz / length] : [0, 0, 0];
}
