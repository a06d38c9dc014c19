/** Finds the shared build files: VATLINE_TEST_DATA, or shared/data beside the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DATA =
  process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../../../../shared/data");

/** For the `skip` of a test: false where the data is there, else the reason. */
export const format_data_missing = existsSync(join(DATA, "formats"))
  ? false
  : `no test data in ${DATA} (set VATLINE_TEST_DATA)`;

/** Reads a file of formats/. */
export function loadBuildFile(name: string): Uint8Array {
  return readFileSync(join(DATA, "formats", name));
}

/** As above, for model files. */
export const stl_data_missing = existsSync(join(DATA, "stl"))
  ? false
  : `no test data in ${DATA} (set VATLINE_TEST_DATA)`;

/** Names of the model files in a folder of stl/, sorted. */
export function listStls(folder: string): string[] {
  return readdirSync(join(DATA, "stl", folder)).sort();
}

/** Reads a file of stl/. */
export function loadStl(path: string): Uint8Array {
  return readFileSync(join(DATA, "stl", path));
}
