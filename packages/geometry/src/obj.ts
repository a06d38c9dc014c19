/**
 * OBJ files: the faces of polygons, as a welded mesh. Free-form curves, lines, points, materials
 * and texture are passed over. Format: Wavefront, Advanced Visualizer manual, appendix B1.
 */

import { GeometryError } from "./error.ts";
import { IDENTITY } from "./mesh.ts";
import type { MeshWarning, ModelFile } from "./model/file.ts";
import { MeshBuilder, RawMesh } from "./model/raw-mesh.ts";
import { CORNERS_MAX, triangulatePolygon } from "./obj/polygon.ts";
import { Statements } from "./obj/statements.ts";

const wordsOf = (text: string) => text.split(" ").map((word) => new TextEncoder().encode(word));
const READ = wordsOf("v f g o");
const [V, F, G, O] = READ;
/** Statements without a surface; others are passed over with a warning. */
const PASSED_OVER = wordsOf("vn vt s usemtl mtllib vp l p usemap maplib");
const DETECTION_BYTES = 65_536;

/** Tells whether a file is text, and one of its first statements is one of OBJ. */
export function startsLikeObj(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, DETECTION_BYTES);
  if (head.includes(0)) return false;
  const statements = new Statements(head);
  let more = statements.nextWord() || statements.nextStatement();
  for (; more; more = statements.nextStatement()) {
    if (isAnyOf(statements, READ) || isAnyOf(statements, PASSED_OVER)) return true;
  }
  return false;
}

/**
 * Reads an OBJ file and welds equal corners (same float32 bits, -0 being 0).
 *
 * Faces with more than three corners are cut into triangles; w and colours of a vertex, and the
 * texture and normal of a corner, are ignored. A face names vertices that come before it.
 *
 * throws  GeometryError "not_obj", "no_triangles", "number_invalid", "not_finite", "face_invalid",
 *         "vertex_unknown", "face_too_large", "line_too_long", "too_many_triangles"
 * cost    linear in the file, but for faces that turn in (see triangulatePolygon)
 */
export function readObj(bytes: Uint8Array): ModelFile {
  if (!startsLikeObj(bytes)) {
    const detail =
      "The file does not begin as OBJ: no line of its beginning is a statement of OBJ.";
    throw new GeometryError("not_obj", detail);
  }
  const statements = new Statements(bytes);
  const raw = new RawMesh();
  const corners: number[] = [];
  const notes = { solid_count: 0, crossed_count: 0, unknown_count: 0, unknown: "" };
  let fresh_group = true;
  let more = statements.nextWord() || statements.nextStatement();
  for (; more; more = statements.nextStatement()) {
    if (statements.is(V)) {
      readVertex(statements, raw);
    } else if (statements.is(F)) {
      readFace(statements, raw.point_count, corners);
      const addTriangle = (a: number, b: number, c: number) => raw.addTriangle(a, b, c);
      if (!triangulatePolygon(raw.points, corners, addTriangle)) notes.crossed_count++;
      if (fresh_group) notes.solid_count++;
      fresh_group = false;
    } else if (statements.is(G) || statements.is(O)) {
      fresh_group = true;
    } else if (!isAnyOf(statements, PASSED_OVER) && notes.unknown_count++ === 0) {
      notes.unknown = `first "${statements.text()}" on line ${statements.line}`;
    }
  }
  const builder = new MeshBuilder(raw.triangle_count);
  builder.add(raw, IDENTITY);
  return {
    mesh: builder.mesh(),
    format: "obj",
    unit: null,
    solid_count: notes.solid_count,
    degenerate_count: builder.degenerate_count,
    warnings: warningsOf(notes),
  };
}

function isAnyOf(statements: Statements, words: Uint8Array[]): boolean {
  return words.some((word) => statements.is(word));
}

function readVertex(statements: Statements, raw: RawMesh): void {
  const { line } = statements;
  const x = readCoordinate(statements, line);
  const y = readCoordinate(statements, line);
  raw.addPoint(x, y, readCoordinate(statements, line));
}

function readCoordinate(statements: Statements, line: number): number {
  const value = statements.nextNumber();
  if (Number.isFinite(Math.fround(value))) return value;
  const text = statements.text();
  if (text === "") {
    const detail = `Line ${line}: a vertex of fewer than three numbers.`;
    throw new GeometryError("number_invalid", detail, { line });
  }
  const not_finite = !Number.isNaN(value) || /^[+-]?(nan|inf|1\.#)/i.test(text);
  const what = not_finite ? "a finite number" : "a number";
  const code = not_finite ? "not_finite" : "number_invalid";
  throw new GeometryError(code, `Line ${line}: "${text}" is not ${what}.`, { line });
}

/** Replaces `corners` by the point numbers of a face, counted from 0. */
function readFace(statements: Statements, point_count: number, corners: number[]): void {
  const { line } = statements;
  corners.length = 0;
  while (statements.nextWord()) {
    if (corners.length === CORNERS_MAX) {
      const detail = `Line ${line}: a face of more than ${CORNERS_MAX} corners.`;
      throw new GeometryError("face_too_large", detail, { line });
    }
    const index = statements.wordAsIndex();
    if (Number.isNaN(index)) {
      const detail = `Line ${line}: "${statements.text()}" is no corner of a face.`;
      throw new GeometryError("face_invalid", detail, { line });
    }
    const point = index < 0 ? point_count + index : index - 1;
    if (point < 0 || point >= point_count) {
      const detail =
        `Line ${line}: the face names vertex ${index}, ` + `there are ${point_count} before it.`;
      throw new GeometryError("vertex_unknown", detail, { line });
    }
    corners.push(point);
  }
  if (corners.length >= 3) return;
  const detail = `Line ${line}: a face of ${corners.length} corners.`;
  throw new GeometryError("face_invalid", detail, { line });
}

function warningsOf(notes: {
  crossed_count: number;
  unknown_count: number;
  unknown: string;
}): MeshWarning[] {
  const warnings: MeshWarning[] = [];
  if (notes.crossed_count > 0) {
    const detail = `${notes.crossed_count} faces cross themselves; their triangles may overlap.`;
    warnings.push({ code: "faces_crossed", detail });
  }
  if (notes.unknown_count > 0) {
    const detail = `${notes.unknown_count} statements were passed over, ${notes.unknown}.`;
    warnings.push({ code: "statements_ignored", detail });
  }
  return warnings;
}
