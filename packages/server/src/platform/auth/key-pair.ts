/** RSA key pairs of API keys. Only the public half is ever stored. */
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { Problem } from "@vatline/api";

const MODULUS_BITS_MIN = 2048;
/** Verifying costs time that grows with the square of the size; larger keys gain nothing. */
const MODULUS_BITS_MAX = 8192;
/** The lower bound of FIPS 186-5, appendix A.1.1. */
const EXPONENT_MIN = 65537n;

export type KeyPair = {
  /** SPKI in PEM. */
  public_key: string;
  /** PKCS#8 in PEM: what the caller signs with, shown once. */
  client_secret: string;
};

/** Makes an RSA-2048 pair, off the event loop. Takes about 0.1 s; keep it out of transactions. */
export async function makeKeyPair(): Promise<KeyPair> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
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
    throw refused(refusal, cause);
  }
  if (!isTrustedRsaKey(key)) throw refused(refusal);
  return {
    public_key: createPublicKey(key).export({ type: "spki", format: "pem" }).toString(),
    client_secret: key.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

/** Whether a key is RSA of a size and exponent that a signature can rest on. */
export function isTrustedRsaKey(key: KeyObject): boolean {
  if (key.asymmetricKeyType !== "rsa") return false;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  const sized = modulusLength >= MODULUS_BITS_MIN && modulusLength <= MODULUS_BITS_MAX;
  return sized && publicExponent >= EXPONENT_MIN && publicExponent % 2n === 1n;
}

function refused(detail: string, cause?: unknown): Problem {
  return new Problem("input_invalid", `The private key ${detail}.`, {
    errors: [{ pointer: "/body/private_key", detail }],
    cause,
  });
}
