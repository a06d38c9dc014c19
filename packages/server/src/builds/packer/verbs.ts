/** The verbs of packing that a worker thread runs. */
import { packedPlateSvg } from "@vatline/geometry";
import { pack } from "./pack.ts";

export const verbs = { pack, packedPlateSvg };
