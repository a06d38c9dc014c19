import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { testKeyPair } from "../../../testing/people.ts";
import { checkSignature, readToken } from "../../auth/token.ts";
import { readPage } from "./page.ts";

/** The page's own function, without the page: what comes before the first listener needs no DOM. */
function pageFunction(): (text: string, lifetime_s: number) => Promise<{ token: string }> {
  const { html } = readPage("token-generator.html");
  const script = html.slice(html.indexOf("<script>") + 8, html.indexOf("</script>"));
  const functions = script.slice(0, script.indexOf('at("form").addEventListener'));
  return runInNewContext(`${functions}; makeToken`, { crypto, btoa, atob, TextEncoder });
}

test("makes tokens that the server takes, for as long as was chosen", async () => {
  const makeToken = pageFunction();
  const { public_key, client_secret } = await testKeyPair(0);
  const secrets = JSON.stringify({ client_id: "key-one", client_secret });
  const { token } = await makeToken(secrets, 300);
  const read = readToken(token);
  checkSignature(read, public_key);
  const { client_id, exp, iat } = read.claims;
  assert.equal(client_id, "key-one");
  assert.equal(exp - Number(iat), 300);
});

test("says in words what is wrong with a key", async () => {
  const makeToken = pageFunction();
  const cases: [string, RegExp][] = [
    ["", /not the content of a secrets.json/],
    ["null", /is missing/],
    ['{"client_id":"x"}', /client_secret is missing|or client_secret/],
    ['{"client_id":"x","client_secret":"y"}', /not a private key in PEM/],
    [
      '{"client_id":"x","client_secret":"-----BEGIN PRIVATE KEY-----A-----END PRIVATE KEY-----"}',
      /cannot be read/,
    ],
  ];
  for (const [text, message] of cases) {
    await assert.rejects(makeToken(text, 60), (error: Error) => message.test(error.message), text);
  }
});
