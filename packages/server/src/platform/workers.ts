/**
 * CPU work on worker threads, off the event loop. A worker module is any module that exports an
 * object `verbs` of pure functions; arguments and results are copied between threads.
 */

import { fileURLToPath } from "node:url";
import { Problem } from "@vatline/api";
import { GeometryError } from "@vatline/geometry";
import { Piscina } from "piscina";
import type { WorkerFailure, WorkerOutcome, WorkerTask } from "./worker-entry.ts";

const WAITING_MAX = 1000;
const IDLE_MS = 30_000;
const HEAP_MAX_MB = 4096;

type Verb = (...args: never[]) => unknown;

/** Names a worker module and carries the types of its verbs. */
export type WorkerModule<M extends Record<string, Verb>> = {
  /** Absolute file: URL of the module. */
  url: string;
  /** For the types only; never set. */
  verbs?: M;
};

export type Workers = {
  /** Runs a verb on a free thread. `signal` ends that thread; the promise then rejects. */
  run<M extends Record<string, Verb>, V extends keyof M & string>(
    module: WorkerModule<M>,
    verb: V,
    args: Parameters<M[V]>,
    options?: { signal?: AbortSignal },
  ): Promise<Awaited<ReturnType<M[V]>>>;
  close(): Promise<void>;
};

/**
 * Makes a pool of at most `threads` threads; all but one end when there was no work for 30 s. 1,000
 * tasks may wait; one more is refused with the Problem "overloaded". A thread that needs more than
 * `heap_max_mb` (4,096; typed arrays are not counted) ends and its task rejects; so does every task
 * that is not done when the pool is closed. A GeometryError comes back as one; of other errors
 * name, message, stack and `code` are kept.
 */
export function createWorkers(options: { threads: number; heap_max_mb?: number }): Workers {
  const pool = new Piscina({
    filename: fileURLToPath(import.meta.resolve("./worker-entry.ts")),
    name: "runTask",
    // With none, tasks that wait for the thread of an aborted one would wait for ever.
    minThreads: 1,
    maxThreads: options.threads,
    idleTimeout: IDLE_MS,
    recordTiming: false,
    resourceLimits: { maxOldGenerationSizeMb: options.heap_max_mb ?? HEAP_MAX_MB },
  });
  // A thread that dies without a task harms nobody; it is replaced.
  pool.on("error", () => {});

  return {
    async run({ url }, verb, args, { signal } = {}) {
      signal?.throwIfAborted();
      if (pool.queueSize >= WAITING_MAX) {
        throw new Problem("overloaded", `${WAITING_MAX} computations wait for a thread already.`);
      }
      const task: WorkerTask = { url, verb, args };
      const outcome: WorkerOutcome = await pool.run(task, { signal }).catch((error) => {
        throw signal?.aborted ? signal.reason : threadError(error, verb);
      });
      if ("failure" in outcome) throw verbError(outcome.failure);
      return outcome.result as never;
    },
    close: () => pool.destroy(),
  };
}

function threadError(error: Error, verb: string): Error {
  const out_of_memory = "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
  const what = out_of_memory ? "needed more memory than a thread may have" : "lost its thread";
  return new Error(`The computation ${verb} ${what}.`, { cause: error });
}

function verbError({ name, message, stack, code, at }: WorkerFailure): Error {
  const error =
    name === "GeometryError" && code !== undefined
      ? new GeometryError(code, message, at)
      : Object.assign(new Error(message), { name }, code !== undefined && { code });
  error.stack = stack;
  return error;
}
