import assert from "node:assert/strict";
import { test } from "node:test";
import { operations, ProblemDetails } from "@vatline/api";
import { Ajv } from "ajv";
import { startTestHttp } from "../../testing/http.ts";
import { type RawRequest, sendRaw } from "../../testing/raw-http.ts";
import { route } from "./route.ts";

const WAIT_MS = 10_000;

const conforms = new Ajv({ strict: false, validateFormats: false }).compile(ProblemDetails);

test("answers what is no HTTP with a problem as well", async (t) => {
  const { app } = await startTestHttp(t, []);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const get: RawRequest = {
    method: "GET",
    target: "/",
    headers: [],
    body: null,
    framing: "length",
  };
  const cases: [Partial<RawRequest>, status: number, code: string][] = [
    [{ method: "BREW" }, 400, "request_unreadable"],
    [{ headers: [["bad name", "x"]] }, 400, "request_unreadable"],
    [{ headers: [["Content-Length", "-1"]] }, 400, "request_unreadable"],
    [{ headers: [["X-Long", "x".repeat(40_000)]] }, 431, "headers_too_large"],
  ];
  for (const [change, status, code] of cases) {
    const answer = await sendRaw(url, { ...get, ...change }, WAIT_MS);
    assert.ok(answer, code);
    assert.deepEqual([answer.status, answer.body.code], [status, code]);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.equal(answer.headers.get("x-request-id"), answer.body.request_id);
    assert.ok(conforms(answer.body), JSON.stringify(conforms.errors));
  }
});

test("answers once where an answer was given before the fault was seen", async (t) => {
  const { app } = await startTestHttp(t, []);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const headers: [string, string][] = [
    ["Host", "localhost"],
    ["Transfer-Encoding", "gzip"],
  ];
  const target = `/v1/attachments/${"a".repeat(101)}`;
  const request: RawRequest = { method: "GET", target, headers, body: null, framing: "length" };
  // Two answers would be more bytes than the first one announces.
  assert.equal((await sendRaw(url, request, WAIT_MS))?.status, 404);
});

test("a client that hangs up in the middle is no failure of the server", async (t) => {
  const { app, authorization, log } = await startTestHttp(t, []);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const request: RawRequest = {
    method: "POST",
    target: "/v1/parts",
    headers: [
      ["Host", "localhost"],
      ["Authorization", authorization],
    ],
    body: Buffer.from("{}"),
    framing: "cut",
  };
  assert.equal((await sendRaw(url, request, WAIT_MS))?.body.code, "request_unreadable");
  assert.equal((await app.inject("/healthz")).statusCode, 200);
  const [line] = log.map((text) => JSON.parse(text));
  assert.deepEqual([line?.level, line?.code], ["info", "request_unreadable"]);
});

test("does not mind what else a client expects of it", async (t) => {
  const answerNone = async () => ({ applications: [] });
  const served = [route(operations.getApplications, answerNone)];
  const { app, authorization } = await startTestHttp(t, served);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const request: RawRequest = {
    method: "GET",
    target: "/v1/applications",
    headers: [
      ["Host", "localhost"],
      ["Authorization", authorization],
      ["Expect", "the unexpected"],
    ],
    body: null,
    framing: "length",
  };
  const answer = await sendRaw(url, request, WAIT_MS);
  assert.deepEqual([answer?.status, answer?.body], [200, { applications: [] }]);
});
