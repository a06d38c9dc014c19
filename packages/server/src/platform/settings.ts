/** The server's own small facts, by name: signing secrets, the state of the virtual clock. */
import { randomBytes } from "node:crypto";
import type { Db, Queries, Tx } from "./db/db.ts";

const SECRET_BYTES = 32;

const nameOf = (secret: string): string => `secret:${secret}`;

/**
 * Names of settings that sign what is good for minutes. Whoever has one can make links to any file,
 * so no copy of a server carries them.
 */
export const SECRETS_OF_A_MINUTE: readonly string[] = ["links", "cursors"].map(nameOf);

/** Null when it was never set. */
export async function getSetting(db: Queries, name: string): Promise<string | null> {
  const row = await db
    .selectFrom("settings")
    .select("value")
    .where("name", "=", name)
    .executeTakeFirst();
  return row?.value ?? null;
}

export async function setSetting(tx: Tx, name: string, value: string): Promise<void> {
  await tx
    .insertInto("settings")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

/**
 * A random secret of 32 bytes, base64url, made when it is first asked for and the same ever after,
 * whatever the seed.
 */
export function secretOf(db: Db, name: string): Promise<string> {
  const key = nameOf(name);
  return db.transaction(async (tx) => {
    const known = await getSetting(tx, key);
    if (known !== null) return known;
    const secret = randomBytes(SECRET_BYTES).toString("base64url");
    await setSetting(tx, key, secret);
    return secret;
  });
}
