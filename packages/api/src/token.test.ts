import assert from "node:assert/strict";
import { generateKeyPairSync, verify } from "node:crypto";
import { test } from "node:test";
import { mintToken } from "./token.ts";

const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });

for (const type of ["pkcs8", "pkcs1"] as const) {
  test(`signs with a private key in ${type} form, whatever its line ends`, async () => {
    const pem = pair.privateKey.export({ type, format: "pem" }).toString();
    for (const client_secret of [pem, pem.replaceAll("\n", "\r\n")]) {
      const before_s = Math.floor(Date.now() / 1000);
      const token = await mintToken({ client_id: "c-1", client_secret }, { expires_in_s: 300 });
      assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
      const [header, claims, signature] = token.split(".");
      const signed = Buffer.from(`${header}.${claims}`);
      const signature_bytes = Buffer.from(signature, "base64url");
      assert.ok(verify("sha256", signed, pair.publicKey, signature_bytes));
      const read = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString());
      assert.deepEqual(read(header), { alg: "RS256", typ: "JWT" });
      const { iss, iat, exp } = read(claims);
      assert.equal(iss, "c-1");
      assert.ok(iat >= before_s);
      assert.equal(exp - iat, 300);
    }
  });
}

test("says so when the secret is no private key", async () => {
  const client_secret = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  await assert.rejects(mintToken({ client_id: "c-1", client_secret }), {
    name: "TypeError",
    message: "client_secret is not a private key in PEM text.",
  });
});
