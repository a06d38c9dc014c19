/** Slicing as a worker module. */
import type { WorkerModule } from "../../platform/workers.ts";
import type { verbs } from "./worker.ts";

export const slicing: WorkerModule<typeof verbs> = { url: import.meta.resolve("./worker.ts") };
