/**
 * Answers plain reading straight, without the web framework: most requests are of that kind, and
 * the framework's part of them takes as long as all the rest. What is let in, counted, checked and
 * told of is the same, by the same code (open-operation.ts); every other request goes to the
 * framework untouched.
 */
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import FindMyWay from "find-my-way";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Headers, OpenOperation } from "./open-operation.ts";
import { JSON_TYPE } from "./operations.ts";
import { answerProblem, problemOf } from "./problems.ts";
import { openTextSender } from "./text-sender.ts";

export type Straight = {
  /** Wraps the framework's listener. */
  before(framework: RequestListener): RequestListener;
  /** Leaves everything to the framework from now on: it knows how to take leave of connections. */
  stop(): void;
};

type Parts = {
  clock: Pick<Clock, "realNowMs">;
  log: Log;
  newRequestId(): string;
  /** Is told of every answer. */
  observe(operation_id: string, status: number, duration_ms: number): void;
};

type Reading = OpenOperation & { read: NonNullable<OpenOperation["read"]> };
type Found = { store: Reading; params: unknown; searchParams: unknown };

/** Of all operations, takes those that only look. */
export function openStraight(
  open: readonly OpenOperation[],
  { clock, log, newRequestId, observe }: Parts,
): Straight {
  // The framework's own router, so that both take an address for the same.
  const router = FindMyWay();
  for (const one of open) {
    if (one.read) router.on("GET", one.path, () => {}, one);
  }
  const sendText = openTextSender();
  let isStopped = false;

  async function answer(found: Found, request: IncomingMessage, response: ServerResponse) {
    const { operation, enter, read } = found.store;
    const began_ms = clock.realNowMs();
    response.once("close", () =>
      observe(operation.id, response.statusCode, Math.max(0, clock.realNowMs() - began_ms)),
    );
    const id = newRequestId();
    const headers: Headers = { "x-request-id": id };
    const asked = {
      id,
      method: "GET",
      url: request.url ?? "",
      params: found.params,
      query: found.searchParams,
      headers: request.headers,
      ip: request.socket.remoteAddress ?? "",
    };
    try {
      const caller = await enter(asked, headers);
      const page = await read(asked, caller);
      headers["content-type"] = JSON_TYPE;
      sendText(response, 200, headers, page.take());
    } catch (error) {
      const problem = problemOf(error, operation);
      const told = answerProblem(log, problem, operation, asked);
      sendText(response, told.status, Object.assign(headers, told.headers), told.body);
    }
  }

  return {
    before: (framework) => (request, response) => {
      const is_ours = !isStopped && isPlainGet(request);
      const found = is_ours ? (router.find("GET", request.url ?? "") as Found | null) : null;
      if (found) answer(found, request, response);
      else framework(request, response);
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Without a body, and without a word about one. */
function isPlainGet({ method, headers }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    headers["content-type"] === undefined &&
    headers["content-length"] === undefined &&
    headers["transfer-encoding"] === undefined
  );
}
