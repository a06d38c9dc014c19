/** Passwords are kept as salted scrypt hashes, slow to guess at. */
import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";

/** 64 MiB and about 0.2 s a guess. Source: RFC 7914, OWASP's parameters for interactive logins. */
const COST = { N: 2 ** 16, r: 8, p: 1, maxmem: 128 * 2 ** 20 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** `scrypt:N:r:p:salt:hash`, salt and hash in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const derive = promisify<string, Buffer, number, typeof COST, Buffer>(scrypt);
  const hash = await derive(password.normalize("NFKC"), salt, HASH_BYTES, COST);
  const { N, r, p } = COST;
  return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join(":");
}
