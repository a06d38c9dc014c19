import assert from "node:assert/strict";
import { test } from "node:test";
import { manageOperations, type User } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkSorts } from "../testing/lists.ts";
import { createTestOwner } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPerson, logIn, PASSWORD, personOf } from "../testing/sessions.ts";

const pathOf = (uuid: string) => `/manage/v1/users/${uuid}`;

async function change(shop: TestServer, uuid: string, body: object) {
  const answer = await shop.request("PATCH", pathOf(uuid), { body });
  return answer.body.code ?? answer.status;
}

async function readUser(shop: TestServer, uuid: string): Promise<User> {
  return (await shop.request("GET", pathOf(uuid))).body as unknown as User;
}

forEachDatabase("users", (database) => {
  const open = () => startTestServer(database);

  test("a change says what changed in the history, and nothing where nothing did", async () => {
    const shop = await open();
    const { user } = await aPerson(shop, { role: "VIEWER" });
    assert.equal(await change(shop, user.uuid, { name: "Grace H.", role: "OPERATOR" }), 200);
    assert.equal(await change(shop, user.uuid, { name: "Grace H.", status: "active" }), 200);
    assert.equal(await change(shop, user.uuid, {}), 200);
    const { name, role } = await readUser(shop, user.uuid);
    assert.deepEqual([name, role], ["Grace H.", "OPERATOR"]);
    const { customer_uuid } = shop.furnished;
    const { read } = shop.server.deps.db;
    const events = await readEvents(read, { customer_uuid, noun: "users", uuid: user.uuid });
    assert.deepEqual(
      events.map(({ what, details }) => [what, details]),
      [
        ["created", { email: user.email, name: "Grace", role: { from: null, to: "VIEWER" } }],
        [
          "updated",
          { name: { from: "Grace", to: "Grace H." }, role: { from: "VIEWER", to: "OPERATOR" } },
        ],
      ],
    );
  });

  test("role and status count from the next request on", async () => {
    const shop = await open();
    const { user, request } = await aPerson(shop, { role: "ADMIN" });
    const look = async () => {
      const { status, body } = await request("GET", "/manage/v1/users");
      return body.code ?? status;
    };
    assert.equal(await look(), 200);
    await change(shop, user.uuid, { role: "VIEWER" });
    assert.equal(await look(), "role_too_low");
    await change(shop, user.uuid, { role: "ADMIN" });
    assert.equal(await look(), 200);
    await change(shop, user.uuid, { status: "disabled" });
    assert.equal(await look(), "session_ended");
    assert.equal((await logIn(shop, user.email, PASSWORD)).body.code, "login_refused");
    await change(shop, user.uuid, { status: "active" });
    assert.equal(await look(), "session_ended", "what ended stays ended");
    assert.equal((await logIn(shop, user.email, PASSWORD)).status, 200);
  });

  test("a removed user can do nothing, stays in the history, and frees the address", async () => {
    const shop = await open();
    const { user, request } = await aPerson(shop);
    const reset = await shop.request("POST", `${pathOf(user.uuid)}/password_reset`);
    const removed = await shop.request("DELETE", pathOf(user.uuid));
    assert.deepEqual([removed.status, removed.body.status], [200, "removed"]);
    assert.equal((await shop.request("DELETE", pathOf(user.uuid))).status, 200, "again");
    assert.equal((await request("GET", "/manage/v1/session")).body.code, "session_ended");
    assert.equal((await logIn(shop, user.email, PASSWORD)).status, 401);
    const link = { token: reset.body.token, password: PASSWORD };
    const late = await shop.request("POST", "/manage/v1/invitations/accept", { body: link });
    assert.equal(late.body.code, "invitation_invalid");
    assert.equal((await readUser(shop, user.uuid)).name, "Grace");
    assert.equal(await change(shop, user.uuid, { status: "active" }), "user_removed");
    const again = await shop.request("POST", `${pathOf(user.uuid)}/password_reset`);
    assert.equal(again.body.code, "user_removed");
    const { user: successor } = await aPerson(shop, { email: user.email });
    assert.notEqual(successor.uuid, user.uuid);
  });

  test("the last active ADMIN cannot be demoted, disabled or removed", async () => {
    const shop = await open();
    const last = shop.furnished.user_uuid;
    const { user: disabled } = await aPerson(shop);
    await change(shop, disabled.uuid, { status: "disabled" });
    await aPerson(shop, { role: "OPERATOR" });
    // Of another customer, so of no help.
    await createTestOwner(shop.server.deps.db, { key_index: 1 });
    assert.equal(await change(shop, last, { role: "OPERATOR" }), "admin_needed");
    assert.equal(await change(shop, last, { status: "disabled" }), "admin_needed");
    assert.equal((await shop.request("DELETE", pathOf(last))).body.code, "admin_needed");
    assert.equal(await change(shop, last, { name: "Still here" }), 200);
    await change(shop, disabled.uuid, { status: "active" });
    assert.equal(await change(shop, last, { role: "OPERATOR" }), 200);
  });

  test("two ADMINs who demote each other at the same moment leave one", async () => {
    const shop = await open();
    const [one, other] = [await aPerson(shop), await aPerson(shop)];
    await one.request("DELETE", pathOf(shop.furnished.user_uuid));
    const body = { role: "VIEWER" };
    const answers = await Promise.all([
      one.request("PATCH", pathOf(other.user.uuid), { body }),
      other.request("PATCH", pathOf(one.user.uuid), { body }),
    ]);
    const statuses = answers.map(({ status }) => status).sort();
    assert.equal(statuses[0], 200);
    assert.ok(statuses[1] === 409 || statuses[1] === 403, String(statuses));
  });

  test("a link for a new password ends the old one and every session", async () => {
    const shop = await open();
    const { user, request } = await aPerson(shop, { role: "OPERATOR" });
    const path = `${pathOf(user.uuid)}/password_reset`;
    const { body: first } = await shop.request("POST", path);
    const { body: link } = await shop.request("POST", path);
    assert.equal(link.url, `${shop.url}/invitation#password=${link.token}`);
    assert.equal((await request("GET", "/manage/v1/session")).status, 200, "not before it is used");
    const set = (token: unknown) =>
      shop.request("POST", "/manage/v1/invitations/accept", {
        body: { token, password: "a password nobody knew", name: "Not this way" },
      });
    assert.equal((await set(first.token)).body.code, "invitation_invalid");
    const accepted = personOf(shop, await set(link.token), "");
    assert.deepEqual(
      [accepted.user.uuid, accepted.user.name, accepted.user.role],
      [user.uuid, "Grace", "OPERATOR"],
    );
    assert.equal((await request("GET", "/manage/v1/session")).status, 401);
    assert.equal((await logIn(shop, user.email, PASSWORD)).status, 401);
    assert.equal((await logIn(shop, user.email, "a password nobody knew")).status, 200);
  });

  test("fields that are the server's change nothing where a caller sends them", async () => {
    const shop = await open();
    const { user } = await aPerson(shop, { role: "VIEWER" });
    const { body: customer } = await shop.request("GET", "/manage/v1/customer");
    const stranger = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const forged = {
      uuid: stranger.user_uuid,
      customer_uuid: stranger.customer_uuid,
      email: "forged@example.org",
      password_hash: "scrypt:1:1:1:AA:AA",
      created_at: "2001-01-01T00:00:00.000Z",
      updated_at: "2001-01-01T00:00:00.000Z",
    };
    await change(shop, user.uuid, { ...forged, name: "New" });
    const { updated_at, ...now } = await readUser(shop, user.uuid);
    const { updated_at: _, ...was } = user;
    assert.deepEqual(now, { ...was, name: "New" });
    assert.notEqual(updated_at, forged.updated_at);
    assert.equal((await logIn(shop, user.email, PASSWORD)).status, 200);
    await shop.request("PATCH", "/manage/v1/customer", { body: { ...forged, name: "Mine" } });
    const renamed = await shop.request("GET", "/manage/v1/customer");
    assert.deepEqual(renamed.body, { ...customer, name: "Mine" });
    const made = await shop.request("POST", "/manage/v1/invitations", {
      body: { ...forged, name: "Ada", role: "VIEWER", status: "accepted", token: "mine" },
    });
    assert.notEqual(made.body.uuid, forged.uuid);
    assert.deepEqual([made.body.status, made.body.user_uuid], ["open", null]);
    assert.notEqual(made.body.token, "mine");
    assert.notEqual(made.body.created_at, forged.created_at);
  });

  test("lists filter and sort", async () => {
    const shop = await open();
    const [one, other] = [
      (await aPerson(shop, { role: "OPERATOR" })).user,
      (await aPerson(shop, { role: "VIEWER" })).user,
    ];
    await change(shop, other.uuid, { status: "disabled" });
    const list = { operation: manageOperations.getUsers, base: "/manage/v1", rows: "users" };
    const admin = shop.furnished.user_uuid;
    await checkFilters(shop, list, [
      [`uuid=${one.uuid}&uuid=${other.uuid}`, [one.uuid, other.uuid]],
      ["uuid=x", []],
      [`email=${one.email}`, [one.uuid]],
      ["email=x", []],
      ["role=ADMIN&role=VIEWER", [admin, other.uuid]],
      ["role=OPERATOR&status=disabled", []],
      ["status=disabled", [other.uuid]],
    ]);
    await checkSorts(shop, list, (field, row) => String(row[field]));
    for (const query of ["role=BOSS", "status=", "limit=0", "colour=red"]) {
      const { body } = await shop.request("GET", `/manage/v1/users?${query}`);
      assert.equal(body.code, "input_invalid", query);
    }
  });
});
