/** The verbs of packing that a worker thread runs. */
import { pack } from "./pack.ts";

export const verbs = { pack };
