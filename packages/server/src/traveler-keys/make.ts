/** Makes the keys that travelers of a customer are signed with. */
import { createHash, createPrivateKey, createPublicKey, hkdfSync } from "node:crypto";
import { drawSecret } from "../platform/auth/secret.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { invariant } from "../platform/invariant.ts";
import {
  insertTravelerKey,
  readTravelerKeys,
  retireTravelerKey,
  type TravelerKeyRow,
} from "./store.ts";

const SECRET_BYTES = 32;
/** PrivateKeyInfo of an Ed25519 key (RFC 8410, section 7), up to the secret itself. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The key in use. One is made when something is to be signed for the first time, and for the first
 * time since a restore: backups hold no private half.
 */
export async function keyInUse(deps: Deps, customer_uuid: string, actor: string) {
  const [known] = await readTravelerKeys(deps.db.read, customer_uuid);
  if (known && known.private_key !== null) return known;
  return deps.db.transaction(async (tx) => {
    const [latest] = await readTravelerKeys(tx, customer_uuid);
    if (latest && latest.private_key !== null) return latest;
    return rotateTravelerKey(tx, deps, { customer_uuid, actor });
  });
}

/** A new key takes the place of the one in use, whose private half is destroyed. */
export async function rotateTravelerKey(
  tx: Tx,
  deps: Deps,
  { customer_uuid, actor }: { customer_uuid: string; actor: string },
): Promise<TravelerKeyRow> {
  const [latest] = await readTravelerKeys(tx, customer_uuid);
  if (latest) await retireTravelerKey(tx, latest, deps.clock.now());
  return makeKey(tx, deps, { customer_uuid, number: (latest?.number ?? 0) + 1, actor });
}

/** What a message is signed with: PKCS #8 in PEM. */
export function signingKeyOf(row: TravelerKeyRow) {
  invariant(row.private_key, `the traveler key ${row.kid} is in use`);
  return privateKeyOf(row.private_key);
}

async function makeKey(
  tx: Tx,
  { clock, config }: Deps,
  { customer_uuid, number, actor }: { customer_uuid: string; number: number; actor: string },
): Promise<TravelerKeyRow> {
  const at = clock.now();
  const private_key =
    config.mode === "sandbox" ? foreseeable(config.seed, customer_uuid, number) : drawSecret();
  const { x } = createPublicKey(privateKeyOf(private_key)).export({ format: "jwk" });
  invariant(x, "an Ed25519 key has an x");
  const digest = createHash("sha256").update(Buffer.from(x, "base64url")).digest("hex");
  const kid = digest.slice(0, 16);
  const made = { customer_uuid, kid, number, public_key: x, private_key };
  const row = { ...made, created_at: at, retired_at: null };
  await insertTravelerKey(tx, row);
  const noun = { noun: "customers", uuid: customer_uuid };
  const event = { at, customer_uuid, actor, ...noun, what: "traveler_key_made" };
  await appendEvent(tx, { ...event, details: { kid, public_key: x } });
  return row;
}

/** Files of a sandbox repeat with its seed, signatures too. Anybody can compute these keys. */
function foreseeable(seed: number, customer_uuid: string, number: number): string {
  const info = `vatline traveler key ${number}`;
  const bytes = hkdfSync("sha256", String(seed), customer_uuid, info, SECRET_BYTES);
  return Buffer.from(bytes).toString("base64url");
}

function privateKeyOf(secret: string) {
  const key = Buffer.concat([PKCS8_HEAD, Buffer.from(secret, "base64url")]);
  return createPrivateKey({ key, format: "der", type: "pkcs8" });
}
