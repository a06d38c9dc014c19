import assert from "node:assert/strict";
import { test } from "node:test";
import { BUILD_SOP_DEFAULTS, manageOperations, mintToken } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts } from "../testing/lists.ts";
import { manage } from "../testing/manage.ts";
import { createTestOwner } from "../testing/people.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { readSop } from "./store.ts";

const LIST = { operation: manageOperations.getBuildSops, base: "/manage/v1", rows: "build_sops" };
const GIVEN = { name: "silicone", resin_name: "RPU 130", platform_classes: ["M2", "L1"] };

const aSop = (shop: TestServer, more: object = {}) =>
  manage(shop, "POST", "/build_sops", { ...GIVEN, ...more });

async function refusal(shop: TestServer, method: string, path: string, body?: object) {
  const options = body === undefined ? {} : { body };
  const answer = await shop.request(method, `/manage/v1${path}`, options);
  const [error] = (answer.body.errors ?? []) as { pointer: string }[];
  return [answer.status, answer.body.code, error?.pointer];
}

/** Number and status of each version, the newest first. */
async function livesOf(shop: TestServer, uuid: string): Promise<string> {
  const { versions } = await manage(shop, "GET", `/build_sops/${uuid}`);
  const rows = versions as { version: number; status: string }[];
  return rows.map(({ version, status }) => `${version} ${status}`).join(", ");
}

const CONFLICT = [409, "build_sop_status_conflict", undefined];

forEachDatabase("build SOPs", (database) => {
  const open = () => startTestServer(database);

  test("begin as a draft with what was not said filled in, and have a history", async () => {
    const shop = await open();
    const sop = await aSop(shop, { gap_mm: 1.5 });
    const { name, ...settings } = { ...BUILD_SOP_DEFAULTS, ...GIVEN, gap_mm: 1.5 };
    const life = { created_at: TEST_START, updated_at: TEST_START };
    const version = { version: 1, status: "draft", ...settings, ...life };
    const expected = { uuid: sop.uuid, name, released_version: null, versions: [version], ...life };
    assert.deepEqual(sop, expected);
    assert.deepEqual(await manage(shop, "GET", `/build_sops/${sop.uuid}`), expected);

    await shop.advance(60);
    const at = shop.server.deps.clock.now();
    const path = `/build_sops/${sop.uuid}`;
    const changes = { rotations: [0, 90.5], longest_wait_s: null, replace_failed: false };
    const draft = await manage(shop, "PATCH", `${path}/versions/1`, changes);
    const changed = { ...version, ...changes, updated_at: at };
    assert.deepEqual(draft.versions, [changed]);
    assert.deepEqual(await manage(shop, "PATCH", `${path}/versions/1`, {}), draft);
    const { released_version } = await manage(shop, "POST", `${path}/versions/1/release`);
    assert.deepEqual(released_version, { ...changed, status: "released" });
    const second = await manage(shop, "POST", `${path}/versions`, { gap_mm: 3 });
    const copy = { ...changed, version: 2, gap_mm: 3, created_at: at };
    assert.deepEqual(second.versions, [copy, released_version]);
    assert.deepEqual(second.released_version, released_version, "a draft is not in force");
    await manage(shop, "PATCH", path, { name: "Silicone" });
    await manage(shop, "PATCH", path, { name: "Silicone" });
    await manage(shop, "POST", `${path}/versions/1/obsolete`);
    const { customer_uuid } = shop.furnished;
    const of_it = { customer_uuid, noun: "build_sops", uuid: sop.uuid };
    const events = await readEvents(shop.server.deps.db.read, of_it);
    assert.deepEqual(
      events.map(({ what, details }) => [what, details]),
      [
        ["created", { name, ...settings }],
        [
          "changed",
          {
            version: 1,
            rotations: { from: "any", to: [0, 90.5] },
            longest_wait_s: { from: 24 * 3600, to: null },
            replace_failed: { from: true, to: false },
          },
        ],
        ["released", { version: 1, status: { from: "draft", to: "released" } }],
        ["drafted", { version: 2, gap_mm: { from: 1.5, to: 3 } }],
        ["changed", { name: { from: "silicone", to: "Silicone" } }],
        ["made_obsolete", { version: 1, status: { from: "released", to: "obsolete" } }],
      ],
    );
  });

  test("refuse settings that are wrong, each by its place, and keep nothing of them", async () => {
    const shop = await open();
    const { uuid } = await aSop(shop);
    const before = await manage(shop, "GET", `/build_sops/${uuid}`);
    const faults: [change: object, pointer: string][] = [
      [{ resin_name: "" }, "/body/resin_name"],
      [{ resin_name: null }, "/body/resin_name"],
      [{ description: "x".repeat(1001) }, "/body/description"],
      [{ build_prefix: "" }, "/body/build_prefix"],
      [{ build_prefix: "a\nb" }, "/body/build_prefix"],
      [{ print_profile: " " }, "/body/print_profile"],
      [{ release_film_nm: 999 }, "/body/release_film_nm"],
      [{ slice_thickness_nm: 0 }, "/body/slice_thickness_nm"],
      [{ slice_thickness_nm: 1_000_001 }, "/body/slice_thickness_nm"],
      [{ slice_thickness_nm: 1000.5 }, "/body/slice_thickness_nm"],
      [{ platform_classes: [] }, "/body/platform_classes"],
      [{ platform_classes: ["M2", "M9"] }, "/body/platform_classes/1"],
      [{ platform_classes: ["M2", "m2"] }, "/body/platform_classes/1"],
      [{ platform_classes: ["M2", "M2"] }, "/body/platform_classes/1"],
      [{ platform_classes: "M2" }, "/body/platform_classes"],
      [{ gap_mm: -0.1 }, "/body/gap_mm"],
      [{ gap_mm: 100.1 }, "/body/gap_mm"],
      [{ margin_mm: 59 }, "/body/margin_mm"],
      [{ margin_mm: 39.5, platform_classes: ["L1", "M1"] }, "/body/margin_mm"],
      [{ rotations: "45" }, "/body/rotations"],
      [{ rotations: [] }, "/body/rotations"],
      [{ rotations: [0, 361] }, "/body/rotations/1"],
      [{ rotations: null }, "/body/rotations"],
      [{ layout_profile: "densest" }, "/body/layout_profile"],
      [{ minimum_fill: 1.01 }, "/body/minimum_fill"],
      [{ minimum_fill: -0.01 }, "/body/minimum_fill"],
      [{ longest_wait_s: -1 }, "/body/longest_wait_s"],
      [{ longest_wait_s: 366 * 86_400 + 1 }, "/body/longest_wait_s"],
      [{ replace_failed: "yes" }, "/body/replace_failed"],
      [{ status: "released" }, "/body/status"],
      [{ uuid: NO_UUID }, "/body/uuid"],
      [{ gap: 2 }, "/body/gap"],
    ];
    await manage(shop, "PATCH", `/build_sops/${uuid}/versions/1`, {});
    for (const [change, pointer] of faults) {
      const expected = [400, "input_invalid", pointer];
      const text = JSON.stringify(change);
      const made = await refusal(shop, "POST", "/build_sops", { ...GIVEN, name: "x", ...change });
      assert.deepEqual(made, expected, text);
      const at = `/build_sops/${uuid}/versions/1`;
      assert.deepEqual(await refusal(shop, "PATCH", at, change), expected, text);
    }
    for (const name of ["", " ", "x".repeat(101), null, undefined]) {
      const made = await refusal(shop, "POST", "/build_sops", { ...GIVEN, name });
      assert.deepEqual(made, [400, "input_invalid", "/body/name"]);
    }
    for (const missing of ["resin_name", "platform_classes"]) {
      const made = await refusal(shop, "POST", "/build_sops", { ...GIVEN, [missing]: undefined });
      assert.deepEqual(made, [400, "input_invalid", `/body/${missing}`]);
    }
    assert.deepEqual(await manage(shop, "GET", `/build_sops/${uuid}`), before);
    assert.equal((await manage(shop, "GET", "/build_sops")).total_count, 4);
    await manage(shop, "POST", `/build_sops/${uuid}/versions/1/release`);
    const drafted = await refusal(shop, "POST", `/build_sops/${uuid}/versions`, { margin_mm: 70 });
    assert.deepEqual(drafted, [400, "input_invalid", "/body/margin_mm"]);
    assert.equal(await livesOf(shop, uuid), "1 released");
  });

  test("a name is given once, whoever asks for it at the same moment", async () => {
    const shop = await open();
    const { uuid } = await aSop(shop);
    const taken = [409, "name_taken", "/body/name"];
    assert.deepEqual(await refusal(shop, "POST", "/build_sops", GIVEN), taken);
    const path = `/build_sops/${uuid}`;
    assert.deepEqual(await refusal(shop, "PATCH", path, { name: "standard" }), taken);
    const asked = Array.from({ length: 4 }, () =>
      refusal(shop, "POST", "/build_sops", { ...GIVEN, name: "wanted" }),
    );
    const statuses = (await Promise.all(asked)).map(([status]) => status);
    assert.deepEqual(statuses.sort(), [200, 409, 409, 409]);
  });

  test("a version goes from draft to released to obsolete, and is fixed from its release on", async () => {
    const shop = await open();
    const { uuid } = await aSop(shop);
    const at = (version: number) => `/build_sops/${uuid}/versions/${version}`;
    const second = () => refusal(shop, "POST", `/build_sops/${uuid}/versions`, {});
    assert.deepEqual(await second(), [409, "build_sop_draft_exists", undefined]);
    await manage(shop, "POST", `${at(1)}/release`);
    const fixed = await manage(shop, "GET", `/build_sops/${uuid}`);
    assert.deepEqual(await refusal(shop, "POST", `${at(1)}/release`), CONFLICT);
    assert.deepEqual(await refusal(shop, "PATCH", at(1), { gap_mm: 9 }), CONFLICT);
    assert.deepEqual(await manage(shop, "GET", `/build_sops/${uuid}`), fixed);
    await second();
    assert.equal(await livesOf(shop, uuid), "2 draft, 1 released");
    await manage(shop, "POST", `${at(2)}/obsolete`);
    for (const path of [`${at(2)}/obsolete`, `${at(2)}/release`]) {
      assert.deepEqual(await refusal(shop, "POST", path), CONFLICT, path);
    }
    assert.deepEqual(await refusal(shop, "PATCH", at(2), { gap_mm: 9 }), CONFLICT);
    await second();
    await manage(shop, "POST", `${at(3)}/release`);
    assert.equal(await livesOf(shop, uuid), "3 released, 2 obsolete, 1 released");
    const versionOf = async () =>
      Object(await manage(shop, "GET", `/build_sops/${uuid}`)).released_version?.version;
    assert.equal(await versionOf(), 3);
    await manage(shop, "POST", `${at(3)}/obsolete`);
    assert.equal(await versionOf(), 1, "back to the one before");
    await manage(shop, "POST", `${at(1)}/obsolete`);
    assert.equal(await versionOf(), undefined);
    for (const name of ["0", "01", "4", "x", "1e0", "%31%00"]) {
      const answers = [
        await refusal(shop, "PATCH", `/build_sops/${uuid}/versions/${name}`, {}),
        await refusal(shop, "POST", `/build_sops/${uuid}/versions/${name}/release`),
        await refusal(shop, "POST", `/build_sops/${uuid}/versions/${name}/obsolete`),
      ];
      for (const answer of answers) assert.deepEqual(answer, [404, "not_found", undefined], name);
    }
  });

  test("of two who release or draft at once, one is told that it is done", async () => {
    const shop = await open();
    const { uuid } = await aSop(shop);
    const many = async (path: string, body?: object) => {
      const asked = Array.from({ length: 4 }, () => refusal(shop, "POST", path, body));
      return (await Promise.all(asked)).map(([status]) => status).sort();
    };
    const at = `/build_sops/${uuid}/versions`;
    assert.deepEqual(await many(`${at}/1/release`), [200, 409, 409, 409]);
    assert.deepEqual(await many(at, {}), [200, 409, 409, 409]);
    assert.equal(await livesOf(shop, uuid), "2 draft, 1 released");
    const [released, changed] = await Promise.all([
      refusal(shop, "POST", `${at}/2/release`),
      refusal(shop, "PATCH", `${at}/2`, { gap_mm: 7 }),
    ]);
    assert.equal(released[0], 200);
    assert.ok(changed[0] === 200 || changed[0] === 409, String(changed));
    const { versions } = await manage(shop, "GET", `/build_sops/${uuid}`);
    const [{ gap_mm }] = versions as { gap_mm: number }[];
    assert.equal(gap_mm, changed[0] === 200 ? 7 : 2, "a change counts, or is refused");
  });

  test("a build SOP has at most a thousand versions", async () => {
    const shop = await open();
    const { uuid } = await aSop(shop);
    await manage(shop, "POST", `/build_sops/${uuid}/versions/1/release`);
    const { deps } = shop.server;
    await deps.db.transaction(async (tx) => {
      const [row] = await tx
        .selectFrom("build_sop_versions")
        .selectAll()
        .where("build_sop_uuid", "=", uuid)
        .execute();
      for (let version = 2; version <= 1000; version++) {
        await tx
          .insertInto("build_sop_versions")
          .values({ ...row, version })
          .execute();
      }
    });
    const asked = await refusal(shop, "POST", `/build_sops/${uuid}/versions`, {});
    assert.deepEqual(asked, [400, "limit_reached", undefined]);
    const { customer_uuid } = shop.furnished;
    assert.ok(await readSop(deps.db.read, customer_uuid, uuid));
  });

  test("getBuildSops: filters, sorts, pages and refusals", async () => {
    const shop = await open();
    const { standard, fine, "large-elastomer": large } = shop.furnished.build_sop_uuids;
    await shop.advance(60);
    const uuids = [await aSop(shop, { name: "b" }), await aSop(shop, { name: "a" })].map(
      ({ uuid }) => uuid,
    );
    await shop.advance(60);
    await manage(shop, "PATCH", `/build_sops/${fine}`, { name: "finest" });
    const all = [standard, fine, large, ...uuids];
    await checkFilters(shop, LIST, [
      ["", all],
      [`uuid=${standard}&uuid=${uuids[0]}&uuid=${NO_UUID}`, [standard, uuids[0]]],
      ["uuid=standard", []],
      ["name=standard&name=a", [standard, uuids[1]]],
      ["name=fine", []],
      ["released=true", [standard, fine, large]],
      ["released=false", uuids],
      ["released=false&name=standard", []],
      ["updated_after=2030-01-01T08:01:00", [fine, ...uuids]],
      ["updated_after=2030-01-01T09:00:00", []],
      ["updated_before=2030-01-01T08:01:00", [standard, large]],
      ["updated_before=2030-01-01T08:00:00", []],
    ]);
    await checkSorts(shop, LIST, (field, row) => String(row[field]));
    await checkRefusals(shop, LIST);
    for (const released of ["", "yes", "1"]) {
      const [status] = await refusal(shop, "GET", `/build_sops?released=${released}`);
      assert.equal(status, 400, released);
    }
    const { build_sops } = await manage(shop, "GET", `/build_sops?uuid=${standard}`);
    const [row] = build_sops as { newest_version: number; released_version: object }[];
    assert.equal(row.newest_version, 1);
    assert.equal(Object(row.released_version).resin_name, "UMA 90");
  });

  test("name a resin in use, also when they are released", async () => {
    const shop = await open();
    const unknown = [400, "resin_unknown", "/body/resin_name"];
    const other = { resin_name: "RPU 13" };
    assert.deepEqual(await refusal(shop, "POST", "/build_sops", { ...GIVEN, ...other }), unknown);
    const { uuid } = await aSop(shop);
    const [first, release] = [
      `/build_sops/${uuid}/versions/1`,
      `/build_sops/${uuid}/versions/1/release`,
    ];
    assert.deepEqual(await refusal(shop, "PATCH", first, other), unknown);
    const { resins } = await manage(shop, "GET", "/resins?name=RPU+130");
    const [{ uuid: resin_uuid }] = resins as { uuid: string }[];
    await manage(shop, "PATCH", `/resins/${resin_uuid}`, { status: "retired" });
    await manage(shop, "PATCH", first, { gap_mm: 3 });
    assert.deepEqual(await refusal(shop, "POST", release), unknown);
    assert.equal(await livesOf(shop, uuid), "1 draft");
    await manage(shop, "PATCH", `/resins/${resin_uuid}`, { status: "active" });
    await manage(shop, "POST", release);
    assert.deepEqual(await refusal(shop, "POST", `/build_sops/${uuid}/versions`, other), unknown);
    assert.equal(await livesOf(shop, uuid), "1 released");
  });

  test("name any resin where none was ever entered", async () => {
    const shop = await open();
    const newcomer = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const token = await mintToken(newcomer, { expires_in_s: 600 });
    const post = async (path: string, body: object) => {
      const { status, body: answer } = await shop.request("POST", `/manage/v1${path}`, {
        token,
        body,
      });
      return [status, answer.uuid ?? answer.code];
    };
    const [status, uuid] = await post("/build_sops", { ...GIVEN, resin_name: "Whatever" });
    assert.equal(status, 200);
    assert.deepEqual(await post(`/build_sops/${uuid}/versions/1/release`, {}), [200, uuid]);
    assert.equal((await post("/resins", { name: "Something" }))[0], 200);
    const other = { ...GIVEN, name: "second", resin_name: "Whatever" };
    assert.deepEqual(await post("/build_sops", other), [400, "resin_unknown"]);
  });
});
