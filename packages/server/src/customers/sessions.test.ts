import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { manageOperations, Problem } from "@vatline/api";
import { hashPassword } from "../platform/auth/password.ts";
import { readConfig } from "../platform/config.ts";
import type { Db } from "../platform/db/db.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { checkSorts } from "../testing/lists.ts";
import { manualClock } from "../testing/manual-clock.ts";
import { createTestOwner } from "../testing/people.ts";
import { type RequestOptions, startTestServer } from "../testing/server.ts";
import { aPerson, aSession, logIn, PASSWORD, personOf } from "../testing/sessions.ts";
import { beginSession } from "./begin-session.ts";
import { checkSession } from "./check-session.ts";

const HOUR_MS = 3_600_000;
const CLIENT = { address: "192.0.2.1", user_agent: "test" };

/** A session of somebody, asked by cookie, on a clock that a test moves. */
async function aSessionByClock(db: Db, base_url = "http://localhost") {
  const clock = manualClock();
  const { customer_uuid, user_uuid } = await createTestOwner(db);
  const config = { ...readConfig({}), base_url };
  const ids = { next: randomUUID, forJob: () => ids };
  const user = { customer_uuid, uuid: user_uuid };
  const begin = () => db.transaction((tx) => beginSession(tx, { clock, ids }, user, CLIENT));
  const begun = await begin();
  const seen = (at: string) =>
    db.transaction((tx) => tx.updateTable("sessions").set({ seen_at: at }).execute());
  const ask = async (secret = begun.secret) => {
    try {
      await checkSession({ db, clock, config }, { secret, csrf: null }, () => {});
      return "ok";
    } catch (error) {
      if (error instanceof Problem) return error.code;
      throw error;
    }
  };
  return { clock, user, begin, begun, ask, seen };
}

forEachDatabase("sessions", (database) => {
  const open = () => startTestServer(database);

  test("logging in sets a cookie that scripts and other sites cannot use, and tells who it is", async () => {
    const shop = await open();
    const { user } = await aPerson(shop, { role: "OPERATOR", email: "Ada@Example.org" });
    const answer = await logIn(shop, "ADA@example.ORG", PASSWORD);
    const cookie = String(answer.headers.get("set-cookie"));
    assert.match(
      cookie,
      /^vatline_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=604800$/,
    );
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const person = personOf(shop, answer, PASSWORD);
    const who = await person.request("GET", "/manage/v1/session");
    assert.deepEqual(who.body, answer.body);
    assert.deepEqual(who.body.user, user);
    assert.equal(user.email, "ada@example.org");
    assert.equal((who.body.customer as { name: string }).name, "Sandbox");
    const by_token = await shop.request("GET", "/manage/v1/session");
    assert.deepEqual([by_token.body.session_uuid, by_token.body.csrf_token], [null, null]);
  });

  test("a wrong address and a wrong password are one answer", async () => {
    const shop = await open();
    const { user } = await aPerson(shop);
    const said = [];
    for (const [email, password] of [
      [user.email, "not the password"],
      ["nobody@example.org", PASSWORD],
      [shop.furnished.email, ""],
    ]) {
      const { status, body, headers } = await logIn(shop, email, password);
      assert.equal(headers.get("set-cookie"), null);
      said.push([status, body.code, body.detail]);
    }
    assert.deepEqual(said, Array(3).fill(said[0]));
    assert.deepEqual(said[0].slice(0, 2), [401, "login_refused"]);
  });

  test("after ten wrong passwords an account is left alone, even with the right one; others are not", async () => {
    const shop = await open();
    const [one, other] = [await aPerson(shop), await aPerson(shop)];
    for (let guess = 0; guess < 9; guess++) await logIn(shop, one.user.email, "wrong wrong");
    assert.equal((await logIn(shop, one.user.email, PASSWORD)).status, 200, "ten are allowed");
    const statuses = [];
    for (let guess = 0; guess < 11; guess++) {
      statuses.push((await logIn(shop, one.user.email.toUpperCase(), "wrong wrong")).status);
    }
    assert.deepEqual(statuses, [...Array(10).fill(401), 429]);
    const refused = await logIn(shop, one.user.email, PASSWORD);
    assert.deepEqual([refused.status, refused.body.code], [429, "too_many_requests"]);
    const wait_s = Number(refused.headers.get("retry-after"));
    assert.ok(wait_s > 0 && wait_s <= 900, String(wait_s));
    assert.equal((await one.request("GET", "/manage/v1/session")).status, 200, "sessions go on");
    assert.equal((await logIn(shop, other.user.email, PASSWORD)).status, 200);
  });

  test("what changes something needs the session's own CSRF token, and no foreign origin", async () => {
    const shop = await open();
    const person = await aPerson(shop);
    const [other, stranger] = [await aSession(shop, person), await aPerson(shop)];
    const rename = async (headers: Record<string, string>, options: RequestOptions = {}) => {
      const body = { name: "Shop" };
      const { cookie } = person;
      const all = { token: null, ...options, body, headers: { cookie, ...headers } };
      const answer = await shop.request("PATCH", "/manage/v1/customer", all);
      return answer.body.code ?? answer.status;
    };
    const own = { "x-csrf-token": person.csrf_token };
    const { host } = new URL(shop.url);
    assert.equal(await rename({}), "csrf_token_invalid");
    assert.equal(await rename({ "x-csrf-token": "" }), "csrf_token_invalid");
    assert.equal(await rename({ "x-csrf-token": `${person.csrf_token}x` }), "csrf_token_invalid");
    assert.equal(await rename({ "x-csrf-token": other.csrf_token }), "csrf_token_invalid");
    assert.equal(await rename({ "x-csrf-token": stranger.csrf_token }), "csrf_token_invalid");
    assert.equal(await rename(own), 200);
    assert.equal(await rename({ ...own, origin: shop.url }), 200);
    assert.equal(await rename({ ...own, origin: `http://${host}` }), 200);
    for (const origin of ["https://evil.example", `${shop.url}.evil.example`, "null", ""]) {
      assert.equal(await rename({ ...own, origin }), "origin_foreign", origin);
    }
    assert.equal(await rename({ origin: "https://evil.example" }, { token: shop.token }), 200);
    const { status } = await shop.request("GET", "/manage/v1/session", {
      token: null,
      headers: { cookie: person.cookie },
    });
    assert.equal(status, 200, "looking needs none");
  });

  test("nobody is logged in from another site", async () => {
    const shop = await open();
    const { user } = await aPerson(shop);
    const { status, body, headers } = await shop.request("POST", "/manage/v1/sessions", {
      token: null,
      body: { email: user.email, password: PASSWORD },
      headers: { origin: "https://evil.example" },
    });
    assert.deepEqual([status, body.code], [403, "origin_foreign"]);
    assert.equal(headers.get("set-cookie"), null);
  });

  test("cookies open /manage and /sandbox, not /v1", async () => {
    const shop = await open();
    const { request } = await aPerson(shop, { role: "VIEWER" });
    assert.equal((await request("GET", "/manage/v1/customer")).status, 200);
    assert.equal((await request("GET", "/sandbox/v1/clock")).status, 200);
    const { status, body } = await request("GET", "/v1/applications");
    assert.deepEqual([status, body.code], [401, "token_missing"]);
  });

  test("a log-in draws a session of its own, whatever cookie it came with", async () => {
    const shop = await open();
    const { user } = await aPerson(shop);
    const planted = "A".repeat(43);
    const cookie = `vatline_session=${planted}`;
    const body = { email: user.email, password: PASSWORD };
    const answer = await shop.request("POST", "/manage/v1/sessions", {
      token: null,
      body,
      headers: { cookie },
    });
    assert.equal(answer.status, 200);
    assert.ok(!String(answer.headers.get("set-cookie")).includes(planted));
    const after = await shop.request("GET", "/manage/v1/session", {
      token: null,
      headers: { cookie },
    });
    assert.deepEqual([after.status, after.body.code], [401, "session_ended"]);
    assert.match(String(after.headers.get("set-cookie")), /^vatline_session=; .*Max-Age=0/);
  });

  test("logging out ends the session, and one ends others of one's own only", async () => {
    const shop = await open();
    const [person, stranger] = [await aPerson(shop), await aPerson(shop)];
    const other = await aSession(shop, person);
    const { body } = await person.request("GET", "/manage/v1/sessions");
    const rows = body.sessions as { uuid: string; current: boolean }[];
    assert.deepEqual(rows.map(({ current }) => current).sort(), [false, true]);
    const second = rows.find(({ current }) => !current)?.uuid;
    const path = `/manage/v1/sessions/${second}`;
    assert.equal((await stranger.request("DELETE", path)).status, 404);
    assert.equal((await other.request("GET", "/manage/v1/session")).status, 200);
    assert.equal((await person.request("DELETE", path)).status, 204);
    assert.equal((await other.request("GET", "/manage/v1/session")).status, 401);
    assert.equal((await person.request("DELETE", path)).status, 404);
    const out = await person.request("DELETE", "/manage/v1/session");
    assert.match(String(out.headers.get("set-cookie")), /Max-Age=0/);
    assert.equal((await person.request("GET", "/manage/v1/session")).status, 401);
  });

  test("of more than ten sessions those unused for longest end", async () => {
    const shop = await open();
    const first = await aPerson(shop);
    const later = [];
    for (let count = 0; count < 10; count++) later.push(await aSession(shop, first));
    assert.equal((await first.request("GET", "/manage/v1/session")).status, 401);
    for (const { request } of later) {
      assert.equal((await request("GET", "/manage/v1/session")).status, 200);
    }
    const list = {
      operation: manageOperations.getSessions,
      base: "/manage/v1",
      rows: "sessions",
    };
    const eyes = { ...shop, request: later[0].request };
    await checkSorts(eyes, list, (field, row) => String(row[field]));
    const [{ uuid }] = (await later[0].request("GET", "/manage/v1/sessions?limit=1")).body
      .sessions as { uuid: string }[];
    const named = await later[0].request("GET", `/manage/v1/sessions?uuid=${uuid}`);
    assert.equal(named.body.total_count, 1);
    const none = await later[0].request("GET", `/manage/v1/sessions?uuid=${randomUUID()}`);
    assert.equal(none.body.total_count, 0);
  });

  test("a new password ends every session, and renews the present one", async () => {
    const shop = await open();
    const person = await aPerson(shop);
    const other = await aSession(shop, person);
    const ask = (password: string, new_password: string) =>
      person.request("POST", "/manage/v1/session/password", { body: { password, new_password } });
    const next = "staple of the horses";
    assert.equal((await ask("wrong", next)).body.code, "password_wrong");
    assert.equal((await ask(PASSWORD, "short")).body.code, "input_invalid");
    assert.equal((await ask(PASSWORD, "aaaaaaaaaaaaaaaa")).body.code, "input_invalid");
    const changed = await ask(PASSWORD, next);
    assert.equal(changed.status, 200);
    const renewed = personOf(shop, changed, next);
    assert.equal((await renewed.request("GET", "/manage/v1/session")).status, 200);
    for (const { request } of [person, other]) {
      assert.equal((await request("GET", "/manage/v1/session")).body.code, "session_ended");
    }
    assert.equal((await logIn(shop, person.user.email, PASSWORD)).status, 401);
    assert.equal((await logIn(shop, person.user.email, next)).status, 200);
  });

  test("end twelve hours after they were last used, and seven days after they began", async () => {
    const { clock, ask, seen } = await aSessionByClock(await database());
    clock.advance(12 * HOUR_MS - 1);
    assert.equal(await ask(), "ok");
    clock.advance(1);
    assert.equal(await ask(), "session_ended");
    const used = async (hours: number) => {
      clock.advance(hours * HOUR_MS);
      await seen(clock.now());
    };
    await used(0);
    assert.equal(await ask(), "ok");
    await used(7 * 24 - 12 - 1);
    assert.equal(await ask(), "ok");
    await used(1);
    assert.equal(await ask(), "session_ended");
  });

  test("a session opens nothing while its user is not active, however that came about", async () => {
    const db = await database();
    const { ask } = await aSessionByClock(db);
    for (const [status, expected] of [
      ["disabled", "session_ended"],
      ["removed", "session_ended"],
      ["active", "ok"],
    ] as const) {
      await db.transaction((tx) => tx.updateTable("users").set({ status }).execute());
      assert.equal(await ask(), expected, status);
    }
  });

  test("only the hash of the secret is kept, and nothing but the secret opens", async () => {
    const db = await database();
    const { begun, ask } = await aSessionByClock(db);
    const rows = await db.read.selectFrom("sessions").selectAll().execute();
    const events = await db.read.selectFrom("events").selectAll().execute();
    const kept = JSON.stringify([rows, events]);
    assert.ok(!kept.includes(begun.secret));
    assert.ok(!kept.includes(String(begun.who.session?.csrf_token)));
    assert.equal(await ask(rows[0].secret_hash), "session_ended");
    assert.equal(await ask(""), "session_ended");
    assert.equal(await ask(begun.secret), "ok");
  });

  test("the use is noted to the minute, in the background", async () => {
    const shop = await open();
    const { request } = await aPerson(shop);
    const long_ago = new Date(Date.now() - HOUR_MS).toISOString();
    const { db } = shop.server.deps;
    await db.transaction((tx) => tx.updateTable("sessions").set({ seen_at: long_ago }).execute());
    await request("GET", "/manage/v1/session");
    const seen = async () =>
      (await db.read.selectFrom("sessions").select("seen_at").executeTakeFirstOrThrow()).seen_at;
    while ((await seen()) === long_ago) await request("GET", "/manage/v1/session");
    assert.match(await seen(), /:00\.000Z$/);
  });
});

test("the hash of a password is another one each time", async () => {
  assert.notEqual(await hashPassword(PASSWORD), await hashPassword(PASSWORD));
});
