/** Strip instances in the JSON of jagua-rs: sparrow/ and jagua-rs/ of the nesting data. */
import { readNesting } from "./data.ts";
import { type Demand, outlineFrom } from "./instance.ts";

/** A strip of fixed height and open length, in the instance's own unit. */
export type Strip = { name: string; height: number; demands: Demand[] };

type StripFile = {
  name: string;
  strip_height: number;
  items: {
    demand: number;
    /** Degrees; absent where any turn is allowed. */
    allowed_orientations?: number[];
    shape: { data: [x: number, y: number][] };
  }[];
};

/** The thirteen instances of the literature that published strip densities are given for. */
export const ESICUP_STRIPS = [
  "albano",
  "blaz1",
  "dagli",
  "fu",
  "jakobs1",
  "jakobs2",
  "mao",
  "marques",
  "shapes0",
  "shapes1",
  "shirts",
  "swim",
  "trousers",
];

/** Reads an instance of sparrow/ by its name, such as "albano". */
export function readStrip(name: string): Strip {
  const file: StripFile = JSON.parse(readNesting(`sparrow/${name}.json`));
  const demands = file.items.map((item) => ({
    outline: outlineFrom(item.shape.data),
    count: item.demand,
    rotations: item.allowed_orientations ?? ("any" as const),
  }));
  return { name, height: file.strip_height, demands };
}
