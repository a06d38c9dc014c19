/** Finds the shared build files: VATLINE_TEST_DATA, or shared/data beside the repository. */
import { existsSync, readFileSync } from "node:fs";
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
