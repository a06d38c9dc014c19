import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { mintToken, type Secrets } from "@vatline/api";
import { databaseIn, openDb } from "../platform/db/open.ts";
import { backUpInto, unpack } from "../testing/backups.ts";
import { forEachDatabase, type OpenTestDb } from "../testing/databases.ts";
import { readSecrets, startSandboxChild } from "../testing/sandbox.ts";

const CHUNK = 32;

/** What only the private half has, in every spelling in which it could lie about. */
function traces(pem: string): string[] {
  const jwk = createPrivateKey(pem).export({ format: "jwk" });
  const numbers = [jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map(String);
  const bytes = numbers.map((number) => Buffer.from(number, "base64url"));
  const der = pem.replace(/-----[^-]+-----|\s/g, "");
  // In PEM the modulus comes first, which the public half has too; the rest is private.
  const body = der.slice(Math.ceil(der.length / 2));
  const texts = [...numbers, ...bytes.map((number) => number.toString("hex")), body];
  const lines = pem.split("\n").slice(Math.ceil(pem.split("\n").length / 2), -2);
  const cut = texts.map((text) => text.slice(8, 8 + CHUNK));
  const raw = bytes.map((number) => number.subarray(4, 4 + CHUNK).toString("latin1"));
  return [...cut, ...raw, ...lines, "BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY"];
}

/** Every file below a folder, byte for byte as latin1. */
function readAll(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const paths = files.filter((path) => statSync(join(folder, path)).isFile());
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), "latin1")]));
}

forEachDatabase("secrets", (database) => {
  test("no private key is ever kept or logged: not in the database, its log, the files, the output, a backup", () =>
    lookForKeys(database));
});

async function lookForKeys(database: OpenTestDb): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vatline-secrets-"));
  const empty = await database.emptyPlace();
  database.closeFirst(async () => rmSync(folder, { recursive: true }));
  const place = "sqlite" in empty ? databaseIn(folder) : empty;
  const env: Record<string, string> =
    "postgres" in place ? { VATLINE_DATABASE_URL: place.postgres } : {};
  const sandbox = startSandboxChild(folder, ["--speed", "0"], "info", "none", env);
  database.closeFirst(() => sandbox.kill());
  const { url } = await sandbox.ready;
  const own = readSecrets(folder);
  const token = await mintToken(own, { expires_in_s: 600 });
  const ask = async (path: string, body: object, bearer = token): Promise<Secrets> => {
    const headers = { authorization: `Bearer ${bearer}`, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/manage/v1/api_keys${path}`, init);
    assert.equal(answer.status, 200);
    return (await answer.json()) as Secrets;
  };
  const made = await ask("", { name: "one" });
  const rotated = await ask(
    `/${made.client_id}/rotate`,
    {},
    await mintToken(made, { expires_in_s: 60 }),
  );
  // A private key where a public one belongs is refused, and is not written down either.
  for (const text of [
    rotated.client_secret,
    rotated.client_secret.replaceAll("PRIVATE", "PUBLIC"),
  ]) {
    const misplaced = await fetch(`${url}/manage/v1/api_keys`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "two", public_key: text }),
    });
    assert.equal(misplaced.status, 400);
  }
  const secrets = [own, made, rotated];
  assert.match(sandbox.complaints.join("\n"), /refused/, "the log was looked at");
  const check = async (when: string) => {
    const files = readAll(folder);
    assert.ok("postgres" in place || files.has("vatline.db"), "the database was looked at");
    const aside = mkdtempSync(join(tmpdir(), "vatline-secrets-"));
    const file = join(aside, "backup");
    await backUpInto({ data_dir: folder, place }, file);
    for (const [name, bytes] of unpack(file))
      files.set(`${name} of the backup`, bytes.toString("latin1"));
    assert.match(
      files.get("tables/api_keys/000001.ndjson of the backup") ?? "",
      /BEGIN PUBLIC KEY/,
    );
    rmSync(aside, { recursive: true });
    for (const { client_secret } of secrets) {
      for (const [path, text] of [...files, ["the output", sandbox.complaints.join("\n")]]) {
        const found = traces(client_secret).filter((trace) => text.includes(trace));
        const expected = path === "secrets.json" && client_secret === own.client_secret;
        if (expected) assert.ok(found.length > 0, "the traces are found where the key is");
        else if (path !== "secrets.json") assert.deepEqual(found, [], `${when}: ${path}`);
      }
    }
  };
  await check("while it runs");
  await sandbox.stop();
  await check("after it stopped");
  const db = await openDb(place);
  const keys = await db.read.selectFrom("api_keys").select("client_id").execute();
  await db.close();
  assert.equal(keys.length, 3);
}
