/**
 * An operation tied to its verb: who is let in, how often, what with, what comes back. Knows
 * nothing of how a request came or how its answer leaves; operations.ts and straight.ts do.
 */
import type { IncomingHttpHeaders } from "node:http";
import { type Operation, Problem } from "@vatline/api";
import type { Clock } from "../clock.ts";
import type { Remember } from "../db/remember.ts";
import { checkMediaType } from "./body.ts";
import { type CheckedInput, inputReader, type UnknownQuery } from "./input.ts";
import { checkOrigin } from "./origin.ts";
import type { RateLimit } from "./rate-limit.ts";
import { type Caller, type Client, Encoded, type Route } from "./route.ts";
import { Page } from "./text-sender.ts";

/** A request, read as far as its operation leaves it to whoever read it. */
export type Asked = {
  id: string;
  method: string;
  url: string;
  params: unknown;
  query: unknown;
  headers: IncomingHttpHeaders;
  /** Bytes, where there are any. */
  body?: unknown;
  /** The network address it came from. */
  ip: string;
};

/** Headers of an answer, by name in lower case. */
export type Headers = Record<string, string>;

/** Settles who is asking and whether they may; throws the problems about tokens and sessions. */
export type Authenticate = (
  request: Pick<Asked, "headers">,
  operation: Operation,
) => Promise<Caller>;

export type Frame = {
  authenticate: Authenticate;
  rateLimit: RateLimit;
  unknown_query: UnknownQuery;
  clock: Pick<Clock, "now" | "realNowMs">;
  /** What reading operations answered since anything last changed. */
  remember: Remember<Page>;
  /** Where this server is reached, such as https://shop.example. */
  baseUrl(): string;
};

/** One contract, where it is served, and who runs its operations. */
export type OperationTable = {
  /** Such as "/v1". */
  base: string;
  operations: Record<string, Operation>;
  /** An operation without a route answers 501. */
  routes: readonly Route[];
  /** The OpenAPI document. */
  document: unknown;
  /** True where answers to reading follow from the database and the second of the day. */
  remembered?: boolean;
};

export type OpenOperation = {
  operation: Operation;
  /** Where it is served, with :name for parameters. */
  path: string;
  /**
   * Lets in and counts before a byte of a body is read; adds to the headers of the answer, also
   * where it throws.
   */
  enter(asked: Asked, headers: Headers): Promise<Caller>;
  /** Checks the input and runs the verb. */
  run(asked: Asked, caller: Caller): Promise<unknown>;
  /** The JSON of what only looks, as it is remembered; null of every other operation. */
  read: ((asked: Asked, caller: Caller) => Promise<Page>) | null;
};

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

/** Opens every operation of a table; one without a route answers 501 to those let in. */
export function openOperations(table: OperationTable, frame: Frame): OpenOperation[] {
  const runs = new Map(table.routes.map((route) => [route.operation.id, route.run]));
  return Object.values(table.operations).map((operation) => {
    const run = runOf(operation, runs.get(operation.id), frame.unknown_query);
    const remembers = table.remembered === true && answersJsonOnly(operation);
    return {
      operation,
      path: table.base + operation.path.replace(/\{([^}]+)\}/g, ":$1"),
      async enter(asked, headers) {
        const caller = operation.public ? NOBODY : await admit(frame, asked, operation, headers);
        if (operation.session) checkOrigin(asked, frame.baseUrl());
        checkMediaType(operation, asked.headers);
        return caller;
      },
      run,
      read: remembers
        ? (asked, caller) =>
            frame.remember.get(
              pageKey(frame.clock, caller, asked.url),
              async () => new Page(jsonOf(await run(asked, caller))),
            )
        : null,
    };
  });
}

function runOf(
  operation: Operation,
  run: Route["run"] | undefined,
  unknown_query: UnknownQuery,
): OpenOperation["run"] {
  const readInput = inputReader(operation, unknown_query);
  return async (asked, caller) => {
    if (!run) throw new Problem("not_implemented", `${operation.id} is not built yet.`);
    const input = readInput(asked) as CheckedInput & Parameters<Route["run"]>[0];
    return run({ ...input, caller, client: clientOf(asked), request_id: asked.id });
  };
}

/** True of what only looks: asked again before anything changed, it has the same answer. */
function answersJsonOnly({ method, body, responses }: Operation): boolean {
  const [[status, schema], ...others] = Object.entries(responses);
  const json = status === "200" && schema !== null && !("binary" in schema);
  return method === "GET" && body === undefined && json && others.length === 0;
}

/** An answer may tell what time it is, to the second, and holds cursors whose minute runs. */
function pageKey(clock: Frame["clock"], caller: Caller, url: string): string {
  const second = clock.now().slice(0, "2026-01-01T00:00:00".length);
  const real_s = Math.floor(clock.realNowMs() / 1000);
  return `${caller.actor} ${caller.user_uuid} ${second} ${real_s} ${url}`;
}

function clientOf({ ip, headers }: Asked): Client {
  const user_agent = (headers["user-agent"] ?? "").slice(0, USER_AGENT_LENGTH_MAX);
  return { address: ip, user_agent };
}

/** Authenticates, then counts the request; the answer says what is left, whatever comes of it. */
export async function admit(
  frame: Pick<Frame, "authenticate" | "rateLimit">,
  asked: Pick<Asked, "headers" | "ip">,
  operation: Operation,
  headers: Headers,
): Promise<Caller> {
  let caller: Caller;
  try {
    caller = await frame.authenticate(asked, operation);
  } catch (error) {
    const is_refused = error instanceof Problem && (error.status === 401 || error.status === 403);
    if (is_refused) Object.assign(headers, await frame.rateLimit.spendFailure(asked.ip));
    throw error;
  }
  Object.assign(headers, await frame.rateLimit.spend(caller.user_uuid));
  return caller;
}

/** The JSON of what a verb answered. */
export const jsonOf = (answer: unknown): string =>
  answer instanceof Encoded ? answer.json : JSON.stringify(answer);
