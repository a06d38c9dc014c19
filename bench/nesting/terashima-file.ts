/** Bin-packing instances of Terashima-Marin and others with known optima: terashima1 and 2. */
import type { RotationRule } from "@vatline/geometry";
import { listNesting, readNesting } from "./data.ts";
import { type Demand, outlineFrom } from "./instance.ts";

/** Square bins; the pieces fill `optimum` of them without a gap. */
export type Bins = {
  name: string;
  width: number;
  depth: number;
  demands: Demand[];
  optimum: number;
};

/** The convex (1) or the concave (2) instances that come with an optimal layout. */
export function listBins(set: 1 | 2): string[] {
  const folder = `terashima${set}`;
  return listNesting(folder, ".txt")
    .filter((file) => file.startsWith("Op"))
    .map((file) => `${folder}/${file.slice("Op".length, -".txt".length)}`);
}

/** Reads an instance by a name of listBins; the published layouts turn no piece. */
export function readBins(name: string, rotations: RotationRule): Bins {
  const [folder, file] = name.split("/");
  const [pieces, width, depth, ...rest] = numbersIn(`${folder}/${file}.txt`);
  const [optimum] = numbersIn(`${folder}/Op${file}.txt`);
  const demands: Demand[] = [];
  for (let at = 0; demands.length < pieces; ) {
    const corners = rest[at++];
    const points = Array.from({ length: corners }, (_, corner): [number, number] => [
      rest[at + 2 * corner],
      rest[at + 2 * corner + 1],
    ]);
    at += 2 * corners;
    demands.push({ outline: outlineFrom(points), count: 1, rotations });
  }
  return { name, width, depth, demands, optimum };
}

function numbersIn(path: string): number[] {
  return readNesting(path).trim().split(/\s+/).map(Number);
}
