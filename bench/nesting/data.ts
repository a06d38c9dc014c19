/** Finds the published data sets: nesting/ in VATLINE_TEST_DATA, or beside the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DATA = process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../shared/data");

/** For the `skip` of a test: false where the data is there, else the reason. */
export const nesting_data_missing = existsSync(join(DATA, "nesting"))
  ? false
  : `no nesting data in ${DATA} (set VATLINE_TEST_DATA)`;

/** Names of the files of a folder that end in `ending`, sorted; none where the data is missing. */
export function listNesting(folder: string, ending: string): string[] {
  if (nesting_data_missing) return [];
  return readdirSync(join(DATA, "nesting", folder))
    .filter((name) => name.endsWith(ending))
    .sort();
}

/** Reads a file below nesting/ as text. */
export function readNesting(path: string): string {
  return readFileSync(join(DATA, "nesting", path), "utf8");
}
