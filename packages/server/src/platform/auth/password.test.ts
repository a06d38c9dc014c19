import assert from "node:assert/strict";
import { test } from "node:test";
import { hashPassword, openPasswords } from "./password.ts";

test("only the password itself is the one, composed or not; of nobody there is none", async () => {
  const passwords = openPasswords();
  const hash = await passwords.hash("caf\u00e9 au lait");
  assert.match(hash, /^scrypt:65536:8:1:[\w-]{22}:[\w-]{43}$/);
  assert.equal(await passwords.verify("cafe\u0301 au lait", hash), true);
  assert.equal(await passwords.verify("Caf\u00e9 au lait", hash), false);
  assert.equal(await passwords.verify("", hash), false);
  assert.equal(await passwords.verify("", null), false);
  assert.equal(await passwords.verify("", ""), false);
  assert.notEqual(await hashPassword("caf\u00e9 au lait"), hash);
});
