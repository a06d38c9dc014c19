/** What a worker thread runs: one verb of one module, its outcome made fit to be copied. */
import type { GeometryError } from "@vatline/geometry";

export type WorkerTask = { url: string; verb: string; args: unknown[] };
export type WorkerOutcome = { result: unknown } | { failure: WorkerFailure };

/** An error as data: copied between threads it would lose its class and its own fields. */
export type WorkerFailure = {
  name: string;
  message: string;
  stack: string;
  code: string | undefined;
  at: GeometryError["at"];
};

type Module = { verbs: Record<string, (...args: unknown[]) => unknown> };

export async function runTask({ url, verb, args }: WorkerTask): Promise<WorkerOutcome> {
  try {
    const { verbs }: Module = await import(url);
    return { result: await verbs[verb](...args) };
  } catch (error) {
    return { failure: failureOf(error instanceof Error ? error : new Error(String(error))) };
  }
}

function failureOf(error: Error & { code?: unknown; at?: unknown }): WorkerFailure {
  const { name, message, stack = message, code } = error;
  const at = name === "GeometryError" ? (error.at as GeometryError["at"]) : undefined;
  return { name, message, stack, code: typeof code === "string" ? code : undefined, at };
}
