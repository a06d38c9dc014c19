/**
 * 3MF files of arranged builds: each mesh once, and where its copies stand. Format: 3MF Core
 * Specification 1.3. They are read by readModel of @vatline/geometry.
 */
import type { Affine, Mesh } from "@vatline/geometry";
import type { FilePiece } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { ZipWriter } from "./zip-writer.ts";

/** A body in its own coordinates, mm. */
export interface ArrangedMesh {
  name: string;
  mesh: Mesh;
}

/** A copy of a mesh on the plate: the map takes the mesh's coordinates to those of the plate. */
export interface ArrangedItem {
  mesh_index: number;
  map: Affine;
  part_number: string;
}

export interface Arrangement {
  title: string;
  /** Taken one at a time, in the order that items count them by. */
  meshes: Iterable<ArrangedMesh> | AsyncIterable<ArrangedMesh>;
  items: readonly ArrangedItem[];
}

const MODEL = "3D/3dmodel.model";
const CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const START_PART = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
const XML = `<?xml version="1.0" encoding="UTF-8"?>\n`;

const CONTENT_TYPES =
  `${XML}<Types xmlns="${PACKAGE}/content-types">` +
  `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.` +
  `relationships+xml"/><Default Extension="model" ContentType="application/vnd.ms-package.` +
  `3dmanufacturing-3dmodel+xml"/></Types>\n`;
const RELATIONS =
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">` +
  `<Relationship Id="rel0" Target="/${MODEL}" Type="${START_PART}"/></Relationships>\n`;

/** Text is packed in pieces of about so many characters. */
const CHUNK_CHARACTERS = 1 << 16;
const TEXT_CHARACTERS_MAX = 255;

/**
 * Writes an arranged build. The same arrangement gives the same bytes.
 *
 * throws  BuildFileError "arrangement_invalid", "file_too_large"
 * memory  one mesh and a few chunks
 */
export async function* writeThreeMf(arrangement: Arrangement): AsyncGenerator<FilePiece> {
  const zip = new ZipWriter();
  const encoder = new TextEncoder();
  yield* zip.store("[Content_Types].xml", encoder.encode(CONTENT_TYPES));
  yield* zip.store("_rels/.rels", encoder.encode(RELATIONS));
  yield* zip.deflate(MODEL, inChunks(modelXml(arrangement), encoder));
  yield zip.end();
}

async function* inChunks(
  lines: AsyncIterable<string>,
  encoder: TextEncoder,
): AsyncGenerator<Uint8Array> {
  let text = "";
  for await (const line of lines) {
    text += line;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield encoder.encode(text);
    text = "";
  }
  yield encoder.encode(text);
}

async function* modelXml({ title, meshes, items }: Arrangement): AsyncGenerator<string> {
  yield `${XML}<model unit="millimeter" xml:lang="en-US" xmlns="${CORE}">\n`;
  yield `<metadata name="Title">${escaped(title)}</metadata>\n`;
  yield `<metadata name="Application">Vatline</metadata>\n<resources>\n`;
  let count = 0;
  for await (const { name, mesh } of meshes) {
    if (mesh.triangles.length === 0) throw invalid(`mesh ${count} has no triangles`);
    yield `<object id="${++count}" type="model" name="${escaped(name)}"><mesh><vertices>\n`;
    yield* verticesXml(mesh.positions);
    yield "</vertices><triangles>\n";
    yield* trianglesXml(mesh.triangles);
    yield "</triangles></mesh></object>\n";
  }
  yield "</resources>\n<build>\n";
  for (const [i, { mesh_index, map, part_number }] of items.entries()) {
    if (!(mesh_index >= 0 && mesh_index < count)) {
      throw invalid(`item ${i} names mesh ${mesh_index}, there are ${count}`);
    }
    if (!map.every(Number.isFinite)) throw invalid(`item ${i} stands nowhere`);
    const number = `partnumber="${escaped(part_number)}"`;
    yield `<item objectid="${mesh_index + 1}" transform="${transformOf(map)}" ${number}/>\n`;
  }
  yield "</build>\n</model>\n";
}

/** Lines are joined by the thousand: a step of a generator costs more than a line. */
const LINES_AT_ONCE = 1000;

function* verticesXml(positions: Float32Array): Generator<string> {
  let text = "";
  for (let i = 0; i < positions.length; i += 3) {
    const [x, y, z] = [
      decimalOf(positions[i]),
      decimalOf(positions[i + 1]),
      decimalOf(positions[i + 2]),
    ];
    text += `<vertex x="${x}" y="${y}" z="${z}"/>\n`;
    if (i % (3 * LINES_AT_ONCE) !== 0) continue;
    yield text;
    text = "";
  }
  yield text;
}

function* trianglesXml(triangles: Uint32Array): Generator<string> {
  let text = "";
  for (let i = 0; i < triangles.length; i += 3) {
    text += `<triangle v1="${triangles[i]}" v2="${triangles[i + 1]}" v3="${triangles[i + 2]}"/>\n`;
    if (i % (3 * LINES_AT_ONCE) !== 0) continue;
    yield text;
    text = "";
  }
  yield text;
}

/** The shortest of 7 to 9 digits that reads back as the same number of 32 bits. */
function decimalOf(value: number): string {
  for (let digits = 7; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  if (Number.isFinite(value)) return String(Number(value.toPrecision(9)));
  throw invalid(`a vertex is at ${value}`);
}

/** The format writes the columns of the map one after another. */
function transformOf(map: Affine): string {
  const columns = [0, 1, 2, 3].flatMap((column) => [map[column], map[4 + column], map[8 + column]]);
  return columns.join(" ");
}

function escaped(text: string): string {
  const plain = text.replace(/\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu, " ").slice(0, TEXT_CHARACTERS_MAX);
  return plain.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

function invalid(what: string): BuildFileError {
  return new BuildFileError("arrangement_invalid", `The arranged build: ${what}.`);
}
