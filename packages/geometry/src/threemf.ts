/**
 * 3MF files: what their build section places, as one welded mesh in mm. Format: 3MF Core
 * Specification 1.3 over Open Packaging Conventions (ECMA-376, part 2).
 */

import { GeometryError } from "./error.ts";
import type { ModelFile } from "./model/file.ts";
import { assemble } from "./threemf/assemble.ts";
import { type ModelPart, readModelPart } from "./threemf/model-part.ts";
import { readXml } from "./threemf/xml.ts";
import { readZip, type ZipEntry } from "./threemf/zip.ts";

const START_PART = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
const RELATIONS = "_rels/.rels";
const RELATION_BYTES_MAX = 1 << 20;
const PART_COUNT_MAX = 1000;

/** Tells whether a file begins as a ZIP file does. */
export function startsLikeZip(bytes: Uint8Array): boolean {
  const kind = 256 * bytes[2] + bytes[3];
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (kind === 0x0304 || kind === 0x0506);
}

/**
 * Reads a 3MF file and welds equal corners (same float32 bits in mm, -0 being 0).
 *
 * Objects of the types support, solidsupport and other are left out, and so are items that are
 * marked as not printable. Nothing but models is unpacked.
 *
 * throws  GeometryError: "not_3mf", "start_part_missing", "part_missing", "no_triangles", and what
 *         readZip, readXml, readModelPart and assemble throw
 * cost    linear in the unpacked models; memory as for the meshes in them, never as for the text
 */
export function readThreeMf(bytes: Uint8Array): ModelFile {
  if (!startsLikeZip(bytes)) {
    throw new GeometryError("not_3mf", "The file does not begin as a ZIP file, so it is no 3MF.");
  }
  const files = readZip(bytes);
  const parts = new Map<string, ModelPart>();
  const loadPart = (path: string): ModelPart => {
    const key = keyOf(path);
    const known = parts.get(key);
    if (known) return known;
    if (parts.size >= PART_COUNT_MAX) {
      const detail = `The 3MF file has more than ${PART_COUNT_MAX} models.`;
      throw new GeometryError("too_many_objects", detail);
    }
    const part = readModelPart(entryAt(files, path));
    parts.set(key, part);
    return part;
  };
  const start = loadPart(findStartPart(files));
  const { builder, solid_count, warnings } = assemble(start, loadPart);
  return {
    mesh: builder.mesh(),
    format: "3mf",
    unit: start.unit,
    solid_count,
    degenerate_count: builder.degenerate_count,
    warnings,
  };
}

function findStartPart(files: Map<string, ZipEntry>): string {
  const relations = files.get(RELATIONS);
  if (!relations) {
    const detail = `The ZIP file has no ${RELATIONS}, so it is no 3MF.`;
    throw new GeometryError("not_3mf", detail);
  }
  if (relations.size_bytes > RELATION_BYTES_MAX) {
    const detail = `"${RELATIONS}" has ${relations.size_bytes} bytes.`;
    throw new GeometryError("xml_too_large", detail);
  }
  let target: string | undefined;
  readXml(relations, {
    open({ name, attributes }) {
      if (!/^(.*:)?Relationship$/.test(name) || attributes.Type !== START_PART) return;
      if (attributes.TargetMode !== "External") target ??= attributes.Target;
    },
    close() {},
  });
  if (target !== undefined) return target;
  const detail = `"${RELATIONS}" names no 3D model, so the file is no 3MF.`;
  throw new GeometryError("start_part_missing", detail);
}

function entryAt(files: Map<string, ZipEntry>, path: string): ZipEntry {
  const entry = files.get(keyOf(path));
  if (entry) return entry;
  const detail = `The 3MF file names the model ${JSON.stringify(path.slice(0, 80))} without it.`;
  throw new GeometryError("part_missing", detail);
}

/** Names of parts do not differ by case, and begin at the root with or without a slash. */
function keyOf(path: string): string {
  return path.replace(/^\//, "").toLowerCase();
}
