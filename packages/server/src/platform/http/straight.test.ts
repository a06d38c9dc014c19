/** What is answered straight is what the framework would answer. */
import assert from "node:assert/strict";
import { request as ask } from "node:http";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { operations, Problem } from "@vatline/api";
import { startTestHttp } from "../../testing/http.ts";
import { createTestOwner } from "../../testing/people.ts";
import { signToken } from "../../testing/tokens.ts";
import { route } from "./route.ts";

const PATH = "/v1/printers?limit=10";

type Answer = { status: number; headers: Record<string, unknown>; body: string };

/** Pages that tell who asked and how often they were made; counts what the framework saw. */
async function startReading(t: TestContext, requests_max = 1000) {
  const counts = { made: 0, framed: 0 };
  const routes = [
    route(operations.getPrinters, async ({ caller }) => {
      counts.made += 1;
      return { printers: [{ name: caller.customer_uuid, serial: String(counts.made) }] } as never;
    }),
    route(operations.getPartOrders, async ({ query, headers }) => ({ query, headers }) as never),
    route(operations.getPart, async ({ params }) => params as never),
    route(operations.getBuild, async ({ params: { uuid } }) => {
      if (uuid === "gone") throw new Problem("not_found", "There is no build gone.");
      if (uuid === "odd") throw new Problem("print_order_unknown" as never, "undeclared");
      if (uuid === "busy") throw new Problem("overloaded", "Too many.");
      throw new Error("our bug");
    }),
  ];
  const http = await startTestHttp(t, routes, { requests_max }, { remembered: true });
  const { app, db, clock, authorization } = http;
  app.addHook("onRequest", async () => {
    counts.framed += 1;
  });
  const { port } = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const get = (path: string, headers: Record<string, string> = { authorization }, method = "GET") =>
    new Promise<Answer>((resolve, reject) => {
      const asked = ask({ host: "127.0.0.1", port, path, headers, method }, async (response) => {
        let body = "";
        for await (const chunk of response.setEncoding("utf8")) body += chunk;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
      asked.on("error", reject).end();
    });
  return {
    ...http,
    counts,
    port: Number(port),
    tokenOf: (owner: { client_id: string; client_secret: string }) => {
      const claims = { iss: owner.client_id, exp: clock.realNowMs() / 1000 + 3600 };
      return `Bearer ${signToken({ claims, private_key: owner.client_secret })}`;
    },
    get,
    getPage: (token = authorization) => get(PATH, { authorization: token }),
    change: () =>
      db.transaction((tx) =>
        tx
          .insertInto("settings")
          .values({ name: `${counts.made}`, value: "" })
          .execute(),
      ),
    setKey: (values: { revoked_at?: string; expires_at?: string }) =>
      db.transaction((tx) => tx.updateTable("api_keys").set(values).execute()),
  };
}

/** All that does not differ from one request to the next. */
function lasting({ status, headers, body }: Answer): unknown {
  const passing =
    /^(x-request-id|date|ratelimit|x-ratelimit-(remaining|reset)|connection|keep-alive)$/;
  const kept = Object.entries(headers).filter(([name]) => !passing.test(name));
  const text = body.replace(/"(request_id|serial)":"[^"]*"/g, "");
  return { status, headers: kept.sort(), body: text };
}

/** Addresses that two routers, or two readers of a query, could take for different ones. */
const ADDRESSES = [
  "/v1/printers",
  "/v1/printers/",
  "//v1/printers",
  "/v1/Printers",
  "/v1/printers?limit=0&limit=x",
  "/v1/printers?nothing=1",
  "/v1/printers#here?limit=1",
  "/v1/printers;limit=1",
  "/v1/%70rinters",
  "/v1/part_orders?status=open&status=complete&sort=due_date,desc&limit=3",
  "/v1/part_orders?updated_before=2024-05-01T10:00:00%2B02:00&updated_after=2024-05-01+10:00",
  "/v1/part_orders?updated_before=2024-02-30",
  "/v1/part_orders?limit=1%00&uuid=%ff&cursor=%zz&packing_group=%F0%9F%98%80&part_order_number=",
  "/v1/part_orders?sort=s&sort=t&sort=a&sort=t&sort=u&sort=s",
  "/v1/part_orders?__proto__=1&constructor=2&=3&&uuid",
  "/v1/part_orders?cursor=&uuid=1&uuid=1",
  "/v1/parts/018f0000-0000-7000-8000-000000000000",
  "/v1/parts/018f0000%2D0000-7000-8000-000000000000",
  "/v1/parts/a%2Fb",
  "/v1/parts/a%00b",
  "/v1/parts/%zz",
  "/v1/parts/%E6%AD%AF",
  `/v1/parts/${"a".repeat(101)}`,
  "/v1/parts/a/b",
  "/v1/parts/?limit=1",
  "/v1/builds/gone",
  "/v1/builds/odd",
  "/v1/builds/busy?x=1",
  "/v1/builds/busy",
  "/v1/builds/bug",
  "/v1/prints",
  "/v1/nothing",
];

test("answers every address as the framework does, and to everybody", async (t) => {
  const { get, counts, authorization } = await startReading(t);
  const forged = `${authorization}A`;
  const everybody: Record<string, string>[] = [{ authorization }, {}, { authorization: forged }];
  let found = 0;
  for (const url of ADDRESSES) {
    for (const headers of everybody) {
      const own = await get(url, headers);
      const framed_before = counts.framed;
      const framed = await get(url, { ...headers, "content-type": "text/plain" });
      assert.deepEqual(lasting(own), lasting(framed), url);
      assert.equal(typeof own.headers["x-request-id"], "string");
      if (own.status !== 200) continue;
      assert.equal(counts.framed, framed_before + 1, "what names a type goes to the framework");
      found += 1;
    }
  }
  assert.ok(found >= 8, `${found} were answered with 200`);
});

test("reading does not pass the framework; it is counted, told of and measured all the same", async (t) => {
  const { get, getPage, app, counts, authorization } = await startReading(t);
  const [first, second] = [await getPage(), await get("/v1/builds/gone")];
  assert.equal(counts.framed, 0);
  const framed = await app.inject({ url: PATH, headers: { authorization } });
  assert.equal(counts.framed, 1);
  const left = [first.headers, second.headers, framed.headers].map(
    (headers) => headers["x-ratelimit-remaining"],
  );
  assert.deepEqual(left, ["999", "998", "997"]);
  assert.match(String(first.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  assert.equal(JSON.parse(second.body).request_id, second.headers["x-request-id"]);
  const { body } = await app.inject("/metrics");
  for (const count of ['getPrinters",status="200"} 2', 'getBuild",status="404"} 1']) {
    assert.ok(body.includes(`vatline_request_duration_seconds_count{operation="${count}`), count);
  }
});

test("an error of our own is logged with its cause and told without", async (t) => {
  const { get, log } = await startReading(t);
  const { status, body, headers } = await get("/v1/builds/bug");
  assert.deepEqual([status, JSON.parse(body).code], [500, "internal"]);
  const line = log.find((one) => one.includes("our bug"));
  assert.ok(line?.includes(String(headers["x-request-id"])), line);
});

test("a page asked for twice is remembered until a change, or the next second", async (t) => {
  const { getPage, change, clock } = await startReading(t);
  const serial = async () => /"serial":"(\d+)"/.exec((await getPage()).body)?.[1];
  assert.deepEqual([await serial(), await serial(), await serial()], ["1", "2", "2"]);
  await change();
  assert.deepEqual([await serial(), await serial(), await serial()], ["3", "4", "4"]);
  clock.advance(1000);
  assert.equal(await serial(), "5");
});

test("a key that is revoked or ends, and a token that expires, are refused at once", async (t) => {
  const { getPage, clock, setKey } = await startReading(t);
  await setKey({ expires_at: new Date(clock.realNowMs() + 500).toISOString() });
  for (let n = 0; n < 3; n += 1) assert.equal((await getPage()).status, 200);
  clock.advance(600);
  const ended = await getPage();
  assert.deepEqual([ended.status, JSON.parse(ended.body).code], [401, "key_revoked"]);

  const other = await startReading(t);
  for (let n = 0; n < 3; n += 1) assert.equal((await other.getPage()).status, 200);
  await other.setKey({ revoked_at: new Date(clock.realNowMs()).toISOString() });
  assert.equal((await other.getPage()).status, 401);

  const third = await startReading(t);
  for (let n = 0; n < 3; n += 1) assert.equal((await third.getPage()).status, 200);
  third.clock.advance(7200_000);
  assert.equal((await third.getPage()).status, 401);
});

test("counts every page, and refuses what is too many", async (t) => {
  const { getPage, counts } = await startReading(t, 3);
  const answers = [];
  for (let n = 0; n < 5; n += 1) answers.push(await getPage());
  assert.deepEqual(
    answers.map(({ status, headers }) => [status, headers["x-ratelimit-remaining"]]),
    [
      [200, "2"],
      [200, "1"],
      [200, "0"],
      [429, "0"],
      [429, "0"],
    ],
  );
  assert.match(String(answers[4].headers["retry-after"]), /^([1-9]|10)$/);
  assert.equal(counts.made, 2);
});

test("another customer is answered with its own page, and a stranger not at all", async (t) => {
  const { getPage, db, owner, tokenOf } = await startReading(t);
  const other = await createTestOwner(db, { key_index: 1 });
  for (let n = 0; n < 3; n += 1) {
    assert.ok((await getPage(tokenOf(other))).body.includes(other.customer_uuid));
    assert.ok((await getPage()).body.includes(owner.customer_uuid));
  }
  const forged = tokenOf({ client_id: owner.client_id, client_secret: other.client_secret });
  assert.equal((await getPage(forged)).status, 401);
  assert.equal((await getPage("")).status, 401);
});

test("leaves to the framework what is no plain GET", async (t) => {
  const { get, getPage, counts, authorization } = await startReading(t);
  const page = await getPage();
  assert.equal(counts.framed, 0);
  const head = await get(PATH, { authorization }, "HEAD");
  assert.deepEqual([head.status, head.body], [200, ""]);
  assert.equal(head.headers["content-length"], page.headers["content-length"]);
  await get(PATH, { authorization, "content-type": "text/plain" });
  assert.equal((await get(PATH, { authorization }, "PUT")).status, 405);
  assert.equal(counts.framed, 3);
});

test("answers requests sent in one go, in their order", async (t) => {
  const { authorization, port } = await startReading(t);
  const socket = connect(port, "127.0.0.1");
  t.after(() => socket.destroy());
  const request = (path: string, last = "") =>
    `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: ${authorization}\r\n${last}\r\n`;
  socket.write(request(PATH) + request("/v1/nothing") + request(PATH, "Connection: close\r\n"));
  let text = "";
  for await (const chunk of socket) text += chunk;
  assert.deepEqual(
    [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status),
    ["200", "404", "200"],
  );
});
