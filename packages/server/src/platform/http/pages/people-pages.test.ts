import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { startTestHttp } from "../../../testing/http.ts";
import { readPage } from "./page.ts";

/** Functions of a page, without the page: what comes before `until` needs no DOM. */
function pageFunctions<T>(filename: string, until: string, names: string[]): T {
  const { html } = readPage(filename);
  const script = html.slice(html.indexOf("<script>") + 8, html.indexOf("</script>"));
  return runInNewContext(`${script.slice(0, script.indexOf(until))}; ({${names.join(",")}})`, {});
}

test("the page of an invitation reads its link, and takes no other", () => {
  const { readLink } = pageFunctions<{ readLink(hash: string): unknown }>(
    "invitation.html",
    "const link =",
    ["readLink"],
  );
  const token = "a_B-".repeat(10);
  for (const purpose of ["invitation", "password"]) {
    assert.deepEqual({ ...(readLink(`#${purpose}=${token}`) as object) }, { purpose, token });
  }
  for (const hash of ["", "#", "#invitation=", `#other=${token}`, `#invitation=${token}&x=1`]) {
    assert.equal(readLink(hash), null, hash);
  }
});

test("the page of an invitation says what a password lacks", () => {
  const { faultOf } = pageFunctions<{ faultOf(one: string, again: string): string | null }>(
    "invitation.html",
    "const link =",
    ["faultOf"],
  );
  assert.match(String(faultOf("eleven char", "eleven char")), /at least 12/);
  assert.match(String(faultOf("twelve chars", "twelve char")), /differ/);
  assert.equal(faultOf("twelve chars", "twelve chars"), null);
});

test("the pages may ask this server alone, run nothing but themselves, and stand in no frame", async (t) => {
  const { app } = await startTestHttp(t, []);
  for (const url of ["/invitation", "/api_keys"]) {
    const { statusCode, headers } = await app.inject(url);
    assert.equal(statusCode, 200);
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
    assert.match(policy, /connect-src 'self'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers["referrer-policy"], "no-referrer");
  }
});
