import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findHolders, heldBy, ledgerFaults, ledgerPage, readTitle, rowsNotHeld } from "./ledger.ts";
import { isTypeScript, parseSource, readTexts } from "./tidy/source.ts";

const REPO = join(import.meta.dirname, "..");
const holders = findHolders(readTexts(REPO).filter(isTypeScript).map(parseSource));
const holdersOf = (text: string) =>
  findHolders([parseSource({ path: "packages/api/src/a.test.ts", text })]);

test("a title names rows at its end only", () => {
  assert.deepEqual(readTitle("a [b] c"), { title: "a [b] c", ids: [] });
  assert.deepEqual(readTitle("a [b-c] [d]"), { title: "a", ids: ["b-c", "d"] });
});

test("a row that no test names is a fault, and so is a name that is no row's", () => {
  const row = { id: "b", about: "", source: "decided", reading: "" } as const;
  assert.deepEqual(ledgerFaults(holdersOf('test("a [b]", f);'), [row]), []);
  assert.match(ledgerFaults(holdersOf('test("a", f);'), [row])[0], /no test holds the row b/);
  const [, wrong] = ledgerFaults(holdersOf('test("a [c]", f);'), [row]);
  assert.match(wrong, /"a" names c, which is no row/);
});

test("a row is held by a run when a test of it passed and none failed", () => {
  const row = { id: "b", about: "", source: "decided", reading: "" } as const;
  const isHeld = (passed: string[], failed: string[] = []) =>
    rowsNotHeld({ passed, failed }, [row]).length === 0;
  assert.ok(isHeld(["a [b]"]));
  assert.ok(!isHeld(["a"]));
  assert.ok(!isHeld(["a [b]"], ["c [b]"]));
});

test("every row of the ledger is held by a test, and every name is a row's", () => {
  assert.deepEqual(ledgerFaults(holders), []);
});

test("the page and the list of tests are the ones the repository generates", () => {
  const hint = "run npm run fidelity";
  assert.equal(readFileSync(join(REPO, "docs/fidelity.md"), "utf8"), ledgerPage(holders), hint);
  const held = readFileSync(join(REPO, "packages/api/src/fidelity/held-by.json"), "utf8");
  assert.deepEqual(JSON.parse(held), heldBy(holders), hint);
});
