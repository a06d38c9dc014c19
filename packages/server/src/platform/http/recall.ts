/**
 * Answers a page that is remembered before the frame wakes: no route is looked up, no hook is run.
 * Who asks is let in and counted by the same code as in the frame, and whatever is not a plain hit
 * goes there untouched, so the two can only differ in speed.
 */
import type { IncomingMessage, RequestListener } from "node:http";
import type { Operation } from "@vatline/api";
import type { Frame } from "./operations.ts";
import { PAGE_TYPE, pageKey } from "./page-key.ts";

export type Recall = {
  /** Tells which operation reads this address, so that its next page may be answered from here. */
  note(url: string, operation: Operation): void;
  /** Wraps the listener of the frame. */
  before(frame: RequestListener): RequestListener;
  /** Leaves everything to the frame from now on, which knows how to take leave of connections. */
  stop(): void;
};

/** Addresses known at a time; as many pages are remembered at most. */
type RecallOptions = { entries_max: number; newRequestId(): string };

type Parts = Pick<Frame, "authenticate" | "clock" | "rateLimit" | "remember">;

export function openRecall(frame: Parts, { entries_max, newRequestId }: RecallOptions): Recall {
  const operations = new Map<string, Operation>();
  let isStopped = false;

  /** The page and the headers of its answer, or null for the frame to answer. */
  async function find(request: IncomingMessage, operation: Operation) {
    const caller = await frame.authenticate(request, operation);
    const page = await frame.remember.known(pageKey(frame.clock, caller, request.url ?? ""));
    if (page === undefined) return null;
    return { page, headers: await frame.rateLimit.spend(caller.user_uuid) };
  }

  return {
    note(url, operation) {
      if (operations.size >= entries_max) operations.clear();
      operations.set(url, operation);
    },
    before: (listener) => (request, response) => {
      const operation = isStopped ? undefined : operations.get(request.url ?? "");
      if (!operation || !isPlainGet(request)) {
        listener(request, response);
        return;
      }
      // A refusal is for the frame to tell. It counts the request again: one that was refused for
      // being too many, which changes nothing, or one that was not counted yet.
      find(request, operation)
        .catch(() => null)
        .then((found) => {
          if (!found) {
            listener(request, response);
            return;
          }
          response.writeHead(200, {
            "x-request-id": newRequestId(),
            ...found.headers,
            "content-type": PAGE_TYPE,
            "content-length": found.page.length,
          });
          response.end(found.page);
        });
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
