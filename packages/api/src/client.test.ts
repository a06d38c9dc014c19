import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { after, type TestContext, test } from "node:test";
import { ApiError, createClient, createClientOf } from "./client.ts";
import { sandboxOperations } from "./operations/sandbox.ts";
import { Problem } from "./problems.ts";

type Seen = {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage["headers"];
  body: string;
};
type Answer = (response: ServerResponse, call_index: number) => void;

/** A server that answers as told and remembers what it was asked. */
async function startServer(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString("latin1") });
    answer(response, seen.length - 1);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  after(() => server.close());
  const address = server.address();
  assert.ok(address && typeof address === "object");
  return { seen, url: `http://127.0.0.1:${address.port}` };
}

function sendJson(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function sendProblem(response: ServerResponse, problem: Problem) {
  const headers = { ...problem.headers, "content-type": "application/problem+json; charset=utf-8" };
  response.writeHead(problem.status, headers).end(JSON.stringify(problem.toJSON("/", "r-1")));
}

test("puts path, query and token where the contract wants them", async () => {
  const { seen, url } = await startServer((response) => sendJson(response, { builds: [] }));
  const client = createClient({ url: `${url}/`, token: "t.t.t" });
  await client.getBuilds({ query: { uuid: ["a", "b,c"], status: "Released", limit: 5 } });
  await client.getPart({ params: { uuid: "a/b ä" } });
  await client.getBuilds();
  assert.deepEqual(
    seen.map(({ method, url }) => `${method} ${url}`),
    [
      "GET /v1/builds?uuid=a&uuid=b%2Cc&status=Released&limit=5",
      "GET /v1/parts/a%2Fb%20%C3%A4",
      "GET /v1/builds",
    ],
  );
  assert.equal(seen[0].headers.authorization, "Bearer t.t.t");
  assert.equal(seen[0].headers["content-type"], undefined);
});

test("sends JSON and bytes, and reads JSON, bytes and nothing", async () => {
  const { seen, url } = await startServer((response, call_index) => {
    if (call_index === 0) sendJson(response, { uuid: "m" });
    else if (call_index === 1) sendJson(response, { uuid: "p", part_number: "X" });
    else if (call_index === 2) response.writeHead(302, { location: "/elsewhere" }).end();
    else if (call_index === 3) response.end(Buffer.from([1, 2, 255]));
    else response.writeHead(204).end();
  });
  const client = createClient({ url, token: async () => "made" });
  const bytes = Uint8Array.from([0, 200, 255]);
  const headers = { filename: "a.stl", "external-id": "e" };
  const model = await client.uploadModel({ headers, body: bytes });
  const part = await client.createPart({ body: { part_number: "X", model_uuid: model.uuid } });
  assert.equal(part.part_number, "X");
  const file = await client.downloadModel({ params: { uuid: "m" } });
  assert.deepEqual(file, Uint8Array.from([1, 2, 255]));
  assert.equal(await client.deletePartOrder({ params: { uuid: "o" } }), undefined);

  assert.equal(seen[0].headers["content-type"], "application/octet-stream");
  assert.equal(seen[0].headers["external-id"], "e");
  assert.equal(seen[0].headers.authorization, "Bearer made");
  assert.equal(seen[0].body, "\x00\xc8\xff");
  assert.equal(seen[1].body, '{"part_number":"X","model_uuid":"m"}');
  assert.equal(seen[3].url, "/elsewhere");
});

test("throws the problem that the server answered", async () => {
  const refusal = new Problem("build_unknown", "There is no build b.");
  const { url } = await startServer((response, call_index) => {
    if (call_index === 0) sendProblem(response, refusal);
    else response.writeHead(502).end("<html>");
  });
  const client = createClient({ url });
  const body = { build_uuid: "b", total_copies: 1, route_to: ["ABC123"] };
  await assert.rejects(client.createPrintOrder({ body }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.status, 400);
    assert.equal(error.problem?.code, "build_unknown");
    assert.equal(error.message, "createPrintOrder: 400 There is no build b.");
    return true;
  });
  await assert.rejects(client.getPrints(), (error) => {
    assert.ok(error instanceof ApiError && error.problem === undefined);
    return error.status === 502;
  });
});

/** Passes virtual time, 250 ms every 5 ms, until the test ends. */
function passTime(context: TestContext) {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const time = { passed_ms: 0 };
  const ticking = setInterval(() => {
    time.passed_ms += 250;
    context.mock.timers.tick(250);
  }, 5);
  context.after(() => clearInterval(ticking));
  return time;
}

test("429: repeats after the time it was told", async (context) => {
  const time = passTime(context);
  const busy = new Problem("too_many_requests", "Slow down.", { headers: { "Retry-After": "2" } });
  const asked_at_ms: number[] = [];
  const { url } = await startServer((response, call_index) => {
    asked_at_ms.push(time.passed_ms);
    if (call_index === 0) sendProblem(response, busy);
    else sendJson(response, { applications: [] });
  });
  assert.deepEqual(await createClient({ url }).getApplications(), { applications: [] });
  assert.equal(asked_at_ms.length, 2);
  assert.ok(asked_at_ms[1] - asked_at_ms[0] >= 2000);
});

test("429: gives up after three repeats, and at once when it is not told when", async (context) => {
  passTime(context);
  const busy = new Problem("too_many_requests", "Slow down.", { headers: { "Retry-After": "1" } });
  const told = await startServer((response) => sendProblem(response, busy));
  await assert.rejects(createClient({ url: told.url }).getApplications(), { status: 429 });
  assert.equal(told.seen.length, 4);

  const untold = await startServer((response) => response.writeHead(429).end());
  await assert.rejects(createClient({ url: untold.url }).getApplications(), { status: 429 });
  assert.equal(untold.seen.length, 1);
});

test("429: an abort ends the wait", async () => {
  const headers = { "Retry-After": "50" };
  const busy = new Problem("too_many_requests", "Slow down.", { headers });
  const abort = new AbortController();
  const { url } = await startServer((response) => {
    sendProblem(response, busy);
    response.on("close", () => abort.abort(new Error("enough")));
  });
  const call = createClient({ url }).getApplications({ signal: abort.signal });
  await assert.rejects(call, { message: "enough" });
});

test("pages: follows the cursor with the same filters until there is none", async () => {
  const cursors = ["c1", "c2", null];
  const { seen, url } = await startServer((response, call_index) =>
    sendJson(response, { parts: [{ uuid: `p${call_index}` }], next_cursor: cursors[call_index] }),
  );
  const client = createClient({ url });
  const uuids: (string | undefined)[] = [];
  for await (const page of client.pages("getParts", { query: { sort: ["updated_at"] } })) {
    uuids.push(page.parts?.[0].uuid);
  }
  assert.deepEqual(uuids, ["p0", "p1", "p2"]);
  assert.deepEqual(
    seen.map(({ url }) => url),
    [
      "/v1/parts?sort=updated_at",
      "/v1/parts?sort=updated_at&cursor=c1",
      "/v1/parts?sort=updated_at&cursor=c2",
    ],
  );
});

test("pages: stops at its limit, and when the cursor stands still", async () => {
  const { seen, url } = await startServer((response, call_index) =>
    sendJson(response, { parts: [], next_cursor: call_index < 3 ? `c${call_index}` : "still" }),
  );
  const client = createClient({ url });
  const count = async (pages: AsyncIterable<unknown>) => {
    let page_count = 0;
    for await (const _ of pages) page_count += 1;
    return page_count;
  };
  assert.equal(await count(client.pages("getParts", {}, { pages_max: 2 })), 2);
  assert.equal(await count(client.pages("getParts")), 3);
  assert.equal(seen.length, 5);
});

test("serves any table, such as that of the sandbox", async () => {
  const clock = { now: "2030-01-01T00:00:00.000Z", speed: 0, seed: 1 };
  const { seen, url } = await startServer((response) => sendJson(response, clock));
  const sandbox = createClientOf(sandboxOperations, "/sandbox/v1", { url });
  assert.deepEqual(await sandbox.setClock({ body: { advance_s: 60 } }), clock);
  assert.equal(seen[0].url, "/sandbox/v1/clock");
});
