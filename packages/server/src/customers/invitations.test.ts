import assert from "node:assert/strict";
import { test } from "node:test";
import { manageOperations } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkSorts } from "../testing/lists.ts";
import { createTestOwner } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPerson, logIn, PASSWORD, personOf } from "../testing/sessions.ts";

const PATH = "/manage/v1/invitations";
const LIST = {
  operation: manageOperations.getInvitations,
  base: "/manage/v1",
  rows: "invitations",
};

async function invite(shop: TestServer, email: string, role = "VIEWER") {
  const { status, body } = await shop.request("POST", PATH, {
    body: { email, name: "Ada", role },
  });
  assert.equal(status, 200, JSON.stringify(body));
  return { uuid: String(body.uuid), token: String(body.token), body };
}

function accept(shop: TestServer, token: string, password = PASSWORD, name?: string) {
  const body = { token, password, ...(name && { name }) };
  return shop.request("POST", `${PATH}/accept`, { body, token: null });
}

/** The code of the refusal, or the status. */
async function outcome(asked: ReturnType<typeof accept>) {
  const { status, body } = await asked;
  return body.code ?? status;
}

async function expire(shop: TestServer, uuid: string) {
  await shop.server.deps.db.transaction((tx) =>
    tx
      .updateTable("invitations")
      .set({ expires_at: new Date(Date.now() - 1).toISOString() })
      .where("uuid", "=", uuid)
      .execute(),
  );
}

forEachDatabase("invitations", (database) => {
  const open = () => startTestServer(database);

  test("a link lets one person in, once, under the role and the address it was made for", async () => {
    const shop = await open();
    const { token, body } = await invite(shop, "Ada@Example.org", "OPERATOR");
    assert.equal(body.url, `${shop.url}/invitation#invitation=${token}`);
    const accepted = await accept(shop, token, PASSWORD, "Ada Lovelace");
    const { user, request } = personOf(shop, accepted, PASSWORD);
    assert.deepEqual(
      [user.email, user.name, user.role, user.status],
      ["ada@example.org", "Ada Lovelace", "OPERATOR", "active"],
    );
    assert.equal((await request("GET", "/manage/v1/session")).status, 200);
    assert.equal((await logIn(shop, "ada@example.org", PASSWORD)).status, 200);
    assert.equal(await outcome(accept(shop, token)), "invitation_invalid");
    const users = (await shop.request("GET", "/manage/v1/users")).body;
    assert.equal(users.total_count, 2);
  });

  test("two who accept at the same moment become one user", async () => {
    const shop = await open();
    const { token } = await invite(shop, "ada@example.org");
    const outcomes = await Promise.all([1, 2, 3].map(() => outcome(accept(shop, token))));
    assert.deepEqual(outcomes.sort(), [200, "invitation_invalid", "invitation_invalid"]);
  });

  test("expired, withdrawn, followed and made-up links let nobody in", async () => {
    const shop = await open();
    const late = await invite(shop, "late@example.org");
    await expire(shop, late.uuid);
    assert.equal(await outcome(accept(shop, late.token)), "invitation_invalid");
    const withdrawn = await invite(shop, "withdrawn@example.org");
    const path = `${PATH}/${withdrawn.uuid}`;
    assert.equal((await shop.request("DELETE", path)).status, 204);
    assert.equal((await shop.request("DELETE", path)).status, 204, "again");
    assert.equal(await outcome(accept(shop, withdrawn.token)), "invitation_invalid");
    const first = await invite(shop, "twice@example.org");
    const second = await invite(shop, "TWICE@example.org");
    assert.equal(await outcome(accept(shop, first.token)), "invitation_invalid");
    assert.equal(await outcome(accept(shop, "A".repeat(43))), "invitation_invalid");
    assert.equal(await outcome(accept(shop, "")), "invitation_invalid");
    assert.equal(await outcome(accept(shop, second.token)), 200);
    const { body } = await shop.request("DELETE", `${PATH}/${second.uuid}`);
    assert.equal(body.code, "invitation_closed");
  });

  test("a refused password leaves the link good", async () => {
    const shop = await open();
    const { token } = await invite(shop, "ada@example.org");
    // Twelve as they are sent, eleven once letter and accent are one.
    const decomposed = "short enouge\u0301".slice(-12);
    const refused = ["", "eleven char", decomposed, "abababababab", "x".repeat(257)];
    for (const password of refused) {
      const { status, body } = await accept(shop, token, password);
      assert.deepEqual([status, body.code], [400, "input_invalid"], password);
      const [{ pointer }] = body.errors as { pointer: string }[];
      assert.equal(pointer, "/body/password");
    }
    const { token: other } = await invite(shop, "long.address@example.org");
    assert.equal(await outcome(accept(shop, other, "Long.Address@example.org")), "input_invalid");
    const spelt = "caf\u00e9 au lait, s'il te pla\u00eet";
    assert.equal(await outcome(accept(shop, token, spelt.normalize("NFD"))), 200);
    assert.equal((await logIn(shop, "ada@example.org", spelt)).status, 200, "composed or not");
  });

  test("an address that is a user's is refused; another customer's is told to who accepts", async () => {
    const shop = await open();
    const { user } = await aPerson(shop);
    const own = { email: user.email.toUpperCase(), name: "Ada", role: "VIEWER" };
    const { body } = await shop.request("POST", PATH, { body: own });
    assert.equal(body.code, "email_taken");
    const stranger = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const { token } = await invite(shop, `${stranger.user_uuid}@example.org`);
    assert.equal(await outcome(accept(shop, token)), "email_taken");
  });

  test("at most a hundred are open", async () => {
    const shop = await open();
    for (let count = 0; count < 100; count++) await invite(shop, `${count}@example.org`);
    const body = { email: "one@too.many", name: "Ada", role: "VIEWER" };
    assert.equal((await shop.request("POST", PATH, { body })).body.code, "invitations_too_many");
    await invite(shop, "7@example.org");
  });

  test("only the hash of a token is kept, and the history says who was invited and who came", async () => {
    const shop = await open();
    const { token, uuid } = await invite(shop, "ada@example.org");
    await accept(shop, token);
    const { read } = shop.server.deps.db;
    const rows = await read.selectFrom("invitations").selectAll().execute();
    const events = await read.selectFrom("events").selectAll().orderBy("seq").execute();
    assert.ok(!JSON.stringify([rows, events]).includes(token));
    const own = events.filter((event) => event.uuid === uuid).map(({ what }) => what);
    assert.deepEqual(own, ["created", "accepted"]);
  });

  test("lists filter and sort, and tell no token", async () => {
    const shop = await open();
    const accepted = await invite(shop, "a@example.org");
    await accept(shop, accepted.token);
    const expired = await invite(shop, "b@example.org");
    await expire(shop, expired.uuid);
    const withdrawn = await invite(shop, "c@example.org");
    await shop.request("DELETE", `${PATH}/${withdrawn.uuid}`);
    const waiting = await invite(shop, "d@example.org");
    const { body } = await shop.request("GET", PATH);
    assert.ok(!JSON.stringify(body).includes("token"));
    const [{ user_uuid }] = (body.invitations as { uuid: string; user_uuid: string }[]).filter(
      ({ uuid }) => uuid === accepted.uuid,
    );
    await checkFilters(shop, LIST, [
      [`uuid=${waiting.uuid}`, [waiting.uuid]],
      ["uuid=x", []],
      ["email=b@example.org", [expired.uuid]],
      ["email=x", []],
      [`user_uuid=${user_uuid}`, [accepted.uuid]],
      ["user_uuid=x", []],
      ["status=open", [waiting.uuid]],
      ["status=accepted&status=withdrawn", [accepted.uuid, withdrawn.uuid]],
      ["status=expired", [expired.uuid]],
      ["status=open&email=b@example.org", []],
    ]);
    await checkSorts(shop, LIST, (field, row) => String(row[field]));
    const refused = await shop.request("GET", `${PATH}?status=lost`);
    assert.equal(refused.body.code, "input_invalid");
  });
});
