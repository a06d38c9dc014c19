import assert from "node:assert/strict";
import { test } from "node:test";
import { onSqlite } from "../../testing/databases.ts";
import { startTestServer } from "../../testing/server.ts";

onSqlite("what is left of a limit", (database) => {
  test("is told on every answer that counts, refusals and unknown addresses too [rate-limit]", async () => {
    const shop = await startTestServer(database);
    const told = async (method: string, path: string, token?: string | null) => {
      const sent = new Headers(token ? { authorization: `Bearer ${token}` } : {});
      const { status, headers } = await fetch(shop.url + path, { method, headers: sent });
      const policy = headers.get("ratelimit-policy")?.split(";")[0] ?? null;
      return [status, policy, Number(headers.get("x-ratelimit-remaining"))];
    };
    const { token } = shop;
    const user = (status: number, spent: number) => [status, '"user"', 1_000_000 - spent];
    assert.deepEqual(await told("GET", "/v1/parts", token), user(200, 1));
    assert.deepEqual(await told("GET", "/v1/parts?limit=0", token), user(400, 2));
    assert.deepEqual(await told("GET", "/v1/nothing", token), user(404, 3));
    assert.deepEqual(await told("PUT", "/v1/parts", token), user(405, 4));
    assert.deepEqual(await told("GET", "/v1/parts/none", token), user(404, 5));
    assert.deepEqual(await told("GET", "/v1/parts", `${token}x`), [401, '"refused"', 599]);
    assert.deepEqual(await told("GET", "/manage/v1/users"), [401, '"refused"', 598]);
    // Nobody is known here, and nothing counted.
    assert.deepEqual(await told("GET", "/v1/nothing"), [404, null, 0]);
  });
});
