/** Bearer tokens of every kind, sound and unsound. */
import { sign } from "node:crypto";

export type TokenParts = {
  header?: Record<string, unknown>;
  claims: Record<string, unknown>;
  /** PEM of a private key. */
  private_key: string;
};

/** A compact JWS signed with RS256, whatever its header claims. */
export function signToken({ header, claims, private_key }: TokenParts): string {
  return signText(
    JSON.stringify(header ?? { alg: "RS256", typ: "JWT" }),
    JSON.stringify(claims),
    private_key,
  );
}

/** As signToken, from texts that need not be JSON. */
export function signText(header: string, payload: string, private_key: string): string {
  const signed = `${base64Url(header)}.${base64Url(payload)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), private_key).toString("base64url")}`;
}

export function base64Url(text: string): string {
  return Buffer.from(text).toString("base64url");
}
