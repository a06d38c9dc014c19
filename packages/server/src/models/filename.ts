/** What a model file may be called. */
import { Problem } from "@vatline/api";

const FILENAME_LENGTH_MAX = 255;
const READABLE_EXTENSIONS = [".stl"];

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
  if (extension !== undefined && !READABLE_EXTENSIONS.includes(extension.toLowerCase())) {
    throw refusal(`ends in "${extension}"; models are read from ${READABLE_EXTENSIONS.join(", ")}`);
  }
  return name;
}
