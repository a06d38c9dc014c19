/** A whole server for tests: real HTTP on loopback, real database, simulated fleet. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, mintToken, type Secrets } from "@vatline/api";
import { type Config, type Flags, readConfig } from "../platform/config.ts";
import type { Queries } from "../platform/db/db.ts";
import { createWorkers, type Workers } from "../platform/workers.ts";
import { shownNow } from "../printed-parts/store-shown.ts";
import { addKey, type Furnished, furnish } from "../sandbox/seed.ts";
import { createServer, type Server } from "../server.ts";
import { checkAnswer } from "./check-answer.ts";
import type { OpenTestDb } from "./databases.ts";
import { testKeyPair } from "./people.ts";

/** Where virtual time begins in tests; it stands still until a test moves it. */
export const TEST_START = "2030-01-01T08:00:00.000Z";

/** A uuid that nothing has. */
export const NO_UUID = "00000000-0000-7000-8000-000000000000";

export type Answer = {
  status: number;
  headers: Headers;
  /** Of JSON, the object; of anything else, {text}. */
  body: Record<string, unknown>;
};

export type TestServer = {
  server: Server;
  url: string;
  furnished: Furnished;
  secrets: Secrets;
  token: string;
  client: ReturnType<typeof createClient>;
  /** Sends a request with the token; the answer is checked against the contract. */
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>;
  /** Moves the virtual clock. */
  advance(seconds: number): Promise<void>;
  untilIdle(): Promise<void>;
};

export type RequestOptions = {
  /** Sent as JSON, bytes as they are. */
  body?: unknown;
  headers?: Record<string, string>;
  /** Another bearer token; null sends none. */
  token?: string | null;
};

/** Of all servers of a process: starting threads takes longer than most tests. */
let shared_workers: Workers | undefined;

/** Starts a furnished server on a database of its own; it is stopped after the test. */
export async function startTestServer(
  database: OpenTestDb,
  flags: Flags = {},
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "vatline-server-"));
  const config = readConfig(
    {},
    {
      mode: "sandbox",
      port: 0,
      data_dir: folder,
      start: TEST_START,
      speed: 0,
      log_level: "error",
      moves_max: 0,
      build_files: "none",
      ...flags,
    },
  );
  // The limit has tests of its own; here it would only make the others wait.
  config.rate_limit.requests_max = 1_000_000;
  const server = await createServer(config, await database.place(), sharedWorkers(config));
  const { deps } = server;
  const key_pair = await testKeyPair(0);
  const { furnished, secrets } = await deps.db.transaction(async (tx) => {
    const furnished = await furnish(tx, deps, { password: "", password_hash: "" });
    return { furnished, secrets: await addKey(tx, deps, furnished, key_pair) };
  });
  database.closeFirst(async () => {
    try {
      await checkShown(deps.db.read);
    } finally {
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  });
  await server.scheduler.runDue();
  const url = await server.listen();
  const token = await mintToken(secrets, { expires_in_s: 3600 });
  const request: TestServer["request"] = async (method, path, options = {}) => {
    const answer = await send(url, method, path, { token, ...options });
    checkAnswer(method, path, answer);
    return answer;
  };
  const moveClock = async (body: object) => {
    const { status, body: answer } = await request("POST", "/sandbox/v1/clock", { body });
    assert.equal(status, 200, JSON.stringify(answer));
  };
  return {
    server,
    url,
    furnished,
    secrets,
    token,
    client: createClient({ url, token }),
    request,
    advance: (advance_s) => moveClock({ advance_s }),
    untilIdle: () => moveClock({ until_idle: true }),
  };
}

export function sharedWorkers({ worker_threads: threads }: Config): Workers {
  shared_workers ??= createWorkers({ threads });
  return { ...shared_workers, close: async () => {} };
}

/** Whatever a test did, printed parts are shown as they are. */
async function checkShown(db: Queries): Promise<void> {
  const stale = db
    .selectFrom("printed_parts")
    .select(["uuid", "status", "shown"])
    .where("shown", "is distinct from", shownNow(db));
  const shown = await stale.execute().catch((error: Error) => {
    // A test may have stopped its server.
    if (/destroyed|not open/.test(error.message)) return [];
    throw error;
  });
  assert.deepEqual(shown, [], "these are not shown as they are");
}

async function send(
  url: string,
  method: string,
  path: string,
  { body, headers = {}, token }: RequestOptions,
): Promise<Answer> {
  const bytes = body instanceof Uint8Array;
  const type = bytes ? "application/octet-stream" : "application/json";
  const response = await fetch(url + path, {
    method,
    redirect: "manual",
    headers: {
      ...(body === undefined ? {} : { "content-type": type }),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    ...(body === undefined ? {} : { body: bytes ? (body as BodyInit) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : { text },
  };
}
