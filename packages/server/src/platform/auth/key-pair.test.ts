import assert from "node:assert/strict";
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  type RSAKeyPairOptions,
} from "node:crypto";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import { signToken } from "../../testing/tokens.ts";
import { importKeyPair, isTrustedRsaKey, makeKeyPair } from "./key-pair.ts";
import { openVerifiedTokens } from "./verified-tokens.ts";

const PEM: Pick<RSAKeyPairOptions<"pem", "pem">, "publicKeyEncoding" | "privateKeyEncoding"> = {
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
};

const pemOf = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();

function isRefused(pem: string): boolean {
  try {
    importKeyPair(pem);
    return false;
  } catch (error) {
    assert.ok(error instanceof Problem && error.code === "input_invalid");
    assert.ok(!error.message.includes("PRIVATE"));
    return true;
  }
}

test("imports what it makes, as PKCS#8 and as PKCS#1", async () => {
  const made = await makeKeyPair();
  assert.deepEqual(importKeyPair(made.client_secret), made);
  const pkcs1 = createPrivateKey(made.client_secret).export({ type: "pkcs1", format: "pem" });
  assert.deepEqual(importKeyPair(pkcs1.toString()), made);
});

test("refuses keys that are small, of another kind, encrypted, public or no keys at all", () => {
  const cases: [string, string][] = [
    ["RSA-512", generateKeyPairSync("rsa", { modulusLength: 512, ...PEM }).privateKey],
    ["RSA-1024", generateKeyPairSync("rsa", { modulusLength: 1024, ...PEM }).privateKey],
    ["RSA-2040", generateKeyPairSync("rsa", { modulusLength: 2040, ...PEM }).privateKey],
    [
      "exponent 3",
      generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3, ...PEM }).privateKey,
    ],
    ["PSS", pemOf(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey)],
    ["EC", pemOf(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)],
    ["Ed25519", pemOf(generateKeyPairSync("ed25519").privateKey)],
    ["public", generateKeyPairSync("rsa", { modulusLength: 2048, ...PEM }).publicKey],
    ["empty", ""],
    ["text", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"],
  ];
  for (const [name, pem] of cases) assert.ok(isRefused(pem), name);
});

test("trusts public keys of 2048 bits, not of 1024", () => {
  const [small, large] = [1024, 2048].map((modulusLength) =>
    createPublicKey(generateKeyPairSync("rsa", { modulusLength, ...PEM }).publicKey),
  );
  assert.equal(isTrustedRsaKey(small), false);
  assert.equal(isTrustedRsaKey(large), true);
});

test("remembers a bounded number of tokens, the most recently used ones", async () => {
  const { public_key, client_secret: private_key } = await makeKeyPair();
  const tokens = openVerifiedTokens(2);
  const made = ["a", "b", "c"].map((iss) => signToken({ claims: { iss, exp: 1 }, private_key }));
  for (const token of made) {
    tokens.prove(token, public_key);
    tokens.prove(made[0], public_key);
  }
  assert.equal(tokens.size(), 2);
  assert.equal(tokens.read(made[1]).client_id, "b");
});
