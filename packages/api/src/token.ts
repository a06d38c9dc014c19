/** Bearer tokens from the secrets that the key page hands out. WebCrypto only, so runs anywhere. */

/** What the key page hands out: `client_secret` is an RSA private key as PEM text. */
export type Secrets = { client_id: string; client_secret: string };

/**
 * Signs a token (RS256) that is good from now on for `expires_in_s` seconds, an hour by default.
 * Throws TypeError when the secret is not a private key in PEM text, PKCS#8 or PKCS#1.
 */
export async function mintToken(
  secrets: Secrets,
  { expires_in_s = 3600 }: { expires_in_s?: number } = {},
): Promise<string> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const pkcs8 = pkcs8Of(secrets.client_secret);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, ["sign"]);
  const now_s = Math.floor(Date.now() / 1000);
  const claims = { iss: secrets.client_id, iat: now_s, exp: now_s + Math.floor(expires_in_s) };
  const signed = `${base64UrlOfJson({ alg: "RS256", typ: "JWT" })}.${base64UrlOfJson(claims)}`;
  const signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(signed));
  return `${signed}.${base64Url(new Uint8Array(signature))}`;
}

function pkcs8Of(pem: string): Uint8Array<ArrayBuffer> {
  const match = /-----BEGIN (RSA )?PRIVATE KEY-----([\s\S]*?)-----END \1?PRIVATE KEY-----/.exec(
    pem,
  );
  if (!match) throw new TypeError("client_secret is not a private key in PEM text.");
  const der = Uint8Array.from(atob(match[2].replace(/\s/g, "")), (char) => char.charCodeAt(0));
  return match[1] ? wrapPkcs1(der) : der;
}

// RFC 5958 PrivateKeyInfo around an RFC 8017 RSAPrivateKey: version 0, then the object
// identifier rsaEncryption (1.2.840.113549.1.1.1) with NULL parameters, then the key.
const VERSION = [0x02, 0x01, 0x00];
const RSA_ENCRYPTION = [
  0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

function wrapPkcs1(key: Uint8Array): Uint8Array<ArrayBuffer> {
  return tagged(0x30, Uint8Array.from([...VERSION, ...RSA_ENCRYPTION, ...tagged(0x04, key)]));
}

/** One DER value: tag, length, content. */
function tagged(tag: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = content;
  const head = length < 128 ? [length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.from([tag, ...head, ...content]);
}

const base64UrlOfJson = (value: unknown) =>
  base64Url(new TextEncoder().encode(JSON.stringify(value)));

function base64Url(bytes: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
