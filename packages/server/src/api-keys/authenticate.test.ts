import assert from "node:assert/strict";
import { createHmac, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { mintToken, Problem } from "@vatline/api";
import type { Role } from "../customers/store.ts";
import { systemClock } from "../platform/clock.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { manualClock } from "../testing/manual-clock.ts";
import { createTestOwner, testKeyPair } from "../testing/people.ts";
import { base64Url, signText, signToken } from "../testing/tokens.ts";
import { openAuthenticate } from "./authenticate.ts";
import { revokeApiKey } from "./revoke.ts";

const noteUse = () => {};

const HEADER = '{"alg":"RS256","typ":"JWT"}';

/** The code of the refusal, or "ok". */
async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return "ok";
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
}

type Case = [name: string, token: string, expected: string];

/** 256 bytes end in a letter of which four bits count for nothing: A, Q, g or w. */
function withStrayBit(signature: string): string {
  const last = { A: "B", Q: "R", g: "h", w: "x" }[signature.slice(-1)];
  assert.ok(last);
  return signature.slice(0, -1) + last;
}

/** Every token there is an opinion on, with the answer to it. */
async function tokenCases(
  client_id: string,
  other_client_id: string,
  now_s: number,
): Promise<Case[]> {
  const kit = await tokenKit(client_id, other_client_id, now_s);
  return [
    ...algorithmCases(kit),
    ...textCases(kit),
    ...issuerCases(kit),
    ...timeCases(kit),
    ...shapeCases(kit),
  ];
}

const bad = "token_invalid";

type TokenKit = Awaited<ReturnType<typeof tokenKit>>;

/** What tokens are made with: keys, sound parts, and ways to bend them. */
async function tokenKit(client_id: string, other_client_id: string, now_s: number) {
  const { client_secret: private_key, public_key } = await testKeyPair(0);
  const { client_secret: other_key, public_key: other_public } = await testKeyPair(1);
  const exp = now_s + 60;
  const claims = { iss: client_id, exp };
  const good = signToken({ claims, private_key });
  const [head, body, signature] = good.split(".");
  const flipped = (text: string, at: number) =>
    text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  const withHeader = (header: Record<string, unknown>) =>
    signToken({ header, claims, private_key });
  const withClaims = (more: Record<string, unknown>) =>
    signToken({ claims: { ...claims, ...more }, private_key });
  const withPayload = (text: string) => signText(HEADER, text, private_key);
  const by = (header: string, make: (signed: string) => Buffer) => {
    const signed = `${base64Url(header)}.${body}`;
    return `${signed}.${make(signed).toString("base64url")}`;
  };
  const hmac = (key: string | Buffer) => (signed: string) =>
    createHmac("sha256", key).update(signed).digest();
  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const pss = { key: private_key, padding: 6, saltLength: 32 };
  const iss_text = JSON.stringify(client_id);
  const jwk = createPublicKey(other_public).export({ format: "jwk" });
  const parts = { client_id, other_client_id, now_s, exp, claims, good, head, body, signature };
  const keys = { private_key, public_key, other_key, ec, pss, jwk, iss_text };
  return { ...parts, ...keys, flipped, withHeader, withClaims, withPayload, by, hmac };
}

/** Algorithms, sound and not. */
function algorithmCases(kit: TokenKit): Case[] {
  const { private_key, public_key, good, body, withHeader, withClaims, by, hmac, ec, pss } = kit;
  return [
    ["sound", good, "ok"],
    ["sound without typ", withHeader({ alg: "RS256" }), "ok"],
    ["sound with typ in lower case", withHeader({ alg: "RS256", typ: "jwt" }), "ok"],
    ["sound with claims nobody knows", withClaims({ aud: "x", sub: [1], scope: {} }), "ok"],
    ["alg none, unsigned", `${base64Url('{"alg":"none"}')}.${body}.`, bad],
    ["alg none, some signature", by('{"alg":"none"}', () => Buffer.from("x")), bad],
    ["alg None", withHeader({ alg: "None" }), bad],
    ["alg NONE", withHeader({ alg: "NONE" }), bad],
    ["alg nOnE", withHeader({ alg: "nOnE" }), bad],
    ["alg with a space behind", withHeader({ alg: "RS256 " }), bad],
    ["alg EdDSA", withHeader({ alg: "EdDSA" }), bad],
    ["alg of encryption", withHeader({ alg: "RSA-OAEP", enc: "A256GCM" }), bad],
    ["alg true", withHeader({ alg: true }), bad],
    ["alg empty", withHeader({ alg: "" }), bad],
    ["alg missing", withHeader({ typ: "JWT" }), bad],
    ["alg a list", withHeader({ alg: ["RS256"] }), bad],
    ["alg an object", withHeader({ alg: { RS256: 1 } }), bad],
    ["alg null", withHeader({ alg: null }), bad],
    ["alg rs256 in lower case", withHeader({ alg: "rs256" }), bad],
    ["HS256 with the public key as secret", by('{"alg":"HS256"}', hmac(public_key)), bad],
    ["RS256 claimed over that HMAC", by(HEADER, hmac(public_key)), bad],
    ["HS256 without a secret", by('{"alg":"HS256"}', hmac("")), bad],
    ["RS384", by('{"alg":"RS384"}', (s) => sign("sha384", Buffer.from(s), private_key)), bad],
    ["RS512", by('{"alg":"RS512"}', (s) => sign("sha512", Buffer.from(s), private_key)), bad],
    [
      "SHA-512 under the name RS256",
      by(HEADER, (s) => sign("sha512", Buffer.from(s), private_key)),
      bad,
    ],
    ["PS256", by('{"alg":"PS256"}', (s) => sign("sha256", Buffer.from(s), pss)), bad],
    ["PSS under the name RS256", by(HEADER, (s) => sign("sha256", Buffer.from(s), pss)), bad],
    ["ES256", by('{"alg":"ES256"}', (s) => sign("sha256", Buffer.from(s), ec)), bad],
    ["crit", withHeader({ alg: "RS256", crit: ["exp"] }), bad],
    ["crit without entries", withHeader({ alg: "RS256", crit: [] }), bad],
    ["b64 under crit", withHeader({ alg: "RS256", b64: false, crit: ["b64"] }), bad],
    ["typ of another kind", withHeader({ alg: "RS256", typ: "JOSE" }), bad],
    ["typ a number", withHeader({ alg: "RS256", typ: 1 }), bad],
  ];
}

/** Headers and payloads that try something. */
function textCases(kit: TokenKit): Case[] {
  const {
    private_key,
    other_key,
    exp,
    claims,
    good,
    head,
    signature,
    withHeader,
    withPayload,

    iss_text,
    jwk,
  } = kit;
  return [
    [
      "kid that climbs, signed by the key",
      withHeader({ alg: "RS256", kid: "../../etc/passwd" }),
      "ok",
    ],
    ["kid with SQL, signed by the key", withHeader({ alg: "RS256", kid: "' or 1=1 --" }), "ok"],
    [
      "jwk of another key that signed",
      signToken({ header: { alg: "RS256", jwk }, claims, private_key: other_key }),
      bad,
    ],
    [
      "jku and x5u of a stranger",
      signToken({
        header: {
          alg: "RS256",
          jku: "http://127.0.0.1:1/",
          x5u: "http://127.0.0.1:1/",
          x5c: ["AA"],
        },
        claims,
        private_key: other_key,
      }),
      bad,
    ],
    [
      "header that names alg twice",
      signText('{"alg":"none","alg":"RS256"}', JSON.stringify(claims), private_key),
      bad,
    ],
    ["header a list", signText('["RS256"]', JSON.stringify(claims), private_key), bad],
    ["header not JSON", signText("alg=RS256", JSON.stringify(claims), private_key), bad],
    ["payload a list", withPayload("[]"), bad],
    ["payload a text", withPayload(iss_text), bad],
    ["payload null", withPayload("null"), bad],
    ["payload not JSON", withPayload("{iss:1}"), bad],
    ["payload empty", `${head}..${signature}`, bad],
    ["payload behind a byte order mark", withPayload(`\ufeff${JSON.stringify(claims)}`), bad],
    ["nested token", signText('{"alg":"RS256","cty":"JWT"}', good, private_key), bad],
    ["iss twice", withPayload(`{"iss":"x","iss":${iss_text},"exp":${exp}}`), bad],
    [
      "iss twice, once escaped",
      withPayload(`{"\\u0069ss":"x","iss":${iss_text},"exp":${exp}}`),
      bad,
    ],
    ["exp twice", withPayload(`{"iss":${iss_text},"exp":1,"exp":${exp}}`), bad],
    ["iss twice, but deeper", withPayload(`{"a":{"iss":1},"iss":${iss_text},"exp":${exp}}`), "ok"],
  ];
}

/** Who is named. */
function issuerCases(kit: TokenKit): Case[] {
  const { client_id, other_client_id, private_key, other_key, exp, claims, withClaims } = kit;
  return [
    ["iss missing", signToken({ claims: { exp }, private_key }), bad],
    ["iss empty", withClaims({ iss: "" }), bad],
    ["iss a list", withClaims({ iss: [client_id] }), bad],
    ["iss a number", withClaims({ iss: 7 }), bad],
    ["iss null", withClaims({ iss: null }), bad],
    ["iss with a NUL", withClaims({ iss: `${client_id}\0` }), bad],
    ["iss too long", withClaims({ iss: "x".repeat(257) }), bad],
    ["iss unknown", withClaims({ iss: "nobody" }), "key_unknown"],
    ["iss in capitals", withClaims({ iss: client_id.toUpperCase() }), "key_unknown"],
    ["iss with a space behind", withClaims({ iss: `${client_id} ` }), "key_unknown"],
    ["iss with SQL", withClaims({ iss: "' or '1'='1" }), "key_unknown"],
    ["iss with a space before", withClaims({ iss: ` ${client_id}` }), "key_unknown"],
    [
      "iss with a twin of a letter",
      withClaims({ iss: client_id.replace("e", "\u0435") }),
      "key_unknown",
    ],
    ["iss escaped as in URLs", withClaims({ iss: client_id.replace("-", "%2D") }), "key_unknown"],
    ["iss of all objects", withClaims({ iss: "__proto__" }), "key_unknown"],
    ["iss a part of it", withClaims({ iss: client_id.slice(0, -1) }), "key_unknown"],
    ["iss an object", withClaims({ iss: { [client_id]: 1 } }), bad],
    ["iss true", withClaims({ iss: true }), bad],
    ["iss of another customer", withClaims({ iss: other_client_id }), bad],
    ["signed by another customer's key", signToken({ claims, private_key: other_key }), bad],
  ];
}

/** From when until when. */
function timeCases(kit: TokenKit): Case[] {
  const {
    client_id,
    now_s,
    private_key,
    exp,
    good,
    flipped,
    withClaims,
    withPayload,

    iss_text,
  } = kit;
  return [
    ["exp missing", signToken({ claims: { iss: client_id }, private_key }), bad],
    ["exp a text", withClaims({ exp: String(exp) }), bad],
    ["exp null", withClaims({ exp: null }), bad],
    ["exp true", withClaims({ exp: true }), bad],
    ["exp a list", withClaims({ exp: [exp] }), bad],
    ["exp false", withClaims({ exp: false }), bad],
    ["exp an object", withClaims({ exp: { at: exp } }), bad],
    ["exp a date", withClaims({ exp: "2099-01-01T00:00:00Z" }), bad],
    ["exp in a hundred years", withClaims({ exp: now_s + 3_155_760_000 }), "ok"],
    ["exp 59 s ago", withClaims({ exp: now_s - 59 }), "token_expired"],
    ["exp half a second of 1970", withClaims({ exp: 0.5 }), "token_expired"],
    ["nbf long ago", withClaims({ nbf: 0 }), "ok"],
    ["nbf in 29 s", withClaims({ nbf: now_s + 29 }), "ok"],
    ["nbf a list", withClaims({ nbf: [0] }), bad],
    ["iat now", withClaims({ iat: now_s }), "ok"],
    ["iat in 61 s", withClaims({ iat: now_s + 61 }), bad],
    ["iat a list", withClaims({ iat: [0] }), bad],
    ["exp NaN", withPayload(`{"iss":${iss_text},"exp":NaN}`), bad],
    ["exp beyond all numbers", withPayload(`{"iss":${iss_text},"exp":1e999}`), bad],
    ["exp huge", withClaims({ exp: 1e300 }), "ok"],
    ["exp a fraction", withClaims({ exp: exp + 0.5 }), "ok"],
    ["exp in 41.7 days", withClaims({ exp: now_s + 3_600_000 }), "ok"],
    ["exp now", withClaims({ exp: now_s }), "ok"],
    ["exp 29 s ago", withClaims({ exp: now_s - 29 }), "ok"],
    ["exp 30 s ago", withClaims({ exp: now_s - 30 }), "token_expired"],
    ["exp 61 s ago", withClaims({ exp: now_s - 61 }), "token_expired"],
    ["exp 0", withClaims({ exp: 0 }), "token_expired"],
    ["exp negative", withClaims({ exp: -1 }), "token_expired"],
    ["expired, and signed by nobody", flipped(withClaims({ exp: 0 }), good.length - 20), bad],
    ["nbf now", withClaims({ nbf: now_s }), "ok"],
    ["nbf in 30 s", withClaims({ nbf: now_s + 30 }), "ok"],
    ["nbf in 31 s", withClaims({ nbf: now_s + 31 }), bad],
    ["nbf in 61 s", withClaims({ nbf: now_s + 61 }), bad],
    ["nbf a text", withClaims({ nbf: "0" }), bad],
    ["iat long ago", withClaims({ iat: 0 }), "ok"],
    ["iat in 30 s", withClaims({ iat: now_s + 30 }), "ok"],
    ["iat in 59 s", withClaims({ iat: now_s + 59 }), bad],
    ["iat a text", withClaims({ iat: "0" }), bad],
  ];
}

/** Tokens that were altered or are none. */
function shapeCases(kit: TokenKit): Case[] {
  const { exp, good, head, body, signature, flipped, withClaims, withPayload, iss_text } = kit;
  return [
    ["header altered", `${flipped(head, 5)}.${body}.${signature}`, bad],
    ["payload altered", `${head}.${flipped(body, 12)}.${signature}`, bad],
    ["signature altered", `${head}.${body}.${flipped(signature, 9)}`, bad],
    ["signature cut", `${head}.${body}.${signature.slice(0, -4)}`, bad],
    ["signature missing", `${head}.${body}.`, bad],
    ["two parts", `${head}.${body}`, bad],
    ["four parts", `${good}.x`, bad],
    ["five parts, as JWE", `${good}.x.y`, bad],
    ["padding", `${head}.${body}.${signature}==`, bad],
    [
      "plain base64",
      `${head}.${body}.${Buffer.from(signature, "base64url").toString("base64")}`,
      bad,
    ],
    ["stray bits in the last letter", `${head}.${body}.${withStrayBit(signature)}`, bad],
    ["1 MB", `${head}.${"A".repeat(1_000_000)}.${signature}`, bad],
    ["9 kB, signed", withClaims({ pad: "x".repeat(9000) }), bad],
    ["6 kB, signed", withClaims({ pad: "x".repeat(4500) }), "ok"],
    [
      "deep nesting",
      withPayload(`{"iss":${iss_text},"exp":${exp},"a":${"[".repeat(2000)}${"]".repeat(2000)}}`),
      "ok",
    ],
    ["dots", "..", bad],
    ["one letter", "x", bad],
  ];
}

forEachDatabase("authenticate", (open) => {
  test("answers every token of the table as the table says, twice [refused-tokens] [key-by-issuer] [token-lifetime]", async () => {
    const db = await open();
    const clock = manualClock();
    const owner = await createTestOwner(db, { client_id: "key-one" });
    await createTestOwner(db, { key_index: 1, client_id: "key-two" });
    const authenticate = openAuthenticate({ db, clock, noteUse });
    const cases = await tokenCases("key-one", "key-two", clock.realNowMs() / 1000);
    assert.ok(cases.length >= 120);
    // The second pass finds what the first one remembered.
    for (const [name, token, expected] of [...cases, ...cases]) {
      assert.equal(await codeOf(authenticate(`Bearer ${token}`)), expected, name);
    }
    const claims = { iss: "key-one", exp: clock.realNowMs() };
    const token = signToken({ claims, private_key: owner.client_secret });
    const { client_id: _, client_secret: __, ...who } = owner;
    assert.deepEqual(await authenticate(`bearer ${token}`), {
      ...who,
      user_name: "Ada",
      role: "ADMIN",
      session: null,
      actor: "key:key-one",
    });
  });

  test("takes what the contract's own client mints", async () => {
    const db = await open();
    const owner = await createTestOwner(db);
    const authenticate = openAuthenticate({ db, clock: systemClock, noteUse });
    const caller = await authenticate(`Bearer ${await mintToken(owner)}`);
    assert.equal(caller.user_uuid, owner.user_uuid);
  });

  test("refuses headers that are not Bearer and one token, and says how to ask", async () => {
    const db = await open();
    const authenticate = openAuthenticate({ db, clock: manualClock(), noteUse });
    for (const header of [undefined, ""]) {
      assert.equal(await codeOf(authenticate(header)), "token_missing");
    }
    for (const header of [
      "Bearer",
      "Bearer ",
      "Basic eDp5",
      "a.b.c",
      "Bearer a.b.c d",
      "Bearer,x",
    ]) {
      assert.equal(await codeOf(authenticate(header)), "token_invalid", header);
    }
    await assert.rejects(authenticate(undefined), (error) => {
      assert.ok(error instanceof Problem);
      assert.match(error.headers["WWW-Authenticate"], /^Bearer realm=/);
      return true;
    });
  });

  test("a remembered token dies with its key, owner's role, time and public key", async () => {
    const db = await open();
    const clock = manualClock();
    const owner = await createTestOwner(db);
    const { customer_uuid, user_uuid, client_id } = owner;
    const authenticate = openAuthenticate({ db, clock, noteUse });
    const exp = clock.realNowMs() / 1000 + 60;
    const claims = { iss: client_id, exp };
    const token = signToken({ claims, private_key: owner.client_secret });
    const ask = () => codeOf(authenticate(`Bearer ${token}`));
    const setUser = (set: { role: Role } | { status: "active" | "disabled" }) =>
      db.transaction((tx) =>
        tx.updateTable("users").set(set).where("uuid", "=", user_uuid).execute(),
      );
    assert.equal(await ask(), "ok");

    await setUser({ role: "OPERATOR" });
    assert.equal(await ask(), "role_not_admin");
    await setUser({ role: "ADMIN" });
    assert.equal(await ask(), "ok");
    await setUser({ status: "disabled" });
    assert.equal(await ask(), "role_not_admin");
    await setUser({ status: "active" });
    assert.equal(await ask(), "ok");

    const { public_key } = await testKeyPair(1);
    const rekey = (key: string) =>
      db.transaction((tx) => tx.updateTable("api_keys").set({ public_key: key }).execute());
    await rekey(public_key);
    assert.equal(await ask(), "token_invalid");
    await rekey((await testKeyPair(0)).public_key);
    assert.equal(await ask(), "ok");

    clock.advance(89_999);
    assert.equal(await ask(), "ok");
    clock.advance(1);
    assert.equal(await ask(), "token_expired");
    clock.advance(-60_000);

    const expires_at = new Date(clock.realNowMs() + 1000).toISOString();
    await db.transaction((tx) => tx.updateTable("api_keys").set({ expires_at }).execute());
    assert.equal(await ask(), "ok");
    clock.advance(1000);
    assert.equal(await ask(), "key_revoked");
    await db.transaction((tx) => tx.updateTable("api_keys").set({ expires_at: null }).execute());

    await db.transaction((tx) =>
      revokeApiKey(tx, clock, { customer_uuid, client_id, actor: "test" }),
    );
    assert.equal(await ask(), "key_revoked");
    const stranger = signToken({ claims, private_key: (await testKeyPair(1)).client_secret });
    assert.equal(await codeOf(authenticate(`Bearer ${stranger}`)), "token_invalid");
  });

  test("keeps the public key only, and nobody revokes another customer's key", async () => {
    const db = await open();
    const owner = await createTestOwner(db);
    const other = await createTestOwner(db, { key_index: 1 });
    const rows = await db.read.selectFrom("api_keys").selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes("PRIVATE"));
    const events = await db.read.selectFrom("events").selectAll().execute();
    assert.ok(!JSON.stringify(events).includes("PRIVATE"));
    const { customer_uuid } = other;
    const revocation = { customer_uuid, client_id: owner.client_id, actor: "test" };
    const attempt = db.transaction((tx) => revokeApiKey(tx, manualClock(), revocation));
    assert.equal(await codeOf(attempt), "not_found");
  });
});
