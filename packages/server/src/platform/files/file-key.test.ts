import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { fileKeyOf, HASH_CHUNK_BYTES } from "./file-key.ts";

test("is the SHA-256, also of several chunks", async () => {
  for (const size of [0, 1, HASH_CHUNK_BYTES, HASH_CHUNK_BYTES + 1, 3 * HASH_CHUNK_BYTES - 1]) {
    const bytes = randomBytes(size);
    assert.equal(await fileKeyOf(bytes), createHash("sha256").update(bytes).digest("hex"));
  }
});

test("lets other work run after each chunk", async () => {
  let turns = 0;
  let done = false;
  const count = () => {
    turns += 1;
    if (!done) setImmediate(count);
  };
  setImmediate(count);
  await fileKeyOf(new Uint8Array(10 * HASH_CHUNK_BYTES));
  done = true;
  assert.ok(turns >= 9, `${turns} turns`);
});
