import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { operations, Problem } from "@vatline/api";
import { startTestHttp } from "../../testing/http.ts";
import { manualClock } from "../../testing/manual-clock.ts";
import { openDb } from "../db/open.ts";
import { createLog } from "../log.ts";
import { type Call, type Route, route } from "./route.ts";

/** Runs nothing but tells what it was given. */
function echo(operation: Route["operation"], seen: Call<Route["operation"]>[]): Route {
  return {
    operation,
    run: async (call) => {
      seen.push(call);
      return {};
    },
  };
}

async function startEchoing(t: TestContext) {
  const seen: Call<Route["operation"]>[] = [];
  const routes = Object.values(operations).map((operation) => echo(operation, seen));
  return { ...(await startTestHttp(t, routes)), seen };
}

test("refuses who brings no token, with a challenge and a request id", async (t) => {
  const { app, authorization } = await startEchoing(t);
  const refused = await app.inject("/v1/applications");
  assert.equal(refused.statusCode, 401);
  assert.match(String(refused.headers["www-authenticate"]), /^Bearer/);
  assert.match(String(refused.headers["content-type"]), /^application\/problem\+json/);
  const { request_id, ...problem } = refused.json();
  assert.equal(refused.headers["x-request-id"], request_id);
  assert.deepEqual(problem, {
    type: "/v1/api-docs/problems#token_missing",
    title: "A bearer token is needed",
    status: 401,
    detail: "Send Authorization: Bearer and a token signed with your API key.",
    instance: "/v1/applications",
    code: "token_missing",
  });
  const let_in = await app.inject({ url: "/v1/applications", headers: { authorization } });
  assert.equal(let_in.statusCode, 200);
});

test("tells what is left of the rate on every answer to a known caller", async (t) => {
  const { app, authorization } = await startTestHttp(
    t,
    [
      route(operations.getApplications, async () => ({ applications: [] })),
      route(operations.getPart, async () => {
        throw new Problem("not_found", "no such part");
      }),
      route(operations.getBuild, async () => {
        throw new Error("our bug");
      }),
    ],
    { requests_max: 6 },
  );
  const paths = ["applications", "applications?x=1", "parts/1", "builds/1", "prints", "models/1"];
  const expected = [200, 400, 404, 500, 501, 501];
  for (const [n, path] of paths.entries()) {
    const answer = await app.inject({ url: `/v1/${path}`, headers: { authorization } });
    assert.equal(answer.statusCode, expected[n], path);
    assert.equal(answer.headers["x-ratelimit-remaining"], String(5 - n));
    assert.match(String(answer.headers.ratelimit), /^"user";r=\d+;t=\d+$/);
    assert.equal(answer.headers["ratelimit-policy"], '"user";q=6;w=10');
  }
  const refused = await app.inject({ url: "/v1/applications", headers: { authorization } });
  assert.equal(refused.statusCode, 429);
  assert.equal(refused.json().code, "too_many_requests");
  assert.match(String(refused.headers["retry-after"]), /^([1-9]|10)$/);
  assert.equal(refused.headers["x-ratelimit-remaining"], "0");
});

test("bounds the refused tokens of one address", async (t) => {
  const { app, authorization } = await startTestHttp(t, [], { failures_max: 3 });
  const statuses = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await app.inject("/v1/applications")).statusCode);
  assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
  const good = await app.inject({ url: "/v1/applications", headers: { authorization } });
  assert.equal(good.statusCode, 501);
});

test("tells a path it does not know from a method it does not take", async (t) => {
  const { app } = await startEchoing(t);
  const cases: [string, "GET" | "PUT" | "DELETE" | "OPTIONS", number, string | undefined][] = [
    ["/v1/nothing", "GET", 404, undefined],
    ["/v2/parts", "GET", 404, undefined],
    ["/v1/parts/1/2", "GET", 404, undefined],
    ["/v1/parts/%zz", "GET", 404, undefined],
    ["/v1/parts/1", "DELETE", 405, "GET"],
    ["/v1/parts", "PUT", 405, "GET, POST"],
    ["/v1/part_orders/1", "OPTIONS", 405, "DELETE, GET, PATCH"],
    ["/v1/printers/queues", "PUT", 405, "GET, PATCH"],
  ];
  for (const [url, method, status, allow] of cases) {
    const answer = await app.inject({ url, method });
    assert.equal(answer.statusCode, status, `${method} ${url}`);
    assert.equal(answer.headers.allow, allow, `${method} ${url}`);
    assert.equal(answer.json().request_id, answer.headers["x-request-id"]);
  }
});

test("takes /printers/queues for the queues and a malformed serial for nothing", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const headers = { authorization };
  assert.equal((await app.inject({ url: "/v1/printers/queues", headers })).statusCode, 200);
  assert.deepEqual(seen[0].params, {});
  assert.equal((await app.inject({ url: "/v1/printers/AB12CD", headers })).statusCode, 200);
  assert.deepEqual(seen[1].params, { serial: "AB12CD" });
  for (const serial of ["queue", "AB12C", "ab12cd", "AB12CD%00", "AB12CD78"]) {
    const answer = await app.inject({ url: `/v1/printers/${serial}`, headers });
    assert.equal(answer.statusCode, 404, serial);
  }
  assert.equal((await app.inject({ url: "/v1/parts/a%00b", headers })).statusCode, 404);
  assert.equal(seen.length, 2);
});

test("serves GET and DELETE that announce JSON and bring none [empty-json-body]", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const headers = { authorization, "content-type": "application/json" };
  const gone = await app.inject({ method: "DELETE", url: "/v1/part_orders/1", headers });
  assert.equal(gone.statusCode, 204);
  assert.equal(gone.body, "");
  const got = await app.inject({ method: "GET", url: "/v1/part_orders/1", headers });
  assert.equal(got.statusCode, 200);
  assert.equal(seen.length, 2);
});

test("reads queries: defaults, numbers, lists, times", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const headers = { authorization };
  const query =
    "limit=7&uuid=a&sort=updated_at,desc&sort=uuid&updated_after=2024-05-01T10:00:00.0001%2B02:00";
  await app.inject({ url: `/v1/part_orders?${query}&updated_before=2024-05-02&cursor=`, headers });
  await app.inject({ url: "/v1/printers", headers });
  assert.deepEqual(
    { ...(seen[0].query as object) },
    {
      limit: 7,
      uuid: ["a"],
      sort: ["updated_at,desc", "uuid"],
      updated_after: "2024-05-01T08:00:00.001Z",
      updated_before: "2024-05-02T00:00:00.000Z",
      cursor: "",
    },
  );
  assert.deepEqual({ ...(seen[1].query as object) }, { limit: 100, offset: 0 });
});

test("names every fault of a query, in words [error-body] [unknown-query-parameters]", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const cases: [string, string, RegExp][] = [
    ["limit=0", "/query/limit", /^must be at least 1, but 0 came$/],
    ["limit=1001", "/query/limit", /^must be at most 1000, but 1001 came$/],
    ["limit=ten", "/query/limit", /^must be a whole number, but the text "ten" came$/],
    ["limit=1.5", "/query/limit", /^must be a whole number, but 1.5 came$/],
    ["limit=1e2", "/query/limit", /whole number/],
    ["limit=", "/query/limit", /whole number/],
    ["limit=5&limit=6", "/query/limit", /whole number, but a list of 2 came$/],
    ["status=Open", "/query/status", /^must be one of open, .*, but the text "Open" came$/],
    ["status=open&status=complete", "/query/status", /must be a text, but a list of 2 came/],
    ["updated_after=2024-02-30", "/query/updated_after", /a time that exists/],
    ["updated_after=yesterday", "/query/updated_after", /a time that exists/],
    [`packing_group=${"x".repeat(33)}`, "/query/packing_group", /at most 32 characters, but 33/],
    ["colour=red", "/query/colour", /is not a parameter of this operation; it takes: limit, /],
    ["__proto__=1", "/query/__proto__", /is not a parameter/],
    ["a~/b=1", "/query/a~0~1b", /is not a parameter/],
    ["packing_group=a%00b", "/query/packing_group", /NUL/],
    [[..."a1b2-c3"].map((char) => `uuid=${char}`).join("&"), "/query/uuid", /single characters/],
    [
      [..."part_order_number"].map((char) => `sort=${char}`).join("&"),
      "/query/sort",
      /single char/,
    ],
    [Array.from({ length: 101 }, (_, n) => `uuid=u${n}`).join("&"), "/query/uuid", /at most 100/],
  ];
  for (const [query, pointer, detail] of cases) {
    const answer = await app.inject({
      url: `/v1/part_orders?${query}`,
      headers: { authorization },
    });
    assert.equal(answer.statusCode, 400, query);
    const { code, errors } = answer.json();
    assert.equal(code, "input_invalid", query);
    assert.equal(errors.length, 1, query);
    assert.equal(errors[0].pointer, pointer, query);
    assert.match(errors[0].detail, detail, query);
  }
  const both = "/v1/part_orders?limit=0&status=x&colour=red";
  const answer = await app.inject({ url: both, headers: { authorization } });
  assert.equal(answer.json().errors.length, 3);
  assert.equal(seen.length, 0);
});

test("leaves unknown query parameters alone when told to", async (t) => {
  const routes = [route(operations.getApplications, async () => ({ applications: [] }))];
  const { app, authorization } = await startTestHttp(t, routes, { unknown_query: "ignore" });
  const answer = await app.inject({ url: "/v1/applications?x=1", headers: { authorization } });
  assert.equal(answer.statusCode, 200);
});

test("names every fault of a body, in words", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const order = {
    part_order_number: "1",
    parts: [{ uuid: "p" }],
    due_date: "2024-05-01T10:00:00Z",
  };
  const { parts: _, ...without_parts } = order;
  const cases: [unknown, string, RegExp][] = [
    [without_parts, "/body/parts", /^is required$/],
    [{ ...order, parts: "p" }, "/body/parts", /^must be a list, but the text "p" came$/],
    [{ ...order, parts: ["p"] }, "/body/parts/0", /^must be an object, but the text "p" came$/],
    [{ ...order, parts: [{ uuid: 5 }] }, "/body/parts/0/uuid", /^must be a text, but 5 came$/],
    [{ ...order, due_date: "2024-02-30" }, "/body/due_date", /a time that exists/],
    [{ ...order, due_date: null }, "/body/due_date", /must be a text, but null came/],
    [
      { ...order, flush: "true" },
      "/body/flush",
      /^must be true or false, but the text "true" came$/,
    ],
    [{ ...order, uuid: "x" }, "/body/uuid", /must be a uuid/],
    [{ ...order, part_order_number: "a\0b" }, "/body/part_order_number", /NUL/],
    [{ ...order, part_order_number: "\ud800" }, "/body/part_order_number", /half a character/],
    [[order], "/body", /must be an object, but a list of 1 came/],
    ["x", "/body", /must be an object, but the text "x" came/],
    [null, "/body", /must be an object, but null came/],
  ];
  for (const [body, pointer, detail] of cases) {
    const payload = JSON.stringify(body);
    const answer = await app.inject({
      method: "POST",
      url: "/v1/part_orders",
      headers: { authorization, "content-type": "application/json" },
      payload,
    });
    assert.equal(answer.statusCode, 400, payload);
    const { code, errors } = answer.json();
    assert.equal(code, "input_invalid", payload);
    assert.deepEqual(
      errors.map((error: { pointer: string }) => error.pointer),
      [pointer],
      payload,
    );
    assert.match(errors[0].detail, detail, payload);
  }
  assert.equal(seen.length, 0);
});

test("checks a label whatever its name is", async (t) => {
  const { app, authorization } = await startEchoing(t);
  for (const name of ["x", "", "a\nb", "\u2028", "__proto__", "constructor"]) {
    const answer = await app.inject({
      method: "PATCH",
      url: "/v1/print_orders/1",
      headers: { authorization, "content-type": "application/json" },
      payload: `{"print_order_tags":{${JSON.stringify(name)}:1}}`,
    });
    assert.equal(answer.statusCode, 400, name);
    assert.match(answer.json().detail, /must be a text, but 1 came/, name);
  }
});

test("of a choice between bodies, tells the faults of the one that was meant", async (t) => {
  const { app, authorization } = await startEchoing(t);
  const cases: [unknown, string[]][] = [
    [
      { action_type: "PrinterQueueMoveRequest", print_uuids: ["a"], index: -2 },
      ["/body/printer_serial", "/body/index"],
    ],
    [{ action_type: "PrinterQueueDeleteRequest", print_uuids: "a" }, ["/body/print_uuids"]],
    [{ action_type: "Sort", print_uuids: ["a"] }, ["/body/action_type"]],
    [7, ["/body"]],
  ];
  for (const [payload, pointers] of cases) {
    const answer = await app.inject({
      method: "PATCH",
      url: "/v1/printers/queues",
      headers: { authorization, "content-type": "application/json" },
      payload: JSON.stringify(payload),
    });
    assert.equal(answer.statusCode, 400);
    const got = answer.json().errors.map((error: { pointer: string }) => error.pointer);
    assert.deepEqual(got.sort(), pointers.sort(), JSON.stringify(answer.json().errors));
  }
});

test("refuses bodies that are broken, missing, too large or of another kind", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const json = "application/json";
  const deep = "[".repeat(50_000) + "]".repeat(50_000);
  const cases: [string, string | Buffer, number, string, RegExp][] = [
    [json, '{"part_number": }', 400, "body_invalid", /Unexpected token '}'/],
    [json, '{"part_number": "x"', 400, "body_invalid", /position 19/],
    [json, "", 400, "body_invalid", /needs a JSON body/],
    [json, "undefined", 400, "body_invalid", /not valid JSON/],
    [json, Buffer.from([0x22, 0xff, 0x22]), 400, "body_invalid", /UTF-8/],
    [json, deep, 400, "input_invalid", /must be an object/],
    [json, `"${"x".repeat(2 ** 20)}"`, 413, "body_too_large", /./],
    ["application/json; charset=utf-16", "{}", 415, "media_type_unsupported", /UTF-8/],
    [
      "application/x-www-form-urlencoded",
      "a=1",
      415,
      "media_type_unsupported",
      /application\/json/,
    ],
    ["text/plain", "{}", 415, "media_type_unsupported", /application\/json/],
    ["multipart/form-data; boundary=x", "--x--", 415, "media_type_unsupported", /./],
    ["nonsense", "{}", 415, "media_type_unsupported", /./],
  ];
  for (const [type, payload, status, code, detail] of cases) {
    const headers = { authorization, "content-type": type };
    const answer = await app.inject({ method: "POST", url: "/v1/parts", headers, payload });
    const name = `${type} ${payload.slice(0, 20)}`;
    assert.equal(answer.statusCode, status, name);
    assert.equal(answer.json().code, code, name);
    assert.match(answer.json().detail, detail, name);
  }
  const payload = '{"part_number": "x", "model_uuid": "y"}';
  for (const type of ["application/json; charset=UTF-8", "application/merge-patch+json"]) {
    const headers = { authorization, "content-type": type };
    const answer = await app.inject({ method: "POST", url: "/v1/parts", headers, payload });
    assert.equal(answer.statusCode, 200, type);
  }
  assert.equal(seen.length, 2);
});

test("hands files over as bytes, with latin-1 headers", async (t) => {
  const { app, authorization, seen } = await startEchoing(t);
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  const bytes = new Uint8Array(2_000_000).fill(7);
  const octets = { "content-type": "application/octet-stream" };
  const upload = async (headers: Record<string, string>, body: Uint8Array<ArrayBuffer>) => {
    const sent = { method: "POST", headers: { authorization, ...headers }, body };
    const answer = await fetch(`${address}/v1/models`, sent);
    return { status: answer.status, body: await answer.json() };
  };
  const whole = await upload({ ...octets, filename: "é.stl", "external-id": "7" }, bytes);
  assert.equal(whole.status, 200);
  assert.deepEqual(seen[0].headers, { filename: "é.stl", "external-id": "7" });
  assert.ok(seen[0].body instanceof Uint8Array);
  assert.deepEqual(new Uint8Array(seen[0].body), bytes);
  await upload({ ...octets, filename: "empty.stl" }, new Uint8Array());
  assert.deepEqual(new Uint8Array(seen[1].body as Uint8Array), new Uint8Array());

  const nameless = await upload(octets, bytes);
  const errors = [{ pointer: "/headers/filename", detail: "is required" }];
  assert.deepEqual(nameless.body.errors, errors);
  const form = { "content-type": "application/x-www-form-urlencoded", filename: "a" };
  assert.equal((await upload(form, bytes)).status, 415);
});

test("takes no more bytes than the settings allow, whatever the contract does", async (t) => {
  const limits = { body_bytes_max: 100, upload_bytes_max: 200 };
  const { app, authorization } = await startTestHttp(t, [], { limits });
  const post = (url: string, type: string, size_bytes: number) => {
    const headers = { authorization, "content-type": type, filename: "a.stl" };
    return app.inject({ method: "POST", url, headers, payload: Buffer.alloc(size_bytes, " ") });
  };
  const octets = "application/octet-stream";
  assert.equal((await post("/v1/parts", "application/json", 100)).statusCode, 501);
  assert.equal((await post("/v1/parts", "application/json", 101)).statusCode, 413);
  assert.equal((await post("/v1/models", octets, 200)).statusCode, 501);
  assert.equal((await post("/v1/models", octets, 201)).statusCode, 413);
});

test("answers a problem that the contract does not name, and a bug, with a bare 500", async (t) => {
  const { app, authorization, log } = await startTestHttp(t, [
    route(operations.getPart, async () => {
      throw new Problem("uuid_taken", "surprise");
    }),
    route(operations.getBuild, async () => {
      throw new Error("surprise");
    }),
  ]);
  for (const path of ["parts/1", "builds/1"]) {
    const answer = await app.inject({ url: `/v1/${path}`, headers: { authorization } });
    assert.equal(answer.statusCode, 500);
    assert.equal(answer.json().code, "internal");
    assert.ok(!answer.body.includes("surprise"));
    const line = log.find((text) => text.includes(answer.json().request_id));
    assert.match(line ?? "", /surprise/);
  }
});

test("sends downloads on to a signed address that needs no token and takes ranges", async (t) => {
  const offer = { file_key: "", filename: "Bogen 1.stl", media_type: "model/stl" };
  const started = await startTestHttp(t, [
    route(operations.downloadModel, async () => ({ redirect: started.links.download(offer) })),
  ]);
  const { app, authorization, clock } = started;
  const { file_key } = await started.files.put(new TextEncoder().encode("0123456789"));
  offer.file_key = file_key;
  const found = await app.inject({ url: "/v1/models/1/download", headers: { authorization } });
  assert.equal(found.statusCode, 302);
  const url = String(found.headers.location);
  assert.ok(url.startsWith("/files/"));

  for (const headers of [{}, { authorization }, { authorization: "Bearer nonsense" }]) {
    const whole = await app.inject({ url, headers });
    assert.equal(whole.statusCode, 200);
    assert.equal(whole.body, "0123456789");
    assert.equal(whole.headers["content-disposition"], 'attachment; filename="Bogen_1.stl"');
    assert.equal(whole.headers["content-length"], "10");
    assert.equal(whole.headers["content-type"], "model/stl");
    assert.equal(whole.headers["accept-ranges"], "bytes");
  }
  const part = await app.inject({ url, headers: { range: "bytes=2-4" } });
  assert.equal(part.statusCode, 206);
  assert.equal(part.body, "234");
  assert.equal(part.headers["content-range"], "bytes 2-4/10");
  assert.equal(part.headers["content-length"], "3");
  const beyond = await app.inject({ url, headers: { range: "bytes=10-" } });
  assert.equal(beyond.statusCode, 416);
  assert.equal(beyond.headers["content-range"], "bytes */10");
  const head = await app.inject({ method: "HEAD", url });
  assert.equal(head.headers["content-length"], "10");
  assert.equal(head.body, "");

  for (const other of [url.replace("Bogen", "bogen"), url.replace("stl&", "obj&"), `${url}x`]) {
    assert.equal((await app.inject(other)).statusCode, 404, other);
  }
  clock.advance(5 * 60_000);
  const late = await app.inject(url);
  assert.equal(late.statusCode, 404);
  assert.equal(late.json().code, "not_found");
});

test("serves an empty file whole", async (t) => {
  const { app, files, links } = await startTestHttp(t, []);
  const { file_key } = await files.put(new Uint8Array());
  const url = links.download({ file_key, filename: "empty.txt", media_type: "text/plain" });
  const answer = await app.inject(url);
  assert.equal(answer.statusCode, 200);
  assert.equal(answer.headers["content-length"], "0");
});

test("serves its documents, pages and figures to anyone", async (t) => {
  const { app } = await startTestHttp(t, []);
  const kinds: [string, RegExp][] = [
    ["/v1/openapi.json", /^application\/json/],
    ["/manage/v1/openapi.json", /^application\/json/],
    ["/v1/api.yaml", /^application\/yaml/],
    ["/v1/api-docs/", /^text\/html/],
    ["/v1/api-docs/start.js", /^text\/javascript/],
    ["/v1/api-docs/swagger-ui-bundle.js", /^text\/javascript/],
    ["/v1/api-docs/swagger-ui.css", /^text\/css/],
    ["/v1/api-docs/problems", /^text\/html/],
    ["/token_generator", /^text\/html/],
    ["/v1/token_generator", /^text\/html/],
    ["/healthz", /^application\/json/],
    ["/readyz", /^application\/json/],
    ["/metrics", /^text\/plain/],
  ];
  for (const [url, type] of kinds) {
    const answer = await app.inject(url);
    assert.equal(answer.statusCode, 200, url);
    assert.match(String(answer.headers["content-type"]), type, url);
    if (!String(type).includes("html")) continue;
    const policy = String(answer.headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'/);
    assert.ok(!/script-src[^;]*unsafe/.test(policy), url);
    assert.ok(!/(src|href)="https?:/.test(answer.body), `${url} needs no network`);
  }
  assert.equal((await app.inject("/v1/openapi.json")).json().openapi, "3.0.3");
  const metrics = (await app.inject("/metrics")).body;
  assert.match(
    metrics,
    /vatline_request_duration_seconds_count\{operation="other",status="200"\} \d+/,
  );
});

test("says that it is not ready when the database is gone", async (t) => {
  const { files } = await startTestHttp(t, []);
  const db = await openDb({ sqlite: ":memory:" });
  await db.close();
  const deps = { clock: manualClock(), db, files, log: createLog({ level: "silent" }) };
  const { app } = await startTestHttp(t, [], { deps });
  const answer = await app.inject("/readyz");
  assert.equal(answer.statusCode, 503);
  assert.deepEqual(answer.json(), { status: "failing", database: "failing", files: "ok" });
  assert.equal((await app.inject("/healthz")).statusCode, 200);
});
