/**
 * Bearer tokens: compact JWS signed with RS256. Strict on purpose: the algorithm is fixed, the key
 * comes from the store by `iss`, and nothing in the token's header can choose either.
 */
import { createPublicKey, verify } from "node:crypto";
import { Problem } from "@vatline/api";
import { isTrustedRsaKey } from "./key-pair.ts";

const TOKEN_BYTES_MAX = 8192;
const ISS_LENGTH_MAX = 256;
/** How far the caller's clock may be off, s. */
const SKEW_S = 30;

const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** What a token says, once its form is known to be sound; the signature is another matter. */
export type Claims = {
  client_id: string;
  /** Seconds since the epoch, as are the next two; fractions are allowed. */
  exp: number;
  nbf: number | null;
  iat: number | null;
};

/** A token taken apart: what it says, and what proves it. */
export type ReadToken = { claims: Claims; signed: Uint8Array; signature: Uint8Array };

/**
 * Takes a compact JWS apart. `jwk`, `jku`, `x5u`, `x5c` and `kid` are never looked at, and any
 * `crit` is refused. Throws token_invalid.
 */
export function readToken(token: string): ReadToken {
  if (token.length > TOKEN_BYTES_MAX) {
    throw invalid(`The token is longer than ${TOKEN_BYTES_MAX} characters.`);
  }
  const parts = token.split(".");
  const [header_part, payload_part, signature_part] = parts;
  if (parts.length !== 3 || !parts.every(isCanonical)) {
    throw invalid("The token is not three base64url parts joined by dots.");
  }
  checkHeader(readObject(header_part, "header"));
  return {
    claims: readClaims(readObject(payload_part, "payload")),
    signed: Buffer.from(`${header_part}.${payload_part}`, "latin1"),
    signature: Buffer.from(signature_part, "base64url"),
  };
}

/** Throws token_invalid unless the key behind `public_key` (SPKI in PEM) signed the token. */
export function checkSignature(token: ReadToken, public_key: string): void {
  const key = createPublicKey(public_key);
  if (!isTrustedRsaKey(key)) throw invalid("The API key is not an RSA key of 2048 bits or more.");
  if (!verify("RSA-SHA256", token.signed, key, token.signature)) {
    throw invalid("The signature does not match the API key named by iss.");
  }
}

/** Throws token_expired or token_invalid where the token is not of this moment (real time). */
export function checkTimes(claims: Claims, now_ms: number): void {
  const now_s = now_ms / 1000;
  if (claims.exp + SKEW_S <= now_s) {
    const late_s = Math.floor(now_s - claims.exp);
    throw new Problem("token_expired", `The token expired ${late_s} s ago.`, {
      headers: challenge("The token has expired."),
    });
  }
  if (claims.nbf !== null && claims.nbf - SKEW_S > now_s) {
    throw invalid("The token is not valid yet (nbf).");
  }
  if (claims.iat !== null && claims.iat - SKEW_S > now_s) {
    throw invalid("The token was issued in the future (iat).");
  }
}

/** The WWW-Authenticate header of RFC 6750; `reason` is ASCII without quotes. */
export function challenge(reason?: string): Record<string, string> {
  const fault =
    reason === undefined ? "" : `, error="invalid_token", error_description="${reason}"`;
  return { "WWW-Authenticate": `Bearer realm="vatline"${fault}` };
}

function invalid(detail: string): Problem {
  return new Problem("token_invalid", detail, { headers: challenge(detail) });
}

/** One way to write each byte string: no padding, no stray bits, no foreign letters. */
function isCanonical(part: string): boolean {
  return BASE64URL.test(part) && Buffer.from(part, "base64url").toString("base64url") === part;
}

function readObject(part: string, where: string): Record<string, unknown> {
  const text = decodeUtf8(Buffer.from(part, "base64url"), where);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(`The token's ${where} is not JSON.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(`The token's ${where} is not a JSON object.`);
  }
  // RFC 7515 section 4 and RFC 7519 section 4 let a reader refuse repeated names; two readers that
  // pick different ones are how such tokens do harm.
  if (hasRepeatedName(text)) throw invalid(`The token's ${where} names something twice.`);
  return value as Record<string, unknown>;
}

function decodeUtf8(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid(`The token's ${where} is not UTF-8.`);
  }
}

/** Whether a name stands twice at the top level of `text`, which is a JSON object. */
function hasRepeatedName(text: string): boolean {
  const names = new Set<string>();
  let depth = 0;
  let last = "";
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === "{" || token === "[") depth += 1;
    else if (token === "}" || token === "]") depth -= 1;
    else if (token !== ":") last = token;
    else if (depth === 1) {
      const name: string = JSON.parse(last);
      if (names.has(name)) return true;
      names.add(name);
    }
  }
  return false;
}

function checkHeader(header: Record<string, unknown>): void {
  if (header.alg !== "RS256") throw invalid("The token's alg is not RS256.");
  if ("crit" in header) throw invalid("The token's header has crit, which is not supported.");
  const { typ } = header;
  if (typ !== undefined && (typeof typ !== "string" || typ.toUpperCase() !== "JWT")) {
    throw invalid("The token's typ is not JWT.");
  }
}

function readClaims(payload: Record<string, unknown>): Claims {
  const { iss, exp } = payload;
  const iss_fits = typeof iss === "string" && iss.length > 0 && iss.length <= ISS_LENGTH_MAX;
  if (!iss_fits || iss.includes("\0")) {
    throw invalid(`The token's iss is not a text of 1 to ${ISS_LENGTH_MAX} characters.`);
  }
  if (typeof exp !== "number" || !Number.isFinite(exp)) {
    throw invalid("The token's exp is not a number of seconds.");
  }
  return { client_id: iss, exp, nbf: timeOf(payload, "nbf"), iat: timeOf(payload, "iat") };
}

function timeOf(payload: Record<string, unknown>, name: "nbf" | "iat"): number | null {
  const value = payload[name];
  if (value === undefined) return null;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw invalid(`The token's ${name} is not a number of seconds.`);
}
