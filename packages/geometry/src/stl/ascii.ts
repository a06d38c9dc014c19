/**
 * ASCII STL, read straight from the bytes. Tolerated: any case, any line ends, `#` comments,
 * a byte order mark, names in any encoding, several solids, missing or broken normals.
 */

import { GeometryError } from "../error.ts";
import type { MeshWarning, ModelFile } from "../model/file.ts";
import { TriangleList } from "../model/triangles.ts";
import { Welder } from "../model/weld.ts";
import { Cursor, word } from "./cursor.ts";

const SOLID = word("solid");
const FACET = word("facet");
const NORMAL = word("normal");
const OUTER = word("outer");
const LOOP = word("loop");
const VERTEX = word("vertex");
const ENDLOOP = word("endloop");
const ENDFACET = word("endfacet");
const ENDSOLID = word("endsolid");

/** For the first size of the lists, which grow where a file is denser. */
const BYTES_PER_FACET_USUAL = 250;
const DETECTION_BYTES = 65_536;

/**
 * Tells whether a file begins as ASCII STL does: `solid` or `facet` first, and no zero byte before
 * the next keyword, which the padded header of a binary file would have.
 */
export function startsLikeAsciiStl(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, DETECTION_BYTES);
  const cursor = new Cursor(head);
  if (!cursor.nextWord()) return false;
  if (cursor.is(FACET)) return true;
  if (!cursor.is(SOLID)) return false;
  cursor.skipLine();
  while (cursor.nextWord() && !cursor.is(FACET) && !cursor.is(ENDSOLID)) cursor.skipLine();
  return !head.subarray(0, cursor.at).includes(0);
}

/** Reads a file that startsLikeAsciiStl. */
export function readAsciiStl(bytes: Uint8Array): ModelFile {
  const cursor = new Cursor(bytes);
  const expected_count = Math.ceil(bytes.length / BYTES_PER_FACET_USUAL);
  const welder = new Welder(expected_count / 2);
  const list = new TriangleList(expected_count);
  const warnings: MeshWarning[] = [];
  let solid_count = 0;
  let inside = false;
  while (cursor.nextWord()) {
    if (cursor.is(FACET)) {
      readFacet(cursor, welder, list);
    } else if (cursor.is(SOLID)) {
      solid_count++;
      inside = true;
      cursor.skipLine();
    } else if (cursor.is(ENDSOLID)) {
      inside = false;
      cursor.skipLine();
    } else if (inside || list.seen_count === 0) {
      throw unexpectedWord(cursor, "facet or endsolid");
    } else {
      warnOfTrailingText(cursor, warnings);
    }
  }
  if (inside) {
    warnings.push({ code: "endsolid_missing", detail: "The last solid has no endsolid." });
  }
  const mesh = list.mesh(welder);
  const { degenerate_count } = list;
  return {
    mesh,
    format: "stl_ascii",
    unit: null,
    solid_count: solid_count || 1,
    degenerate_count,
    warnings,
  };
}

/** Reads from behind `facet` to behind `endfacet`. */
function readFacet(cursor: Cursor, welder: Welder, list: TriangleList): void {
  const facet_at = cursor.word_start;
  let more = cursor.nextWord();
  if (more && cursor.is(NORMAL)) more = skipNormal(cursor);
  let corner_count = 0;
  let a = 0;
  let b = 0;
  let c = 0;
  for (; more && !cursor.is(ENDFACET); more = cursor.nextWord()) {
    if (cursor.is(VERTEX)) {
      corner_count++;
      a = b;
      b = c;
      c = readVertex(cursor, welder, list.seen_count);
    } else if (!cursor.is(OUTER) && !cursor.is(LOOP) && !cursor.is(ENDLOOP)) {
      throw unexpectedWord(cursor, "vertex or endfacet");
    }
  }
  if (!more || corner_count !== 3) {
    const line = cursor.lineOf(facet_at);
    const at = { triangle: list.seen_count, byte: facet_at, line };
    throw more
      ? new GeometryError("facet_invalid", `Line ${line}: a facet of ${corner_count} corners.`, at)
      : new GeometryError("truncated", `The file ends inside the facet on line ${line}.`, at);
  }
  list.add(a, b, c);
}

/** Skips at most three numbers, which need not be numbers: some writers put nan(ind) there. */
function skipNormal(cursor: Cursor): boolean {
  let more = cursor.nextWord();
  for (let axis = 0; axis < 3 && more && !cursor.is(OUTER) && !cursor.is(VERTEX); axis++) {
    more = cursor.nextWord();
  }
  return more;
}

const scratch = new Float32Array(3);
const scratch_bits = new Uint32Array(scratch.buffer);

function readVertex(cursor: Cursor, welder: Welder, triangle: number): number {
  for (let axis = 0; axis < 3; axis++) {
    const value = cursor.nextNumber();
    if (Number.isNaN(value)) throw badNumber(cursor, triangle);
    scratch[axis] = value;
  }
  const index = welder.add(scratch_bits[0], scratch_bits[1], scratch_bits[2]);
  if (index < 0) throw badNumber(cursor, triangle);
  return index;
}

function badNumber(cursor: Cursor, triangle: number): GeometryError {
  const at = { triangle, byte: cursor.word_start, line: cursor.lineOf(cursor.word_start) };
  if (cursor.word_start === cursor.word_end) {
    return new GeometryError("truncated", `The file ends inside line ${at.line}.`, at);
  }
  const text = cursor.text();
  const where = `Triangle ${triangle}, line ${at.line}`;
  // A number that only float32 cannot hold is as infinite as one that says so.
  const overflows = /^[-+.\de]+$/i.test(text) && !Number.isNaN(Number(text));
  return overflows || /^[+-]?(nan|inf|1\.#)/i.test(text)
    ? new GeometryError("not_finite", `${where}: "${text}" is not a finite number.`, at)
    : new GeometryError("number_invalid", `${where}: "${text}" is not a number.`, at);
}

function unexpectedWord(cursor: Cursor, expected: string): GeometryError {
  const at = { byte: cursor.word_start, line: cursor.lineOf(cursor.word_start) };
  const detail = `Line ${at.line}: "${cursor.text()}" where ${expected} should be.`;
  return new GeometryError("unexpected_word", detail, at);
}

/** Notes the first text outside a solid and skips its line. */
function warnOfTrailingText(cursor: Cursor, warnings: MeshWarning[]): void {
  if (!warnings.some(({ code }) => code === "trailing_bytes")) {
    const byte = cursor.word_start;
    const at = { byte, line: cursor.lineOf(byte) };
    const detail = `Text outside of a solid was ignored, first on line ${at.line}.`;
    warnings.push({ code: "trailing_bytes", detail, at });
  }
  cursor.skipLine();
}
