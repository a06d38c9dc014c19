/** Binary STL: 80 bytes of header, a count, then 50 bytes for each triangle. */

import { GeometryError } from "../error.ts";
import type { MeshWarning, ModelFile } from "../model/file.ts";
import { TRIANGLE_COUNT_MAX, TriangleList, tooManyTriangles } from "../model/triangles.ts";
import { Welder } from "../model/weld.ts";

/** The 80 free bytes and the count. */
export const BINARY_HEADER_BYTES = 84;
export const BINARY_TRIANGLE_BYTES = 50;
const COUNT_BYTE = 80;

/** Reads a file known or supposed to be binary. */
export function readBinaryStl(bytes: Uint8Array): ModelFile {
  if (bytes.length < BINARY_HEADER_BYTES) {
    throw new GeometryError(
      "not_stl",
      `The file has ${bytes.length} bytes and does not begin as an ASCII STL ("solid"); ` +
        `a binary STL has at least ${BINARY_HEADER_BYTES}.`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(COUNT_BYTE, true);
  const warnings = checkCount(bytes, count);
  // A closed surface has half as many points as triangles (Euler).
  const welder = new Welder(count / 2);
  const list = new TriangleList(count);
  for (let triangle = 0; triangle < count; triangle++) {
    const at = BINARY_HEADER_BYTES + BINARY_TRIANGLE_BYTES * triangle + 12;
    const a = readCorner(view, at, welder);
    const b = readCorner(view, at + 12, welder);
    const c = readCorner(view, at + 24, welder);
    if ((a | b | c) < 0) throw notFinite(triangle, at);
    list.add(a, b, c);
  }
  const mesh = list.mesh(welder);
  const { degenerate_count } = list;
  return { mesh, format: "stl_binary", unit: null, solid_count: 1, degenerate_count, warnings };
}

function readCorner(view: DataView, at: number, welder: Welder): number {
  return welder.add(
    view.getUint32(at, true),
    view.getUint32(at + 4, true),
    view.getUint32(at + 8, true),
  );
}

function notFinite(triangle: number, byte: number): GeometryError {
  return new GeometryError(
    "not_finite",
    `Triangle ${triangle} at byte ${byte} has a corner that is not a finite number.`,
    { triangle, byte },
  );
}

/** Holds the count against the size, before anything is allocated from it. */
function checkCount(bytes: Uint8Array, count: number): MeshWarning[] {
  const body_bytes = bytes.length - BINARY_HEADER_BYTES;
  const rest_bytes = body_bytes - BINARY_TRIANGLE_BYTES * count;
  const at = { byte: COUNT_BYTE };
  const figures =
    `The count at byte ${COUNT_BYTE} says ${count} triangles, ` +
    `${BINARY_HEADER_BYTES + BINARY_TRIANGLE_BYTES * count} bytes in all; the file has ` +
    `${bytes.length} bytes, room for ${Math.floor(body_bytes / BINARY_TRIANGLE_BYTES)} triangles`;
  if (rest_bytes < 0) {
    throw new GeometryError("truncated", `${figures}. It is cut off or not an STL.`, at);
  }
  if (count > TRIANGLE_COUNT_MAX) throw tooManyTriangles();
  if (rest_bytes === 0) return [];
  const rest_start = bytes.length - rest_bytes;
  const rest_is_triangles = rest_bytes % BINARY_TRIANGLE_BYTES === 0 || count === 0;
  if (rest_is_triangles && bytes.subarray(rest_start).some((byte) => byte !== 0)) {
    // To leave triangles out in silence would print a part with a hole in it.
    throw new GeometryError("count_mismatch", `${figures}.`, at);
  }
  const detail = `${rest_bytes} bytes after the last triangle were ignored.`;
  return [{ code: "trailing_bytes", detail, at: { byte: rest_start } }];
}
