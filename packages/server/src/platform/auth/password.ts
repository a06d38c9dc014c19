/** Passwords are kept as salted scrypt hashes, slow to guess at. */
import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { type Gate, openGate } from "../gate.ts";

/** 64 MiB and about 0.2 s a guess. Source: RFC 7914, OWASP's parameters for interactive logins. */
const COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 2 ** 20 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** Nobody's: what is compared where there is no user, so that this takes as long. */
const NO_SALT = Buffer.alloc(SALT_BYTES);
const NO_HASH = Buffer.alloc(HASH_BYTES);

export type Passwords = {
  /** `scrypt:N:r:p:salt:hash`, salt and hash in base64url. */
  hash(password: string): Promise<string>;
  /** Whether the password is the one of the hash; of null, none is, at the same cost. */
  verify(password: string, password_hash: string | null): Promise<boolean>;
};

/** As people type it: the same letters may arrive composed or not. */
export const normalizePassword = (password: string) => password.normalize("NFC");

/**
 * Off the event loop, two at once, 20 more in line: at most 128 MiB. Both throw the Problem
 * "overloaded" when the line is full.
 */
export function openPasswords(gate: Gate = openGate({ at_once: 2, waiting_max: 20 })): Passwords {
  return {
    hash: (password) => gate.run(() => hashPassword(password)),
    verify: (password, password_hash) => gate.run(() => verifyPassword(password, password_hash)),
  };
}

/** As Passwords.hash, for programs that make one password and end. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  const { N, r, p } = COST;
  return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join(":");
}

async function verifyPassword(password: string, password_hash: string | null): Promise<boolean> {
  const [, N, r, p, salt = "", hash = ""] = password_hash?.split(":") ?? [];
  if (hash === "") {
    timingSafeEqual(await derive(password, NO_SALT, COST), NO_HASH);
    return false;
  }
  const cost = { ...COST, N: Number(N), r: Number(r), p: Number(p) };
  const derived = await derive(password, Buffer.from(salt, "base64url"), cost);
  return timingSafeEqual(derived, Buffer.from(hash, "base64url"));
}

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const run = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt);
  return run(normalizePassword(password), salt, HASH_BYTES, cost);
}
