/**
 * Tokens whose signature was found good, so that the next request with the same token need not
 * verify again (63 us against less than 1). Knowing a token proves only its signature: its times
 * and its key's state are looked at on every request.
 *
 * Tokens are held as they came, in memory only, until as many others push them out; never the key
 * that signs them. Only tokens whose signature was good are held. How long a look-up takes tells
 * nothing of them: texts are compared only where their hashes, seeded anew by each process, agree.
 */
import { type Claims, checkSignature, readToken } from "./token.ts";

/** At most 33 MB, where each is as long as tokens may be; 2 MB as clients mint them. */
const TOKENS_MAX = 4000;

type Verified = { claims: Claims; public_key: string };

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
    read: (token) => known.get(token)?.claims ?? readToken(token).claims,
    prove(token, public_key) {
      const verified = known.get(token);
      known.delete(token);
      if (verified?.public_key === public_key) {
        known.set(token, verified);
        return;
      }
      const read = readToken(token);
      checkSignature(read, public_key);
      known.set(token, { claims: read.claims, public_key });
      if (known.size > tokens_max) known.delete(known.keys().next().value ?? "");
    },
    size: () => known.size,
  };
}
