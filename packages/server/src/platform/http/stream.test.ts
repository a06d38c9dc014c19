import assert from "node:assert/strict";
import { get } from "node:http";
import { type TestContext, test } from "node:test";
import { type Operation, openapiDocument } from "@vatline/api";
import { startTestHttp } from "../../testing/http.ts";
import { route, type Streamed } from "./route.ts";

const CHUNK = "x".repeat(10_000);

const download: Operation = {
  id: "download",
  method: "GET",
  path: "/file",
  tag: "Files",
  summary: "Get a file",
  responses: { 200: { binary: "text/csv" } },
  problems: [],
};

/** Serves one file made by `chunks`, and notes how far the making came. */
async function startFile(t: TestContext, make: () => AsyncIterable<string>) {
  const run = async (): Promise<Streamed> => ({ chunks: make(), filename: "file.csv" });
  const operations = { download };
  const document = openapiDocument({ title: "", version: "", base_path: "/v1", operations });
  const table = { base: "/v1", operations, routes: [route(download, run)], document };
  const http = await startTestHttp(t, [], { tables: [table] });
  const url = await http.app.listen({ port: 0, host: "127.0.0.1" });
  return { ...http, url: `${url}/v1/file` };
}

test("a file is sent as it is made", async (t) => {
  const http = await startFile(t, async function* () {
    yield "a,b\r\n";
    yield "1,2\r\n";
  });
  const { authorization } = http;
  const answer = await fetch(http.url, { headers: { authorization } });
  assert.equal(await answer.text(), "a,b\r\n1,2\r\n");
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8");
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="file.csv"');
});

test("a client that hangs up, or reads slowly, stops the making", async (t) => {
  let made = 0;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const http = await startFile(t, async function* () {
    try {
      for (; made < 100_000; made += 1) {
        yield CHUNK;
        if (made > 10) begin();
      }
    } finally {
      end();
    }
  });
  const { authorization } = http;
  const request = get(http.url, { headers: { authorization } }, (answer) => answer.pause());
  request.on("error", () => {});
  await begun;
  request.destroy();
  await ended;
  assert.ok(made < 100_000, `${made} chunks were made`);
});

test("what fails on the way cuts the answer short, and the log says why", async (t) => {
  const http = await startFile(t, async function* () {
    yield CHUNK;
    throw new Error("the disk is on fire");
  });
  const { authorization } = http;
  const answer = await fetch(http.url, { headers: { authorization } });
  assert.equal(answer.status, 200);
  await assert.rejects(answer.text());
  const log = http.log.join("\n");
  assert.match(log, /answer cut short/);
  assert.match(log, /the disk is on fire/);
});

test("asked for its head alone, a file is not made", async (t) => {
  let made = 0;
  const http = await startFile(t, async function* () {
    made += 1;
    yield CHUNK;
  });
  const { authorization } = http;
  const answer = await fetch(http.url, { method: "HEAD", headers: { authorization } });
  assert.deepEqual([answer.status, made], [200, 0]);
  assert.equal(answer.headers.get("content-disposition"), 'attachment; filename="file.csv"');
});
