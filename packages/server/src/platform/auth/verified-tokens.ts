/**
 * Tokens whose signature was found good, so that the next request with the same token need not
 * verify again (63 us against about 2). Knowing a token proves only its signature: its times and
 * its key's state are looked at on every request.
 */
import { createHash } from "node:crypto";
import { type Claims, checkSignature, readToken } from "./token.ts";

const TOKENS_MAX = 10_000;

type Verified = { claims: Claims; key_fingerprint: string };

export type VerifiedTokens = {
  /** What the token says. Throws token_invalid; its signature is still to be proven. */
  read(token: string): Claims;
  /** Throws token_invalid unless `public_key` signed the token. */
  prove(token: string, public_key: string): void;
  /** How many tokens are remembered. */
  size(): number;
};

/** Remembers at most `tokens_max` tokens; the one unused for longest is forgotten first. */
export function openVerifiedTokens(tokens_max = TOKENS_MAX): VerifiedTokens {
  const known = new Map<string, Verified>();
  return {
    read: (token) => known.get(digestOf(token))?.claims ?? readToken(token).claims,
    prove(token, public_key) {
      const digest = digestOf(token);
      const key_fingerprint = digestOf(public_key);
      const verified = known.get(digest);
      if (verified?.key_fingerprint === key_fingerprint) {
        known.delete(digest);
        known.set(digest, verified);
        return;
      }
      known.delete(digest);
      const read = readToken(token);
      checkSignature(read, public_key);
      known.set(digest, { claims: read.claims, key_fingerprint });
      if (known.size > tokens_max) known.delete(known.keys().next().value ?? "");
    },
    size: () => known.size,
  };
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
