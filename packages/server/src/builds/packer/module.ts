/** The packer as a worker module. */
import type { WorkerModule } from "../../platform/workers.ts";
import type { verbs } from "./verbs.ts";

export const packer: WorkerModule<typeof verbs> = {
  url: import.meta.resolve("./verbs.ts"),
};
