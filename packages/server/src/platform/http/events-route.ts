/**
 * GET /events: the caller's events as they happen, as Server-Sent Events. Documented in
 * docs/events.md. Let in like any other request; who may no longer ask is cut off within a second.
 */
import { type Operation, Problem } from "@vatline/api";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Event } from "../events.ts";
import type { Feed } from "../feed.ts";
import { invariant } from "../invariant.ts";
import { admit, type Frame } from "./open-operation.ts";
import type { Caller } from "./route.ts";

/** Real time; each bounds what one reader may cost. */
const HEARTBEAT_MS = 15_000;
const RECHECK_MS = 1000;
/** A reader that takes nothing for so long is cut, and goes on where it was when it comes back. */
const STALLED_MS = 30_000;
const STREAMS_OF_USER_MAX = 20;
const STREAMS_MAX = 1000;
const NOUNS_MAX = 100;

/** No operation of a table, but people are let in as to one of /manage. */
const STREAM: Operation = {
  id: "streamEvents",
  method: "GET",
  path: "/events",
  tag: "History",
  summary: "Read events as they happen",
  role: "VIEWER",
  session: true,
  responses: { 200: { binary: "text/event-stream" } },
  problems: [],
};

/** Who may come in and with what is for an ADMIN to know, as in the list of events. */
const OF_ADMINS = new Set(["api_keys", "customers", "invitations", "sessions", "users"]);

export type EventsOptions = Pick<Frame, "authenticate" | "rateLimit"> & { feed: Feed };

type Stream = {
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller;
  nouns: ReadonlySet<string>;
  after_seq: number;
  /** The reader has left, or the server closes. */
  ended: boolean;
};

export function serveEvents(app: FastifyInstance, options: EventsOptions): void {
  const open = new Set<Stream>();
  const running = new Set<Promise<void>>();
  app.addHook("preClose", async () => {
    for (const stream of open) stream.ended = true;
    await Promise.all(running);
  });
  app.get("/events", {
    onRequest: async (request, reply) => {
      const headers = {};
      try {
        request.caller = await admit(options, request, STREAM, headers);
      } finally {
        reply.headers(headers);
      }
    },
    handler: async (request, reply) => {
      const { caller } = request;
      invariant(caller, "whoever reads events was let in");
      const nouns = nounsOf(request.query);
      const last_seq = lastSeqOf(request.headers["last-event-id"]);
      refuseTooMany(open, caller);
      const stream = { request, reply, caller, nouns, after_seq: 0, ended: false };
      open.add(stream);
      reply.raw.once("close", () => {
        stream.ended = true;
      });
      try {
        const { after_seq, gap } = await options.feed.begin(caller.customer_uuid, last_seq);
        stream.after_seq = after_seq;
        begin(stream, gap);
      } catch (error) {
        open.delete(stream);
        throw error;
      }
      const run = pump(stream, options)
        .catch(() => {})
        .finally(() => {
          open.delete(stream);
          running.delete(run);
          reply.raw.end();
        });
      running.add(run);
    },
  });
}

/** Names of nouns, repeated for several; none is all. Unknown ones match nothing. */
function nounsOf(query: unknown): ReadonlySet<string> {
  const { noun = [], ...others } = Object(query) as Record<string, string | string[]>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw invalid(`query/${unknown}`, "is not a parameter of /events");
  const nouns = [noun].flat();
  if (nouns.length > NOUNS_MAX) throw invalid("query/noun", `must list at most ${NOUNS_MAX}`);
  return new Set(nouns);
}

function lastSeqOf(header: unknown): number | null {
  if (header === undefined || header === "") return null;
  const seq = Number(header);
  if (typeof header === "string" && /^\d+$/.test(header) && Number.isSafeInteger(seq)) return seq;
  throw invalid("headers/last-event-id", "must be the id of an event");
}

function invalid(part: string, detail: string): Problem {
  return new Problem("input_invalid", `The request is not valid: ${part}: ${detail}.`, {
    errors: [{ pointer: `/${part}`, detail }],
  });
}

function refuseTooMany(open: ReadonlySet<Stream>, { user_uuid }: Caller): void {
  const headers = { "Retry-After": "10" };
  if (open.size >= STREAMS_MAX) {
    throw new Problem("overloaded", `${STREAMS_MAX} streams are open.`, { headers });
  }
  const own = [...open].filter((stream) => stream.caller.user_uuid === user_uuid);
  if (own.length < STREAMS_OF_USER_MAX) return;
  const detail = `A user has at most ${STREAMS_OF_USER_MAX} streams open; close one.`;
  throw new Problem("streams_too_many", detail, { headers });
}

function begin({ reply, after_seq }: Stream, gap: boolean): void {
  reply.hijack();
  const { raw } = reply;
  reply.header("content-type", "text/event-stream; charset=utf-8");
  reply.headers({ "cache-control": "no-store", "x-accel-buffering": "no" });
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  raw.writeHead(200);
  // The first id lets a reader that is cut before its first event go on from here.
  const told = gap ? `event: gap\ndata: {"seq":${after_seq}}\n` : "";
  raw.write(`id: ${after_seq}\n${told}\n`);
}

/** Sends what there is and what comes, until the reader leaves or may not read any more. */
async function pump(stream: Stream, { feed, authenticate }: EventsOptions): Promise<void> {
  const { request, caller } = stream;
  let [heartbeat_at, recheck_at] = [feed.nowMs() + HEARTBEAT_MS, feed.nowMs() + RECHECK_MS];
  while (!stream.ended) {
    const more = feed.more();
    if (feed.nowMs() >= recheck_at) {
      recheck_at = feed.nowMs() + RECHECK_MS;
      const now = await authenticate(request, STREAM);
      if (now.customer_uuid !== caller.customer_uuid || now.role !== caller.role) return;
    }
    const events = await feed.next(caller.customer_uuid, stream.after_seq);
    if (events.length > 0) {
      heartbeat_at = feed.nowMs() + HEARTBEAT_MS;
      await send(stream, textOf(stream, events));
      stream.after_seq = events.at(-1)?.seq ?? stream.after_seq;
      continue;
    }
    if (feed.nowMs() >= heartbeat_at) {
      heartbeat_at = feed.nowMs() + HEARTBEAT_MS;
      await send(stream, ": still here\n\n");
    }
    await more;
  }
}

function textOf({ nouns, caller }: Stream, events: Event[]): string {
  const wanted = events.filter(
    ({ noun }) =>
      (nouns.size === 0 || nouns.has(noun)) && (caller.role === "ADMIN" || !OF_ADMINS.has(noun)),
  );
  return wanted.map(({ customer_uuid: _customer_uuid, ...event }) => lineOf(event)).join("");
}

const lineOf = (event: Omit<Event, "customer_uuid">) =>
  `id: ${event.seq}\nevent: ${event.noun}\ndata: ${JSON.stringify(event)}\n\n`;

/** Waits until the reader takes it; a reader that does not is cut. */
async function send({ reply: { raw } }: Stream, text: string): Promise<void> {
  if (text === "" || raw.write(text) || raw.destroyed) return;
  const taken = Promise.withResolvers<void>();
  const timer = setTimeout(() => raw.destroy(), STALLED_MS);
  raw.once("drain", taken.resolve).once("close", taken.resolve);
  await taken.promise;
  clearTimeout(timer);
  raw.off("drain", taken.resolve).off("close", taken.resolve);
}
