/** Slicing of builds, to be run on a worker thread. */
import { areasOfModel } from "./areas.ts";

export const verbs = { areasOfModel };
