/** RSA key pairs of API keys. Only the public half is ever stored. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { Problem } from "@vatline/api";

const MODULUS_BITS_MIN = 2048;
/** Verifying costs time that grows with the square of the size; larger keys gain nothing. */
const MODULUS_BITS_MAX = 8192;
/** The lower bound of FIPS 186-5, appendix A.1.1. */
const EXPONENT_MIN = 65537n;

/** Far beyond any in use; a larger one makes every check of a signature slow. */
const EXPONENT_MAX = 2n ** 64n;

export type KeyBits = 2048 | 3072 | 4096;

export type KeyPair = {
  /** SPKI in PEM. */
  public_key: string;
  /** PKCS#8 in PEM: what the caller signs with, shown once. */
  client_secret: string;
};

/**
 * Makes a pair off the event loop. Takes about 0.1 s with 2048 bits and seconds with 4096; keep it
 * out of transactions.
 */
export async function makeKeyPair(key_bits: KeyBits = 2048): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: key_bits,
    publicExponent: 65537,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { public_key: publicKey, client_secret: privateKey };
}

/** Reads a private key in PEM (PKCS#8 or PKCS#1, not encrypted). Throws input_invalid. */
export function importKeyPair(pem: string): KeyPair {
  const refusal = "must be an RSA private key of 2048 to 8192 bits in PEM, not encrypted";
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw refused("/body/private_key", refusal, cause);
  }
  if (!isTrustedRsaKey(key)) throw refused("/body/private_key", refusal);
  return {
    public_key: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
    client_secret: key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Reads a public key in PEM and answers it as SPKI in PEM. Throws input_invalid. */
export function readPublicKey(pem: string): string {
  // A private key would be read as well, and its owner should learn that it went out.
  if (pem.includes("PRIVATE KEY")) {
    throw refused("/body/public_key", "holds a private key; do not use that key any more");
  }
  const detail =
    "must be an RSA public key in PEM, of 2048 to 8192 bits, its exponent from 65537 to 2^64";
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw refused("/body/public_key", detail, cause);
  }
  if (!isTrustedRsaKey(key)) throw refused("/body/public_key", detail);
  return key.export({ type: "spki", format: "pem" }).toString();
}

/** Whether a key is RSA of a size and exponent that a signature can rest on. */
export function isTrustedRsaKey(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== "rsa") return false;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const sized = modulusLength >= MODULUS_BITS_MIN && modulusLength <= MODULUS_BITS_MAX;
  const sane = publicExponent >= EXPONENT_MIN && publicExponent < EXPONENT_MAX;
  return sized && sane && publicExponent % 2n === 1n;
}

function refused(pointer: string, detail: string, cause?: unknown): Problem {
  return new Problem("input_invalid", `The key ${detail}.`, {
    errors: [{ pointer, detail }],
    cause,
  });
}
