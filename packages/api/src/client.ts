/** The operations table walked backwards: one typed function for each operation. */
import type { Static, TSchema } from "typebox";
import { encodeRequest, type RequestInput } from "./client-request.ts";
import type { Operation, Output } from "./operation.ts";
import { operations } from "./operations.ts";
import type { ProblemDetails } from "./schemas/problem.ts";

export type ClientOptions = {
  /** Address of the host, such as "http://127.0.0.1:8080"; the base path is added. */
  url: string;
  /** A bearer token, or what makes one; asked before every request. */
  token?: string | (() => string | Promise<string>);
};

/** The server refused. `problem` is undefined when the answer was not one of its problems. */
export class ApiError extends Error {
  readonly operation_id: string;
  readonly status: number;
  readonly problem: ProblemDetails | undefined;

  constructor(operation_id: string, status: number, problem: ProblemDetails | undefined) {
    super(`${operation_id}: ${status} ${problem?.detail ?? "without a problem body"}`);
    this.name = "ApiError";
    this.operation_id = operation_id;
    this.status = status;
    this.problem = problem;
  }
}

type Table = Record<string, Operation>;
type Nothing = Record<never, never>;

/** Input with a default on the server may be left out. */
type Sent<T> = Omit<T, "limit" | "offset"> & Partial<Pick<T, Extract<keyof T, "limit" | "offset">>>;

type Slot<Op, Name extends string> = Op extends { [name in Name]: infer S }
  ? S extends TSchema
    ? Nothing extends Sent<Static<S>>
      ? { [name in Name]?: Name extends "query" ? Sent<Static<S>> : Static<S> }
      : { [name in Name]: Name extends "query" ? Sent<Static<S>> : Static<S> }
    : { [name in Name]: Uint8Array }
  : Nothing;

/** What a client has to send for an operation. */
export type ClientInput<Op extends Operation> = Slot<Op, "params"> &
  Slot<Op, "query"> &
  Slot<Op, "headers"> &
  Slot<Op, "body"> & { signal?: AbortSignal };

type Verb<Op extends Operation> =
  Nothing extends ClientInput<Op>
    ? (input?: ClientInput<Op>) => Promise<Output<Op>>
    : (input: ClientInput<Op>) => Promise<Output<Op>>;

type Listing<T extends Table> = {
  [Id in keyof T]: Output<T[Id]> extends { next_cursor?: string | null } ? Id : never;
}[keyof T];

/** A function for each operation, and `pages` for the lists that are read by cursor. */
export type Client<T extends Table> = { [Id in keyof T]: Verb<T[Id]> } & {
  /**
   * The pages of a list one by one, at most `pages_max` (10 000), each fetched when it is asked
   * for. A cursor lives 60 s, so do not dwell on a page. Rows that change meanwhile may come
   * twice or not at all: sort by updated_at and keep the last of each uuid.
   */
  pages<Id extends Listing<T>>(
    id: Id,
    input?: ClientInput<T[Id]>,
    options?: { pages_max?: number },
  ): AsyncGenerator<Output<T[Id]>, void>;
};

/** Client of the compatible interface. Throws ApiError; repeats after 429 as it is told to. */
export function createClient(options: ClientOptions): Client<typeof operations> {
  return createClientOf(operations, "/v1", options);
}

/** Client of any table, such as that of the sandbox with base path "/sandbox/v1". */
export function createClientOf<T extends Table>(
  table: T,
  base_path: string,
  options: ClientOptions,
): Client<T> {
  const base_url = `${options.url.replace(/\/+$/, "")}${base_path}`;
  const call = (id: string, input: RequestInput = {}) =>
    send(table[id], base_url, options.token, input);
  const verbs = Object.keys(table).map((id) => [id, (input?: RequestInput) => call(id, input)]);
  async function* pages(id: string, input: RequestInput = {}, { pages_max = 10_000 } = {}) {
    let cursor: unknown = input.query?.cursor;
    for (let page_count = 0; page_count < pages_max; page_count += 1) {
      const page = await call(id, { ...input, query: { ...input.query, cursor } });
      yield page;
      const next = cursorOf(page);
      if (!next || next === cursor) return;
      cursor = next;
    }
  }
  return { ...Object.fromEntries(verbs), pages } as Client<T>;
}

function cursorOf(page: unknown): unknown {
  return typeof page === "object" && page && "next_cursor" in page ? page.next_cursor : undefined;
}

const RETRIES_MAX = 3;
const RETRY_AFTER_S_MAX = 60;

async function send(
  operation: Operation,
  base_url: string,
  token: ClientOptions["token"],
  input: RequestInput,
): Promise<unknown> {
  const { path, ...request } = encodeRequest(operation, input);
  for (let retries = 0; ; retries += 1) {
    const bearer = typeof token === "function" ? await token() : token;
    if (bearer !== undefined) request.headers.set("authorization", `Bearer ${bearer}`);
    const response = await fetch(`${base_url}${path}`, request);
    if (response.ok) return read(operation, response);
    const wait_s = response.status === 429 ? Number(response.headers.get("retry-after")) : 0;
    if (retries === RETRIES_MAX || !(wait_s > 0 && wait_s <= RETRY_AFTER_S_MAX)) {
      throw new ApiError(operation.id, response.status, await problemIn(response));
    }
    await response.body?.cancel();
    await sleep(wait_s * 1000, input.signal);
  }
}

async function read(operation: Operation, response: Response): Promise<unknown> {
  const [body] = Object.values(operation.responses);
  if (body && "binary" in body) return new Uint8Array(await response.arrayBuffer());
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

async function problemIn(response: Response): Promise<ProblemDetails | undefined> {
  const isProblem = response.headers.get("content-type")?.startsWith("application/problem+json");
  const text = await response.text();
  return isProblem ? JSON.parse(text) : undefined;
}

function sleep(duration_ms: number, signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => {
    clearTimeout(timer);
    reject(signal?.reason);
  };
  const timer = setTimeout(() => {
    signal?.removeEventListener("abort", stop);
    resolve();
  }, duration_ms);
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });
  return promise;
}
