/** The pictures of what may go wrong as a worker module. */
import type { WorkerModule } from "../../platform/workers.ts";
import type { verbs } from "./worker.ts";

export const printabilityPictures: WorkerModule<typeof verbs> = {
  url: import.meta.resolve("./worker.ts"),
};
