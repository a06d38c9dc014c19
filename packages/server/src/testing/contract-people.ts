/** The part of the contract's test that is about people and their keys. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createApiKey } from "../api-keys/create.ts";
import { createTestOwner, testKeyPair } from "./people.ts";
import type { Answer, RequestOptions, TestServer } from "./server.ts";
import { aPerson, PASSWORD } from "./sessions.ts";

/** What is left of 100 beside the shop's own key and the one that was rotated. */
const KEYS_LEFT = 98;

type Ask = (operation_id: string, options?: RequestOptions & { id?: string }) => Promise<Answer>;

/** Every operation about people as it is meant, and what their state forbids. */
export async function askAboutPeople(shop: TestServer, ask: Ask): Promise<void> {
  await askUnderSession(shop, ask);
  await askAboutUsers(shop, ask);
  await askAboutInvitations(shop, ask);
  await askAboutKeys(shop, ask);
}

async function askUnderSession(shop: TestServer, ask: Ask): Promise<void> {
  const { user, cookie, csrf_token } = await aPerson(shop, { role: "VIEWER" });
  const headers = { cookie, "x-csrf-token": csrf_token };
  const login = { email: user.email, password: PASSWORD };
  const { body: other } = await ask("createSession", { body: login, token: null });
  await ask("createSession", { body: { ...login, password: "wrong" }, token: null });
  await ask("endSession", { id: String(other.session_uuid), headers, token: null });
  await ask("deleteSession");
  const change = { password: PASSWORD, new_password: "another good one" };
  const changed = await ask("changePassword", { body: change, headers, token: null });
  const [renewed] = String(changed.headers.get("set-cookie")).split(";");
  const own = { cookie: renewed, "x-csrf-token": String(changed.body.csrf_token) };
  assert.equal((await ask("deleteSession", { headers: own, token: null })).status, 204);
}

async function askAboutUsers(shop: TestServer, ask: Ask): Promise<void> {
  const { user } = await aPerson(shop, { role: "VIEWER" });
  const last_admin = shop.furnished.user_uuid;
  await ask("getUser", { id: user.uuid });
  await ask("updateUser", { id: user.uuid, body: { role: "OPERATOR" } });
  await ask("updateUser", { id: last_admin, body: { role: "VIEWER" } });
  await ask("removeUser", { id: last_admin });
  await ask("resetPassword", { id: user.uuid });
  await ask("removeUser", { id: user.uuid });
  await ask("resetPassword", { id: user.uuid });
  await ask("updateCustomer", { body: { name: "Renamed" } });
}

async function askAboutInvitations(shop: TestServer, ask: Ask): Promise<void> {
  const { email } = shop.furnished;
  const invited = { name: "Ada", role: "VIEWER" };
  await ask("createInvitation", { body: { ...invited, email } });
  const { body: open } = await ask("createInvitation", { body: { ...invited, email: "a@b.c" } });
  const acceptance = { token: open.token, password: PASSWORD };
  await ask("acceptInvitation", { body: acceptance, token: null });
  await ask("acceptInvitation", { body: acceptance, token: null });
  await ask("withdrawInvitation", { id: String(open.uuid) });
  const { user_uuid } = await createTestOwner(shop.server.deps.db, { key_index: 1 });
  const taken = `${user_uuid}@example.org`;
  const { body: late } = await ask("createInvitation", { body: { ...invited, email: taken } });
  await ask("acceptInvitation", { body: { ...acceptance, token: late.token }, token: null });
  await ask("withdrawInvitation", { id: String(late.uuid) });
}

async function askAboutKeys(shop: TestServer, ask: Ask): Promise<void> {
  const { public_key } = await testKeyPair(1);
  const { body: made } = await ask("createApiKey", { body: { name: "import", public_key } });
  const id = String(made.client_id);
  await ask("getApiKey", { id });
  await ask("updateApiKey", { id, body: { name: "export" } });
  await ask("rotateApiKey", { id, body: { public_key } });
  await ask("revokeApiKey", { id });
  await ask("updateApiKey", { id, body: { name: "export" } });
  await ask("rotateApiKey", { id, body: { public_key } });
  const { customer_uuid, user_uuid } = shop.furnished;
  const { db, clock } = shop.server.deps;
  const owner = {
    customer_uuid,
    user_uuid,
    name: "n",
    public_key,
    expires_at: null,
    actor: "test",
  };
  await db.transaction(async (tx) => {
    for (let made = 0; made < KEYS_LEFT; made++) {
      await createApiKey(tx, clock, { ...owner, client_id: randomUUID() });
    }
  });
  await ask("createApiKey", { body: { name: "one too many", public_key } });
  await ask("rotateTravelerKey");
  await ask("getTravelerKeys", { id: customer_uuid });
}
