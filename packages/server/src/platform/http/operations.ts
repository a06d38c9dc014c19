/** Ties each operation to its route: who asks, how often, what with, what comes back. */

import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import { type Operation, Problem } from "@vatline/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.ts";
import type { Remember } from "../db/remember.ts";
import { invariant } from "../invariant.ts";
import type { Log } from "../log.ts";
import { checkMediaType } from "./body.ts";
import { type CheckedInput, inputReader, type UnknownQuery } from "./input.ts";
import { checkOrigin } from "./origin.ts";
import { PAGE_TYPE, pageKey } from "./page-key.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { Recall } from "./recall.ts";
import {
  type Caller,
  type Client,
  Encoded,
  type Redirect,
  type Route,
  type Streamed,
  WithHeaders,
} from "./route.ts";

/** Settles who is asking and whether they may; throws the problems about tokens and sessions. */
export type Authenticate = (
  request: { headers: IncomingHttpHeaders },
  operation: Operation,
) => Promise<Caller>;

export type Frame = {
  authenticate: Authenticate;
  rateLimit: RateLimit;
  limits: BodyLimits;
  unknown_query: UnknownQuery;
  clock: Pick<Clock, "now" | "realNowMs">;
  /** What reading operations answered since anything last changed, as it is sent. */
  remember: Remember<Buffer>;
  /** Is told of addresses whose pages are remembered. */
  recall: Pick<Recall, "note">;
  /** Where this server is reached, such as https://shop.example. */
  baseUrl(): string;
  log: Log;
};

/** Most bytes of a JSON body that the contract does not size, and of any file. */
export type BodyLimits = { body_bytes_max: number; upload_bytes_max: number };

const USER_AGENT_LENGTH_MAX = 300;

/** Whom public operations are run for. */
const NOBODY: Caller = {
  customer_uuid: "",
  user_uuid: "",
  user_name: "",
  role: "VIEWER",
  session: null,
  actor: "public",
};

type ServedTable = {
  base: string;
  operations: Record<string, Operation>;
  routes: readonly Route[];
  /** True where answers to reading follow from the database and the second of the day. */
  remembered?: boolean;
};

/** Serves every operation of a table; one without a route answers 501 to those let in. */
export function serveOperations(app: FastifyInstance, table: ServedTable, frame: Frame): void {
  const runs = new Map(table.routes.map((route) => [route.operation.id, route.run]));

  for (const operation of Object.values(table.operations)) {
    const run = runs.get(operation.id);
    const readInput = inputReader(operation, frame.unknown_query);
    const isRemembered = table.remembered === true && answersJsonOnly(operation);
    app.route({
      method: operation.method,
      url: table.base + operation.path.replace(/\{([^}]+)\}/g, ":$1"),
      bodyLimit: bodyLimitOf(operation, frame.limits),
      config: { operation },
      onRequest: async (request, reply) => {
        if (!operation.public) {
          request.caller = await admit(frame, request, operation, reply);
        }
        if (operation.session) checkOrigin(request, frame.baseUrl());
        checkMediaType(operation, request.headers);
      },
      handler: async (request, reply) => {
        if (!run) throw new Problem("not_implemented", `${operation.id} is not built yet.`);
        const caller = request.caller ?? NOBODY;
        const answer = () => {
          const input = readInput(request) as CheckedInput & Parameters<Route["run"]>[0];
          return run({ ...input, caller, client: clientOf(request), request_id: request.id });
        };
        if (isRemembered) {
          const key = pageKey(frame.clock, caller, request.url);
          const page = await frame.remember.get(key, async () =>
            Buffer.from(jsonOf(await answer())),
          );
          frame.recall.note(request.url, operation);
          return reply.type(PAGE_TYPE).send(page);
        }
        const answered = await answer();
        if (isStreamed(answered)) return sendStream(frame.log, reply, operation, answered);
        return sendAnswer(reply, operation, answered);
      },
    });
  }
}

/** True of what only looks: asked again before anything changed, it has the same answer. */
function answersJsonOnly({ method, body, responses }: Operation): boolean {
  const [[status, schema], ...others] = Object.entries(responses);
  const json = status === "200" && schema !== null && !("binary" in schema);
  return method === "GET" && body === undefined && json && others.length === 0;
}

function bodyLimitOf({ body, body_bytes_max }: Operation, limits: BodyLimits): number {
  if (!body || !("binary" in body)) return body_bytes_max ?? limits.body_bytes_max;
  return Math.min(body_bytes_max ?? limits.upload_bytes_max, limits.upload_bytes_max);
}

function clientOf({ ip, headers }: FastifyRequest): Client {
  const user_agent = (headers["user-agent"] ?? "").slice(0, USER_AGENT_LENGTH_MAX);
  return { address: ip, user_agent };
}

/** Authenticates, then counts the request; the answer says what is left, whatever comes of it. */
export async function admit(
  frame: Pick<Frame, "authenticate" | "rateLimit">,
  request: FastifyRequest,
  operation: Operation,
  reply: FastifyReply,
): Promise<Caller> {
  let caller: Caller;
  try {
    caller = await frame.authenticate(request, operation);
  } catch (error) {
    const is_refused = error instanceof Problem && (error.status === 401 || error.status === 403);
    if (is_refused) reply.headers(await frame.rateLimit.spendFailure(request.ip));
    throw error;
  }
  reply.headers(await frame.rateLimit.spend(caller.user_uuid));
  return caller;
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
  return reply.type(PAGE_TYPE).send(jsonOf(answer));
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

const jsonOf = (answer: unknown): string =>
  answer instanceof Encoded ? answer.json : JSON.stringify(answer);

function isStreamed(answer: unknown): answer is Streamed {
  return typeof answer === "object" && answer !== null && "chunks" in answer;
}

function isRedirect(answer: unknown): answer is Redirect {
  return typeof answer === "object" && answer !== null && "redirect" in answer;
}
