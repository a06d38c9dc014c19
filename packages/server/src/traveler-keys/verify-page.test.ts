import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { TravelerKey } from "@vatline/api";
import { aKeySet, aPdfWith, aTraveler, FACTS } from "../../../api/src/testing/travelers.ts";
import { openPage, WITHOUT_CHROMIUM } from "../testing/chromium.ts";
import { startTestHttp } from "../testing/http.ts";

/** The page, on a server that listens; `shown` answers what it says. */
async function openVerify(t: TestContext) {
  const { app } = await startTestHttp(t, []);
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const folder = mkdtempSync(join(tmpdir(), "vatline-verify-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const page = await openPage(t);
  await page.goto(`${url}/verify`);
  const forget = 'show({state: "wait", verdict: ""})';
  const shown = async () => {
    await page.until('document.getElementById("result").className !== "wait"');
    const { state, text } = await page.evaluate<{ state: string; text: string }>(
      '({state: at("result").className, text: at("result").innerText})',
    );
    return `${state}: ${text}`;
  };
  const type = async (field: string, text: string) => {
    const typed = `at("${field}").value = ${JSON.stringify(text)}`;
    await page.evaluate(`${forget}; ${typed}; at("${field}").dispatchEvent(new Event("input"))`);
    return shown();
  };
  const choose = async (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, await aPdfWith(content, true));
    await page.evaluate(forget);
    await page.chooseFiles("#file", [path]);
    return shown();
  };
  return { page, type, choose, url, folder };
}

const keysOf = (key: TravelerKey, changes = {}) =>
  JSON.stringify({ ...aKeySet([key], FACTS.customer.uuid), ...changes });

test("/verify checks travelers in a browser", { skip: WITHOUT_CHROMIUM }, async (t) => {
  const { page, type, choose, url, folder } = await openVerify(t);
  const { key, text, facts } = await aTraveler(1);

  await t.test("says what a code is of, or why it is not good", async () => {
    assert.match(await type("what", text), /^bad: .*cannot be asked for the keys: paste them/s);
    const good = await type("keys", keysOf(key, { sandbox: true }));
    assert.match(good, /^good: As it was signed\.\n.*AutoBuild001, revision 1.*Shop/s);
    assert.match(good, /anybody can sign/);
    assert.match(await type("what", text.replace("VT1", "VT2")), /^bad: .*not the code of a/s);
    const changed = text.slice(0, 90) + (text[90] === "A" ? "B" : "A") + text.slice(91);
    assert.match(await type("what", changed), /^bad: .*changed since it was signed/s);
  });

  await t.test("shows the facts of a PDF, and refuses one whose facts were changed", async () => {
    const whole = await choose("traveler.pdf", `${text}\n${facts}`);
    assert.match(whole, /^good: .*BRACKET-1\s+PO-1\s+2026-03-05/s);
    const late = facts.replace("2026-03-05", "2026-04-05");
    assert.match(await choose("late.pdf", `${text}\n${late}`), /^bad: .*not those that were/s);
    assert.match(await choose("none.pdf", "nothing"), /^bad: .*scan its code instead/s);
  });

  await t.test("shows names as text, whatever is in them", async () => {
    const name = '<img src=x onerror="document.title=1">';
    const hostile = await aTraveler(1, { name });
    await type("what", hostile.text);
    const good = await type("keys", keysOf(key, { customer_name: name }));
    assert.ok(good.startsWith("good: ") && good.includes(name), good);
    assert.equal(await page.evaluate("document.querySelectorAll('img').length"), 0);
  });

  await t.test("works without its server when it was saved", async () => {
    const saved = join(folder, "verify.html");
    writeFileSync(saved, await (await fetch(`${url}/verify`)).text());
    await page.goto(`file://${saved}`);
    assert.match(await type("what", text), /^bad: .*cannot be asked/s);
    assert.match(await type("keys", keysOf(key)), /^good: /);
  });
});
