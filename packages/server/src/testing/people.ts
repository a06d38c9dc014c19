/** Customers with an owner and an API key, for tests. */
import { randomUUID } from "node:crypto";
import { createApiKey } from "../api-keys/create.ts";
import { createCustomer } from "../customers/create.ts";
import { createUser } from "../customers/create-user.ts";
import type { Role } from "../customers/store.ts";
import { type KeyPair, makeKeyPair } from "../platform/auth/key-pair.ts";
import type { Db } from "../platform/db/db.ts";
import { manualClock } from "./manual-clock.ts";

const AT = "2026-01-01T00:00:00.000Z";

export type TestOwner = {
  customer_uuid: string;
  user_uuid: string;
  client_id: string;
  client_secret: string;
};

const key_pairs: KeyPair[] = [];

/** The nth key pair of this process; making one takes long. */
export async function testKeyPair(index: number): Promise<KeyPair> {
  while (key_pairs.length <= index) key_pairs.push(await makeKeyPair());
  return key_pairs[index];
}

/** A customer with one user, ADMIN unless told otherwise, who owns one API key. */
export async function createTestOwner(
  db: Db,
  options: { role?: Role; key_index?: number; client_id?: string } = {},
): Promise<TestOwner> {
  const { role = "ADMIN", key_index = 0, client_id = randomUUID() } = options;
  const key_pair = await testKeyPair(key_index);
  const customer_uuid = randomUUID();
  const user_uuid = randomUUID();
  return db.transaction(async (tx) => {
    await createCustomer(tx, { uuid: customer_uuid, name: "Shop", actor: "test", at: AT });
    const email = `${user_uuid}@example.org`;
    const actor = `user:${user_uuid}`;
    const user = { customer_uuid, uuid: user_uuid, email, name: "Ada", role, actor, at: AT };
    await createUser(tx, user);
    const owner = { customer_uuid, user_uuid };
    const { public_key, client_secret } = key_pair;
    const key = { ...owner, client_id, name: "Key", public_key, expires_at: null, actor };
    await createApiKey(tx, manualClock(AT), key);
    return { ...owner, client_id, client_secret };
  });
}
