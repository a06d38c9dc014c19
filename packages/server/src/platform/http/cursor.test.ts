import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import { manualClock } from "../../testing/manual-clock.ts";
import { openCursors } from "./cursor.ts";

const POSITION = ["2024-05-01T10:00:00.000Z", null, 7, "018f0000-0000-7000-8000-000000000000"];

function codeOf(read: () => unknown): string {
  try {
    read();
    return "ok";
  } catch (error) {
    assert.ok(error instanceof Problem);
    return error.code;
  }
}

test("hands a position back to the same query for 60 s of real time, not longer", () => {
  const clock = manualClock();
  const cursors = openCursors("secret", clock);
  const cursor = cursors.write(POSITION, "query");
  assert.match(cursor, /^[A-Za-z0-9_-]+$/);
  clock.advance(59_999);
  assert.deepEqual(cursors.read(cursor, "query"), POSITION);
  clock.advance(1);
  assert.equal(
    codeOf(() => cursors.read(cursor, "query")),
    "cursor_expired",
  );
});

test("refuses every altered cursor, another query's and another server's [cursor-tampering]", () => {
  const clock = manualClock();
  const cursors = openCursors("secret", clock);
  const cursor = cursors.write(POSITION, "query");
  const bytes = Buffer.from(cursor, "base64url");
  let altered = 0;
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Buffer.from(bytes);
    copy[bit >> 3] ^= 1 << (bit & 7);
    const code = codeOf(() => cursors.read(copy.toString("base64url"), "query"));
    assert.equal(code, "cursor_invalid", `bit ${bit}`);
    altered += 1;
  }
  assert.ok(altered >= 500, `${altered} bits`);
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
  for (const letter of letters) {
    if (cursor.endsWith(letter)) continue;
    const code = codeOf(() => cursors.read(cursor.slice(0, -1) + letter, "query"));
    assert.equal(code, "cursor_invalid", `last letter ${letter}`);
  }
  const others = [
    cursor.slice(0, -1),
    cursor.slice(1),
    `${cursor}A`,
    "x",
    "AAAA",
    "A".repeat(10_000),
  ];
  for (const other of others) {
    assert.equal(
      codeOf(() => cursors.read(other, "query")),
      "cursor_invalid",
      other,
    );
  }
  assert.equal(
    codeOf(() => cursors.read(cursor, "query2")),
    "cursor_invalid",
  );
  assert.equal(
    codeOf(() => openCursors("other", clock).read(cursor, "query")),
    "cursor_invalid",
  );
});
