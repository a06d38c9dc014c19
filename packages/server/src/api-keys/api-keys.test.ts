import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { test } from "node:test";
import { manageOperations, mintToken, type NewApiKey } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { walkList } from "../testing/lists.ts";
import { testKeyPair } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPerson, type Person } from "../testing/sessions.ts";

const PATH = "/manage/v1/api_keys";
const DAY_MS = 86_400_000;

type Asker = Pick<Person, "request">;

/** A key of which the test has the private half, without the time it takes to make one. */
async function aKey(by: Asker, options: { name?: string; expires_at?: string } = {}) {
  const { public_key, client_secret } = await testKeyPair(1);
  const body = { name: "import", ...options, public_key };
  const answer = await by.request("POST", PATH, { body });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  const key = answer.body as unknown as NewApiKey;
  const token = await mintToken({ client_id: key.client_id, client_secret }, { expires_in_s: 600 });
  return { ...key, token };
}

/** What a token is told by an operation of each table. */
async function askWith(shop: TestServer, token: string) {
  const codes = [];
  for (const path of ["/v1/applications", "/manage/v1/customer", "/sandbox/v1/clock"]) {
    const { status, body } = await shop.request("GET", path, { token });
    codes.push(body.code ?? status);
  }
  assert.deepEqual(codes, Array(3).fill(codes[0]));
  return codes[0];
}

/** Moves the real times of a key into the past. */
async function endNow(shop: TestServer, client_id: string) {
  const expires_at = new Date(Date.now() - 1).toISOString();
  await shop.server.deps.db.transaction((tx) =>
    tx.updateTable("api_keys").set({ expires_at }).where("client_id", "=", client_id).execute(),
  );
}

forEachDatabase("API keys", (database) => {
  const open = () => startTestServer(database);

  test("a key made here signs tokens that are taken, and its secret is told once", async () => {
    const shop = await open();
    const { request, user } = await aPerson(shop);
    const { body, headers } = await request("POST", PATH, {
      body: { name: "MES", key_bits: 3072 },
    });
    assert.equal(headers.get("cache-control"), "no-store");
    const { client_secret, ...key } = body as unknown as NewApiKey;
    assert.match(String(client_secret), /^-----BEGIN PRIVATE KEY-----/);
    assert.deepEqual(
      [key.name, key.status, key.user_uuid, key.user_name, key.key_bits, key.expires_at],
      ["MES", "working", user.uuid, "Grace", 3072, null],
    );
    assert.match(key.fingerprint, /^SHA256:[\w+/]{43}=$/);
    const secrets = { client_id: key.client_id, client_secret: String(client_secret) };
    assert.equal(await askWith(shop, await mintToken(secrets, { expires_in_s: 60 })), 200);
    const seen = await shop.request("GET", `${PATH}/${key.client_id}`);
    assert.deepEqual({ ...seen.body, last_used_at: null }, key);
  });

  test("the caller's own public key is taken; weak ones, odd ones and private ones are refused", async () => {
    const shop = await open();
    const { token, client_secret } = await aKey(shop);
    assert.equal(client_secret, undefined);
    assert.equal(await askWith(shop, token), 200);
    const pem = (key: KeyObject, type: "spki" | "pkcs1" = "spki") =>
      key.export({ type, format: "pem" }).toString();
    const rsa = (modulusLength: number, publicExponent = 65_537) =>
      generateKeyPairSync("rsa", { modulusLength, publicExponent });
    const good = rsa(2048);
    const refused = {
      "RSA-512": pem(rsa(512).publicKey),
      "RSA-1024": pem(rsa(1024).publicKey),
      "RSA-2040": pem(rsa(2040).publicKey),
      "exponent 3": pem(rsa(2048, 3).publicKey),
      EC: pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey),
      PSS: pem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey),
      private: good.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      "private, PKCS#1": good.privateKey.export({ type: "pkcs1", format: "pem" }).toString(),
      empty: "",
      text: "ssh-rsa AAAA",
      truncated: pem(good.publicKey).slice(0, 200),
      long: pem(good.publicKey).padEnd(5000),
    };
    for (const [name, public_key] of Object.entries(refused)) {
      const { body } = await shop.request("POST", PATH, { body: { name, public_key } });
      assert.equal(body.code, "input_invalid", name);
      assert.ok(!JSON.stringify(body).includes("BEGIN PRIVATE"), "the refusal repeats no key");
    }
    const body = { name: "PKCS#1", public_key: pem(good.publicKey, "pkcs1") };
    assert.equal((await shop.request("POST", PATH, { body })).status, 200);
  });

  test("a revoked key, a demoted, a disabled and a removed owner are refused at the next request [admin-demotion]", async () => {
    const shop = await open();
    const change = (uuid: string, body: object) =>
      shop.request("PATCH", `/manage/v1/users/${uuid}`, { body });
    const owner = await aPerson(shop);
    const { token } = await aKey(owner);
    assert.equal(await askWith(shop, token), 200);
    await change(owner.user.uuid, { role: "OPERATOR" });
    assert.equal(await askWith(shop, token), "role_not_admin");
    await change(owner.user.uuid, { role: "ADMIN" });
    assert.equal(await askWith(shop, token), 200);
    await change(owner.user.uuid, { status: "disabled" });
    assert.equal(await askWith(shop, token), "role_not_admin");
    await change(owner.user.uuid, { status: "active" });
    const revoked = await aKey(shop);
    await shop.request("DELETE", `${PATH}/${revoked.client_id}`);
    assert.equal(await askWith(shop, revoked.token), "key_revoked");
    assert.equal(await askWith(shop, token), 200, "other keys go on");
    await shop.request("DELETE", `/manage/v1/users/${owner.user.uuid}`);
    assert.equal(await askWith(shop, token), "role_not_admin");
  });

  test("a key ends when it was to; the end can be moved until then", async () => {
    const shop = await open();
    const in_a_day = new Date(Date.now() + DAY_MS).toISOString();
    const { client_id, token, expires_at } = await aKey(shop, { expires_at: in_a_day });
    assert.equal(expires_at, in_a_day);
    const path = `${PATH}/${client_id}`;
    const moved = await shop.request("PATCH", path, { body: { expires_at: "2200-01-01" } });
    assert.equal(moved.body.expires_at, "2200-01-01T00:00:00.000Z");
    const open_end = await shop.request("PATCH", path, { body: { expires_at: null, name: "x" } });
    assert.deepEqual([open_end.body.expires_at, open_end.body.name], [null, "x"]);
    for (const past of ["2001-01-01", new Date().toISOString(), "soon", ""]) {
      const { body } = await shop.request("PATCH", path, { body: { expires_at: past } });
      assert.equal(body.code, "input_invalid", past);
      const [{ pointer }] = body.errors as { pointer: string }[];
      assert.equal(pointer, "/body/expires_at");
    }
    await endNow(shop, client_id);
    assert.equal(await askWith(shop, token), "key_revoked");
    const late = await shop.request("PATCH", path, { body: { expires_at: null } });
    assert.equal(late.body.code, "api_key_ended");
    assert.equal((await shop.request("GET", path)).body.status, "expired");
  });

  test("rotating makes a key of the same owner; both work until the overlap is over", async () => {
    const shop = await open();
    const owner = await aPerson(shop);
    const in_30_days = new Date(Date.now() + 30 * DAY_MS).toISOString();
    const old = await aKey(owner, { expires_at: in_30_days, name: "MES" });
    const { public_key, client_secret } = await testKeyPair(0);
    const rotate = (id: string, body: object) =>
      shop.request("POST", `${PATH}/${id}/rotate`, { body });
    const { body } = await rotate(old.client_id, { overlap_s: 3600, public_key });
    const made = body as unknown as NewApiKey;
    assert.deepEqual([made.name, made.user_uuid], ["MES", owner.user.uuid]);
    const life_ms = Date.parse(String(made.expires_at)) - Date.parse(made.created_at);
    assert.ok(Math.abs(life_ms - 30 * DAY_MS) < 60_000, "as long a life as the old one's");
    const next = { client_id: made.client_id, client_secret };
    assert.equal(await askWith(shop, await mintToken(next, { expires_in_s: 60 })), 200);
    assert.equal(await askWith(shop, old.token), 200);
    const { body: ending } = await shop.request("GET", `${PATH}/${old.client_id}`);
    const left_ms = Date.parse(String(ending.expires_at)) - Date.now();
    assert.ok(left_ms > 3_500_000 && left_ms <= 3_600_000, String(left_ms));
    // A longer overlap does not make the old key live longer.
    await rotate(old.client_id, { overlap_s: 2_592_000, public_key });
    const { body: same } = await shop.request("GET", `${PATH}/${old.client_id}`);
    assert.equal(same.expires_at, ending.expires_at);
    const { body: last } = await rotate(made.client_id, { overlap_s: 0 });
    assert.match(String(last.client_secret), /^-----BEGIN PRIVATE KEY-----/);
    assert.equal((await rotate(made.client_id, {})).body.code, "api_key_ended");
    assert.equal((await rotate(old.client_id, { overlap_s: -1 })).body.code, "input_invalid");
  });

  test("the last use is told to the minute", async () => {
    const shop = await open();
    const { client_id, token } = await aKey(shop);
    const path = `${PATH}/${client_id}`;
    assert.equal((await shop.request("GET", path)).body.last_used_at, null);
    const before = new Date(Date.now() - 60_000).toISOString();
    let last: unknown = null;
    while (last === null) {
      await shop.request("GET", "/v1/applications", { token });
      last = (await shop.request("GET", path)).body.last_used_at;
    }
    assert.match(String(last), /:00\.000Z$/);
    assert.ok(String(last) > before);
  });

  test("lists filter and sort, ties by client_id; the history tells what was done", async () => {
    const shop = await open();
    const other = await aPerson(shop);
    const [one, two] = [await aKey(other, { name: "a" }), await aKey(shop, { name: "a" })];
    await aKey(shop, { name: "b", expires_at: "2200-01-01" });
    await shop.request("DELETE", `${PATH}/${two.client_id}`);
    const find = async (query: string) => {
      const { body } = await shop.request("GET", `${PATH}?${query}`);
      const keys = body.api_keys as { client_id: string }[];
      return keys?.map(({ client_id }) => client_id).sort() ?? body.code;
    };
    assert.deepEqual(await find(`user_uuid=${other.user.uuid}`), [one.client_id]);
    assert.deepEqual(await find("status=revoked"), [two.client_id]);
    assert.deepEqual(await find("status=expired"), []);
    assert.equal((await find("status=working")).length, 3);
    assert.deepEqual(await find(`client_id=${one.client_id}`), [one.client_id]);
    assert.deepEqual(await find("client_id=x&user_uuid=x"), []);
    assert.equal(await find("status=lost"), "input_invalid");
    const { operation, base, rows } = {
      operation: manageOperations.getApiKeys,
      base: "/manage/v1",
      rows: "api_keys",
    };
    for (const field of operation.sortable) {
      const keys = async (query: string, limit: number) =>
        (await walkList(shop, { operation, base, rows }, query, limit)).map((row) => row.client_id);
      const rising = await keys(`sort=${field}`, 2);
      assert.equal(new Set(rising).size, 4, field);
      assert.deepEqual(rising, await keys(`sort=${field}`, 100));
      const falling = await keys(`sort=${field},desc`, 1);
      const nulls_last = field === "last_used_at" || field === "expires_at";
      if (!nulls_last) assert.deepEqual(falling, rising.toReversed(), field);
      else assert.equal(falling[0], rising[0], `${field}: the only one that has it comes first`);
    }
    const { customer_uuid } = shop.furnished;
    const uuid = two.client_id;
    const filter = { customer_uuid, noun: "api_keys", uuid };
    const events = await readEvents(shop.server.deps.db.read, filter);
    assert.deepEqual(
      events.map(({ what }) => what),
      ["created", "revoked"],
    );
  });

  test("fields that are the server's change nothing where a caller sends them", async () => {
    const shop = await open();
    const { client_id } = await aKey(shop);
    const path = `${PATH}/${client_id}`;
    const { body: before } = await shop.request("GET", path);
    const { public_key } = await testKeyPair(0);
    const forged = {
      client_id: "mine",
      client_secret: "mine",
      user_uuid: "mine",
      customer_uuid: "mine",
      status: "revoked",
      fingerprint: "mine",
      public_key,
      created_at: "2001-01-01T00:00:00.000Z",
      revoked_at: "2001-01-01T00:00:00.000Z",
      last_used_at: "2001-01-01T00:00:00.000Z",
    };
    const changed = await shop.request("PATCH", path, { body: { ...forged, name: "new" } });
    assert.deepEqual(changed.body, { ...before, name: "new" });
    const { body: made } = await shop.request("POST", PATH, { body: { ...forged, name: "n" } });
    assert.notEqual(made.client_id, "mine");
    assert.equal(made.client_secret, undefined);
    assert.deepEqual(
      [made.user_uuid, made.status, made.revoked_at, made.last_used_at],
      [shop.furnished.user_uuid, "working", null, null],
    );
    assert.notEqual(made.created_at, forged.created_at);
  });
});
