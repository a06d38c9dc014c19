import assert from "node:assert/strict";
import { test } from "node:test";
import { manualClock } from "../../testing/manual-clock.ts";
import { readRange } from "./files-route.ts";
import { openLinks, safeFilename } from "./links.ts";

const FILE = { file_key: "ab".repeat(32), filename: "Zähne links.stl", media_type: "model/stl" };

function partsOf(address: string) {
  const url = new URL(address, "http://host");
  const [, , file_key, filename] = url.pathname.split("/");
  return { path: { file_key, filename }, query: Object.fromEntries(url.searchParams) };
}

test("opens what it signed for 5 minutes of real time [downloads]", () => {
  const clock = manualClock();
  const links = openLinks("secret", clock);
  const { path, query } = partsOf(links.download(FILE));
  assert.deepEqual(links.read(path, query), { ...FILE, filename: "Zahne_links.stl" });
  clock.advance(299_999);
  assert.ok(links.read(path, query));
  clock.advance(1);
  assert.equal(links.read(path, query), null);
});

test("opens nothing else: each part altered, left out or repeated, or another server's", () => {
  const clock = manualClock();
  const links = openLinks("secret", clock);
  const { path, query } = partsOf(links.download(FILE));
  for (const name of ["file_key", "filename"] as const) {
    assert.equal(links.read({ ...path, [name]: `${path[name]}0` }, query), null);
  }
  for (const name of ["media_type", "until", "signature"]) {
    const { [name]: value, ...rest } = query;
    assert.equal(links.read(path, rest), null, name);
    assert.equal(links.read(path, { ...query, [name]: `${value}0` }), null, name);
    assert.equal(links.read(path, { ...query, [name]: [value] }), null, name);
  }
  assert.equal(openLinks("other", clock).read(path, query), null);
});

test("takes an upload for 15 minutes of real time, at the address that it signed alone", () => {
  const clock = manualClock();
  const links = openLinks("secret", clock);
  const url = new URL(links.upload("a"), "http://host");
  assert.equal(url.pathname, "/uploads/a");
  const query = Object.fromEntries(url.searchParams);
  assert.equal(links.readUpload("a", query), "good");
  assert.equal(links.readUpload("b", query), "altered");
  for (const [name, value] of Object.entries(query)) {
    for (const other of [undefined, `${value}0`, [value]]) {
      assert.equal(links.readUpload("a", { ...query, [name]: other }), "altered", name);
    }
  }
  assert.equal(openLinks("other", clock).readUpload("a", query), "altered");
  clock.advance(899_999);
  assert.equal(links.readUpload("a", query), "good");
  clock.advance(1);
  assert.equal(links.readUpload("a", query), "expired");
});

test("makes file names that every client can save under [redirect-headers]", () => {
  const names: [string, string][] = [
    ["part.stl", "part.stl"],
    ["../../etc/passwd", "etc_passwd"],
    ["..", "file"],
    ["", "file"],
    [".stl", "file.stl"],
    ["歯.stl", "file.stl"],
    ['a"; filename="b.stl', "a_filename_b.stl"],
    ["a\r\nSet-Cookie: x.stl", "a_Set-Cookie_x.stl"],
    [`${"x".repeat(300)}.stl`, `${"x".repeat(96)}.stl`],
  ];
  for (const [given, expected] of names) assert.equal(safeFilename(given), expected, given);
});

test("reads one range and nothing cleverer", () => {
  const cases: [string | undefined, ReturnType<typeof readRange>][] = [
    [undefined, null],
    ["bytes=0-0", { start: 0, end: 0 }],
    ["bytes=2-4", { start: 2, end: 4 }],
    ["bytes=2-", { start: 2, end: 9 }],
    ["bytes=2-999", { start: 2, end: 9 }],
    ["bytes=-3", { start: 7, end: 9 }],
    ["bytes=-99", { start: 0, end: 9 }],
    ["bytes=-0", "unsatisfiable"],
    ["bytes=10-", "unsatisfiable"],
    ["bytes=5-2", null],
    ["bytes=-", null],
    ["bytes=0-1,4-5", null],
    ["lines=0-1", null],
  ];
  for (const [header, expected] of cases) assert.deepEqual(readRange(header, 10), expected, header);
});
