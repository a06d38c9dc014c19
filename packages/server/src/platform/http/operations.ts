/** Serves operations by the web framework: requests of every form, answers of every kind. */
import { Readable } from "node:stream";
import type { Operation } from "@vatline/api";
import type { FastifyInstance, FastifyReply } from "fastify";
import { invariant } from "../invariant.ts";
import type { Log } from "../log.ts";
import { jsonOf, type OpenOperation } from "./open-operation.ts";
import { type Redirect, type Streamed, WithHeaders } from "./route.ts";

/** Most bytes of a JSON body that the contract does not size, and of any file. */
export type BodyLimits = { body_bytes_max: number; upload_bytes_max: number };

export const JSON_TYPE = "application/json; charset=utf-8";

export function serveOperations(
  app: FastifyInstance,
  open: readonly OpenOperation[],
  { limits, log }: { limits: BodyLimits; log: Log },
): void {
  for (const { operation, path, enter, run, read } of open) {
    app.route({
      method: operation.method,
      url: path,
      bodyLimit: bodyLimitOf(operation, limits),
      config: { operation },
      onRequest: async (request, reply) => {
        const headers = {};
        try {
          request.caller = await enter(request, headers);
        } finally {
          reply.headers(headers);
        }
      },
      handler: async (request, reply) => {
        const { caller } = request;
        invariant(caller, "whoever gets so far was let in");
        if (read) return reply.type(JSON_TYPE).send((await read(request, caller)).take());
        const answer = await run(request, caller);
        if (isStreamed(answer)) return sendStream(log, reply, operation, answer);
        return sendAnswer(reply, operation, answer);
      },
    });
  }
}

function bodyLimitOf({ body, body_bytes_max }: Operation, limits: BodyLimits): number {
  if (!body || !("binary" in body)) return body_bytes_max ?? limits.body_bytes_max;
  return Math.min(body_bytes_max ?? limits.upload_bytes_max, limits.upload_bytes_max);
}

function sendAnswer(reply: FastifyReply, operation: Operation, answer: unknown): FastifyReply {
  if (answer instanceof WithHeaders) {
    return sendAnswer(reply.headers(answer.headers), operation, answer.body);
  }
  if (isRedirect(answer)) return reply.redirect(answer.redirect, 302);
  // Some of them hold secrets; all of them are somebody's own.
  if (operation.session) reply.header("cache-control", "no-store");
  const status = Number(Object.keys(operation.responses)[0]);
  reply.code(status);
  const schema = operation.responses[status];
  if (schema === null || answer === undefined) return reply.send();
  if ("binary" in schema) return reply.type(schema.binary).send(answer);
  return reply.type(JSON_TYPE).send(jsonOf(answer));
}

/**
 * Sends a file as it is made. What goes wrong on the way can only cut the answer short: its last
 * chunk is missing, by which clients know that it is not whole.
 */
function sendStream(
  log: Log,
  reply: FastifyReply,
  operation: Operation,
  { chunks, filename }: Streamed,
): FastifyReply {
  const [schema] = Object.values(operation.responses);
  invariant(schema && "binary" in schema, `${operation.id} declares no file`);
  reply
    .code(200)
    .type(`${schema.binary}; charset=utf-8`)
    .header("content-disposition", `attachment; filename="${filename}"`)
    .header("cache-control", "no-store")
    .header("x-content-type-options", "nosniff");
  if (reply.request.method === "HEAD") return reply.send();
  const stream = Readable.from(chunks);
  stream.on("error", (error) =>
    log.error({ request_id: reply.request.id, operation: operation.id, error }, "answer cut short"),
  );
  return reply.send(stream);
}

function isStreamed(answer: unknown): answer is Streamed {
  return typeof answer === "object" && answer !== null && "chunks" in answer;
}

function isRedirect(answer: unknown): answer is Redirect {
  return typeof answer === "object" && answer !== null && "redirect" in answer;
}
