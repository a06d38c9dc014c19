/** The geometry package as a worker module. */
import type { verbs } from "@vatline/geometry/worker";
import type { WorkerModule } from "./workers.ts";

export const geometry: WorkerModule<typeof verbs> = {
  url: import.meta.resolve("@vatline/geometry/worker"),
};
