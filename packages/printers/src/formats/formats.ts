/** All formats of build files, by name. */
import type { BuildFileFormat } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { CTB } from "./ctb.ts";
import { GOO } from "./goo.ts";
import { SL1 } from "./sl1.ts";

/** Formats that builds are written in, one file for a build. */
export const BUILD_FILE_FORMATS: readonly BuildFileFormat[] = [SL1, GOO, CTB];

/** The format of that name; throws BuildFileError "format_unknown", which names those there are. */
export function buildFileFormat(name: string): BuildFileFormat {
  const found = BUILD_FILE_FORMATS.find((format) => format.name === name);
  if (found !== undefined) return found;
  const known = BUILD_FILE_FORMATS.map((format) => format.name).join(", ");
  const detail = `No format of build files is called "${name}"; known are: ${known}.`;
  throw new BuildFileError("format_unknown", detail);
}
