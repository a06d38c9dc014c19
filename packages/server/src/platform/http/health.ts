/** Whether the server lives, whether it can do its work, and its figures for Prometheus. */

import type { FastifyInstance } from "fastify";
import { sql } from "kysely";
import { collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Deps } from "../deps.ts";

const CHECK_TIMEOUT_MS = 2000;
/** Any well-formed key does: what counts is that the store can be asked. */
const SOME_FILE_KEY = "0".repeat(64);

/** Serves /healthz, /readyz and /metrics, without a token. */
export function serveHealth(
  app: FastifyInstance,
  deps: Pick<Deps, "db" | "files">,
  { register, observe }: Metrics,
): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const [database, files] = await Promise.all([
      check(() => sql`select 1`.execute(deps.db.read)),
      check(() => deps.files.has(SOME_FILE_KEY)),
    ]);
    const ready = database === "ok" && files === "ok";
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? "ok" : "failing", database, files });
  });
  app.addHook("onResponse", (request, reply, done) => {
    const operation = request.routeOptions.config.operation?.id ?? "other";
    observe(operation, reply.statusCode, reply.elapsedTime);
    done();
  });
  app.get("/metrics", async (_request, reply) =>
    reply.type(register.contentType).send(await register.metrics()),
  );
}

async function check(ask: () => Promise<unknown>): Promise<"ok" | "failing" | "slow"> {
  let timer: NodeJS.Timeout | undefined;
  const slow = new Promise<"slow">((resolve) => {
    timer = setTimeout(resolve, CHECK_TIMEOUT_MS, "slow");
  });
  const asked = ask().then(
    () => "ok" as const,
    () => "failing" as const,
  );
  const result = await Promise.race([asked, slow]);
  clearTimeout(timer);
  return result;
}

export type Metrics = {
  register: Registry;
  /** To be told of every answer. */
  observe(operation_id: string, status: number, duration_ms: number): void;
};

/** Requests by operation and status; paths are not a label, they would be without number. */
export function openMetrics(): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const durations = new Histogram({
    name: "vatline_request_duration_seconds",
    help: "Time from the first byte of a request to the last of its answer.",
    labelNames: ["operation", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [register],
  });
  // Looking labels up costs more than counting: there are a few of them, and many requests.
  const counts = new Map<string, Histogram.Internal<"operation" | "status">>();
  return {
    register,
    observe(operation, status, duration_ms) {
      const name = `${operation} ${status}`;
      const count = counts.get(name) ?? durations.labels(operation, String(status));
      counts.set(name, count);
      count.observe(duration_ms / 1000);
    },
  };
}
