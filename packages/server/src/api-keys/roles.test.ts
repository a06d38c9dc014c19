import assert from "node:assert/strict";
import { test } from "node:test";
import { mintToken, type Operation, ROLES, type Role } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { ALL_OPERATIONS, type Placed, pathOf } from "../testing/operations.ts";
import { testKeyPair } from "../testing/people.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { aPerson } from "../testing/sessions.ts";

/** The least first. */
const RANKED = (Object.keys(ROLES) as Role[]).reverse();

/** What the published table says. */
function isAllowed(role: Role, { role: least = "ADMIN" }: Operation): boolean {
  return RANKED.indexOf(role) >= RANKED.indexOf(least);
}

/** A request of the operation that goes no further than its input. */
function requestOf(placed: Placed) {
  const { body } = placed.operation;
  const target = `${pathOf(placed, NO_UUID)}?nonsense=1`;
  return { target, options: body && !("binary" in body) ? { body: {} } : {} };
}

/** A token of a user, whatever their role. */
async function tokenOf(shop: TestServer, user_uuid: string) {
  const { public_key, client_secret } = await testKeyPair(1);
  const body = { name: "key", public_key };
  const { body: made } = await shop.request("POST", "/manage/v1/api_keys", { body });
  const client_id = String(made.client_id);
  await shop.server.deps.db.transaction((tx) =>
    tx.updateTable("api_keys").set({ user_uuid }).where("client_id", "=", client_id).execute(),
  );
  return mintToken({ client_id, client_secret }, { expires_in_s: 600 });
}

forEachDatabase("roles", (database) => {
  for (const role of RANKED) {
    test(`${role}: a session may do what the tables say, and nothing else`, async () => {
      const shop = await startTestServer(database);
      const { request } = await aPerson(shop, { role });
      let tried = 0;
      for (const placed of ALL_OPERATIONS) {
        const { base, operation } = placed;
        const { target, options } = requestOf(placed);
        const { status, body } = await request(operation.method, target, options);
        const said = `${operation.id}: ${status} ${body.code}`;
        if (base === "/v1") assert.equal(body.code, "token_missing", said);
        else if (operation.public || isAllowed(role, operation))
          assert.ok([400, 404].includes(status), said);
        else assert.deepEqual([status, body.code], [403, "role_too_low"], said);
        tried += 1;
      }
      assert.ok(tried > 60, String(tried));
    });

    test(`${role}: a bearer token works for an ADMIN alone, on every table`, async () => {
      const shop = await startTestServer(database);
      const { user } = await aPerson(shop, { role });
      const token = await tokenOf(shop, user.uuid);
      for (const placed of ALL_OPERATIONS) {
        const { operation } = placed;
        const { target, options } = requestOf(placed);
        const { status, body } = await shop.request(operation.method, target, {
          ...options,
          token,
        });
        const said = `${operation.id}: ${status} ${body.code}`;
        if (role === "ADMIN" || operation.public) assert.notEqual(status, 403, said);
        else assert.deepEqual([status, body.code], [403, "role_not_admin"], said);
      }
    });
  }
});
