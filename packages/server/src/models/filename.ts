/** What a model file may be called, and what its name says of it. */
import { Problem } from "@vatline/api";
import { MODEL_FORMATS, type ModelFormat } from "@vatline/geometry";
import { invariant } from "../platform/invariant.ts";

const FILENAME_LENGTH_MAX = 255;

/**
 * The name without folders, with `.stl` where it has no extension. `pointer` is where it came in.
 * Throws input_invalid when nothing is left, it is too long, or names a format that is not read.
 */
export function modelFilenameOf(given: string, pointer: string): string {
  const refusal = (detail: string) =>
    new Problem("input_invalid", `The file name ${detail}.`, { errors: [{ pointer, detail }] });
  const base = given.split(/[/\\]/).at(-1)?.trim() ?? "";
  if (base === "" || base === "." || base === "..") {
    throw refusal(`"${given}" has no file name in it`);
  }
  const extension = /\.[^.]+$/.exec(base)?.[0];
  const name = extension === undefined ? `${base.replace(/\.$/, "")}.stl` : base;
  if (name.length > FILENAME_LENGTH_MAX) {
    throw refusal(`is ${name.length} characters long, at most ${FILENAME_LENGTH_MAX}`);
  }
  if (!findFormat(name)) {
    const readable = MODEL_FORMATS.map((format) => `.${format}`).join(", ");
    throw refusal(`ends in "${extension}"; models are read from ${readable}`);
  }
  return name;
}

/** The format that a name of a model has as its extension. */
export function modelFormatOf(filename: string): ModelFormat {
  const format = findFormat(filename);
  invariant(format, `the model ${filename} was taken in under a readable name`);
  return format;
}

function findFormat(filename: string): ModelFormat | undefined {
  const name = filename.toLowerCase();
  return MODEL_FORMATS.find((format) => name.endsWith(`.${format}`));
}
