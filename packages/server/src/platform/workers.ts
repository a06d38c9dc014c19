/**
 * CPU work on worker threads, off the event loop. A worker module is any module that exports an
 * object `verbs` of pure functions; arguments and results are copied between threads.
 */

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
