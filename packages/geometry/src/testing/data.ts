/** Finds the shared test data: VATLINE_TEST_DATA, or shared/data beside the repository. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const DATA =
  process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data");

/** For the `skip` of a test: false where the data is there, else the reason. */
export const stl_data_missing = existsSync(join(DATA, "stl"))
  ? false
  : `no test data in ${DATA} (set VATLINE_TEST_DATA)`;

/** Names of the files in a folder of stl/, sorted; none where the data is missing. */
export function listStls(folder: string): string[] {
  return stl_data_missing ? [] : readdirSync(join(DATA, "stl", folder)).sort();
}

/** Reads a file of stl/. */
export function loadStl(path: string): Uint8Array {
  return readFileSync(join(DATA, "stl", path));
}

/** What the table in stl/README.md says of a file. */
export type StlFact = {
  path: string;
  format: string;
  triangle_count: number;
  size: number[];
  watertight: boolean;
  open_edge_count: number;
};

/** Reads the tables of stl/README.md. */
export function stlFacts(): StlFact[] {
  if (stl_data_missing) return [];
  const facts: StlFact[] = [];
  let folder = "";
  for (const line of new TextDecoder().decode(loadStl("README.md")).split("\n")) {
    if (line.startsWith("## ")) folder = line.slice(3).split("/")[0];
    const cells = line.split("|").map((cell) => cell.trim());
    if (cells.length !== 11 || !/^\d+$/.test(cells[6])) continue;
    facts.push({
      path: `${folder}/${cells[1]}`,
      format: cells[5],
      triangle_count: Number(cells[6]),
      size: cells[7].split("x").map(Number),
      watertight: cells[9].startsWith("yes"),
      open_edge_count: Number(/open (\d+)/.exec(cells[9])?.[1] ?? 0),
    });
  }
  return facts;
}
