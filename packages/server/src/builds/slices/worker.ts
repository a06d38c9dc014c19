/** Slicing of builds, to be run on a worker thread. */
import { areasOfModel } from "./areas.ts";
import { writeArrangement, writeBuildFile, writeVideo } from "./write-files.ts";

export const verbs = { areasOfModel, writeVideo, writeBuildFile, writeArrangement };
