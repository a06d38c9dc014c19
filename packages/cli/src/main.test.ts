import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { generateKeyPairSync, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { aKeySet, aPdfWith, aTraveler } from "../../api/src/testing/travelers.ts";

const LAUNCHER = join(import.meta.dirname, "../bin/vatline");
const folder = mkdtempSync(join(tmpdir(), "vatline-cli-"));
after(() => rmSync(folder, { recursive: true }));

describe("flags", () => {
  const REFUSED: [string[], RegExp][] = [
    [["sandbox", "--port", "70000"], /'--port <port>'.*whole number from 0 to 65535/],
    [["sandbox", "--port", "80x"], /--port/],
    [["sandbox", "--seed", "4294967296"], /--seed/],
    [["sandbox", "--speed", "fast"], /--speed.*number from 0 to 10000/],
    [["sandbox", "--start", "tomorrow"], /--start.*2030-01-31T08:00:00Z/],
    [["sandbox", "--start", "2030-02-31T25:00"], /--start/],
    [["sandbox", "--profile", "9"], /--profile.*0\.4\.17/],
    [["sandbox", "--build-files", "some"], /--build-files.*all, video, none/],
    [["sandbox", "--colour"], /unknown option '--colour'/],
    [["token", "secrets.json", "--exp-minutes", "0"], /--exp-minutes/],
    [["verify", "VT1"], /--key/],
    [["token"], /missing required argument/],
    [["migrate"], /--data or --database-url/],
    [["invite", "--email", "a@b.c"], /--data or --database-url/],
    [["invite", "--data", "x"], /--email/],
    [["invite", "--data", "x", "--email", "a@b.c", "--role", "BOSS"], /ADMIN, OPERATOR, VIEWER/],
    [["backup"], /missing required argument 'file'/],
    [["restore", "x", "--memory"], /unknown option '--memory'/],
    [["print"], /unknown command 'print'/],
  ];
  for (const [args, message] of REFUSED) {
    test(`${args.join(" ")}: exit code 2 and a line that says why`, () => {
      const { status, stdout, stderr } = vatline(...args);
      assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
      assert.match(stderr, message);
    });
  }

  test("--version prints the version and nothing else", () => {
    const { status, stdout } = vatline("--version");
    assert.equal(status, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  test("every flag of the sandbox is documented", () => {
    const { status, stdout } = vatline("sandbox", "--help");
    assert.equal(status, 0);
    for (const flag of "host port data memory seed start speed build-files profile".split(" ")) {
      assert.match(stdout, new RegExp(`--${flag} .*\\w{3}`));
    }
  });
});

describe("token", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const client_secret = privateKey.export({ type: "pkcs8", format: "pem" });

  test("prints a token that the key's other half verifies, good for the minutes asked", () => {
    const secrets = secretsFile({ client_id: "key-1", client_secret });
    const { status, stdout } = vatline("token", secrets, "--exp-minutes", "5");
    assert.equal(status, 0);
    const [head, body, signature] = stdout.trim().split(".");
    assert.ok(verify("RSA-SHA256", Buffer.from(`${head}.${body}`), publicKey, bytesOf(signature)));
    const { iss, iat, exp } = JSON.parse(bytesOf(body).toString());
    assert.deepEqual({ iss, good_for_s: exp - iat }, { iss: "key-1", good_for_s: 300 });
  });

  test("says what is wrong with the secrets, without a stack", () => {
    const files: [string, RegExp][] = [
      [join(folder, "none.json"), /cannot read .*none\.json/],
      [secretsFile({ client_id: "key-1" }), /no client_id and client_secret/],
      [secretsFile({ client_id: "key-1", client_secret: "x" }), /not an RSA private key/],
    ];
    for (const [file, message] of files) {
      const { status, stdout, stderr } = vatline("token", file);
      assert.deepEqual({ status, stdout }, { status: 1, stdout: "" });
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });
});

describe("invite", () => {
  const data = join(folder, "new");
  const invite = (...args: string[]) => vatline("invite", "--data", data, ...args);

  test("makes the first customer, and a link for each person", () => {
    const early = invite("--email", "ada@example.org");
    assert.deepEqual([early.status, early.stdout], [1, ""]);
    assert.match(early.stderr, /^vatline: There is no customer yet; name one with --customer\.\n$/);
    const first = invite("--email", "ada@example.org", "--customer", "Shop");
    assert.match(first.stdout, /^http:\/\/127\.0\.0\.1:8080\/invitation#invitation=[\w-]{43}\n$/);
    const shop = ["--base-url", "https://shop.example/"];
    const next = invite("--email", "bob@example.org", "--role", "VIEWER", ...shop);
    assert.match(next.stdout, /^https:\/\/shop\.example\/invitation#invitation=/);
    invite("--email", "eve@example.org", "--customer", "Other");
    const unclear = invite("--email", "joe@example.org");
    assert.match(unclear.stderr, /several customers/);
  });

  test("says what is wrong with an address", () => {
    const cases: [string[], RegExp][] = [
      [["--email", "ada"], /ada is no e-mail address/],
      [["--email", "a@b.c", "--base-url", "shop"], /shop is no address such as/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr } = invite(...args);
      assert.equal(status, 1);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });
});

describe("verify", () => {
  const write = (name: string, content: string | Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };

  test("says what a traveler is of, offline, from its code or its PDF", async () => {
    const { key, text, facts, code } = await aTraveler(1);
    const keys = write("keys.json", JSON.stringify(aKeySet([key])));
    const pdf = write("traveler.pdf", await aPdfWith(`${text}\n${facts}`, true));
    const first = /^As it was signed: traveler of build AutoBuild001, revision 1, of Shop\.\n/;
    for (const what of [text, write("code.txt", `${text}\r\n`), pdf, "-"]) {
      const { status, stdout, stderr } = vatlineFed(text, "verify", what, "--key", keys);
      assert.deepEqual([status, stderr], [0, ""], what);
      assert.match(stdout, first);
      assert.ok(stdout.includes(code.build_uuid));
      assert.equal(stdout.includes("BRACKET-1\tPO-1\tdue 2026-03-05"), what === pdf);
    }
  });

  test("exit code 1 and a line that says why it is not good, or cannot be checked", async () => {
    const { key, text, facts } = await aTraveler(1);
    const keys = write("keys.json", JSON.stringify(aKeySet([key])));
    const others = write("others.json", JSON.stringify(aKeySet([])));
    const changed = text.slice(0, 50) + (text[50] === "A" ? "B" : "A") + text.slice(51);
    const late = await aPdfWith(`${text}\n${facts.replace("03-05", "04-05")}`, true);
    const cases: [string, string, RegExp][] = [
      [changed, keys, /changed since it was signed/],
      [text, others, /not signed by any key of Shop/],
      [write("late.pdf", late), keys, /facts in the document are not those/],
      [write("empty.pdf", "%PDF-1.7\n"), keys, /scan its code instead/],
      [text, write("bad.json", "{}"), /not the keys of a customer/],
      [text, join(folder, "none.json"), /cannot read .*none\.json/],
      [
        text,
        "http://127.0.0.1:9",
        /cannot reach http:\/\/127\.0\.0\.1:9\/manage\/v1\/traveler_keys\//,
      ],
    ];
    for (const [what, with_keys, message] of cases) {
      const { status, stdout, stderr } = vatline("verify", what, "--key", with_keys);
      assert.deepEqual({ status, stdout }, { status: 1, stdout: "" }, String(message));
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });

  test("prints no name that would steer the terminal", async () => {
    const { key, text } = await aTraveler(1, { name: "\u001b]0;x\u0007\u202eevil" });
    const keys = write("keys.json", JSON.stringify(aKeySet([key])));
    const { stdout } = vatline("verify", text, "--key", keys);
    assert.match(stdout, /traveler of build \?\]0;x\?\?evil, revision/);
  });
});

function vatline(...args: string[]) {
  return vatlineFed("", ...args);
}

function vatlineFed(input: string, ...args: string[]) {
  return spawnSync(LAUNCHER, args, { encoding: "utf8", input });
}

let files = 0;
function secretsFile(secrets: unknown): string {
  files += 1;
  const file = join(folder, `${files}.json`);
  writeFileSync(file, JSON.stringify(secrets));
  return file;
}

function bytesOf(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? "", "base64url");
}
