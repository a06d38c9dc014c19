/**
 * Model files of every format. What a file is, its bytes say: the same bytes are always read the
 * same way, and a name that says something else is refused.
 */

import { GeometryError } from "./error.ts";
import type { ModelFile } from "./model/file.ts";
import { readObj, startsLikeObj } from "./obj.ts";
import { readStl, startsLikeStl } from "./stl.ts";
import { readThreeMf, startsLikeZip } from "./threemf.ts";

type Format = {
  name: string;
  /** Holds for files of one format at most, and for every file that `read` takes. */
  isLikely: (bytes: Uint8Array) => boolean;
  read: (bytes: Uint8Array) => ModelFile;
};

const FORMATS = {
  stl: { name: "STL", isLikely: startsLikeStl, read: readStl },
  obj: { name: "OBJ", isLikely: startsLikeObj, read: readObj },
  "3mf": { name: "3MF", isLikely: startsLikeZip, read: readThreeMf },
} satisfies Record<string, Format>;

/** Formats that models are read from; each is the ending of its files. */
export type ModelFormat = keyof typeof FORMATS;
export const MODEL_FORMATS = ["stl", "obj", "3mf"] as const satisfies ModelFormat[];

/**
 * Reads a model file. `named` is what its name says it is; without it the bytes alone decide, which
 * for a file that was read once gives the same again.
 *
 * throws  GeometryError "empty_file", "format_mismatch" where the bytes are of another format, and
 *         what readStl, readObj and readThreeMf throw
 * cost    linear in the file; memory as for the file and its mesh
 */
export function readModel(bytes: Uint8Array, named?: ModelFormat): ModelFile {
  if (bytes.length === 0) throw new GeometryError("empty_file", "The file has 0 bytes.");
  const likely = detectFormat(bytes);
  const format = named ?? likely ?? "stl";
  if (likely !== undefined && likely !== format) {
    const [said, seen] = [FORMATS[format].name, FORMATS[likely].name];
    const detail = `The file is named as ${said}, but begins as ${seen} does.`;
    throw new GeometryError("format_mismatch", detail);
  }
  return FORMATS[format].read(bytes);
}

function detectFormat(bytes: Uint8Array): ModelFormat | undefined {
  // A ZIP file may happen to have a plausible count of triangles where a binary STL has it.
  const order: ModelFormat[] = ["3mf", "stl", "obj"];
  return order.find((format) => FORMATS[format].isLikely(bytes));
}
