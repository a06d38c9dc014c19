import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { request as httpRequest } from "node:http";
import { test } from "node:test";
import { openLinks } from "../platform/http/links.ts";
import { secretOf } from "../platform/settings.ts";
import { createServer } from "../server.ts";
import { sweepFiles } from "../storage/sweep.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { archStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";

const DAY_S = 24 * 3600;

async function begin(shop: TestServer, filename = "arch.stl") {
  return shop.client.getPresignedUploadUrl({ body: { filename } });
}

async function put(address: string | URL, bytes: Uint8Array, headers: Record<string, string> = {}) {
  const answer = await fetch(address, { method: "PUT", body: bytes as BodyInit, headers });
  const text = await answer.text();
  const code = answer.ok ? text : JSON.parse(text).code;
  return { status: answer.status, code, etag: answer.headers.get("etag") };
}

/** Begins an upload and puts a file; answers what the last step needs. */
async function upload(shop: TestServer, stl = archStl(1)) {
  const { presigned_url, model_uuid } = await begin(shop);
  const { status, etag } = await put(presigned_url, stl);
  assert.equal(status, 200);
  return { filename: "arch.stl", model_uuid, model_etag: String(etag) };
}

async function resolve(shop: TestServer, body: object, token = shop.token) {
  const path = "/v1/models/presigned/resolve";
  const { status, body: answer } = await shop.request("POST", path, { body, token });
  return status === 200 ? [200] : [status, answer.code];
}

const fileKeyOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

forEachDatabase("presigned uploads", (database) => {
  const open = (flags = {}) => startTestServer(database, flags);

  test("an upload in two steps makes the model that one step makes [upload-etag] [upload-unresolved] [getPresignedUploadUrl]", async () => {
    const shop = await open();
    const { application_uuid } = shop.furnished;
    const stl = archStl(1);
    const { presigned_url, model_uuid } = await begin(shop, "/foo/bar.stl");
    assert.ok(presigned_url.startsWith(`${shop.url}/uploads/`), presigned_url);
    const { status, code: text, etag } = await put(presigned_url, stl);
    const md5 = createHash("md5").update(stl).digest("hex");
    assert.deepEqual([status, text, etag], [200, "", `"${md5}"`]);
    const at = `/v1/models/${model_uuid}`;
    assert.equal((await shop.request("GET", at)).status, 404, "not before it is resolved");
    await shop.advance(60);
    const resolution = { filename: "/foo/bar.stl", model_uuid, model_etag: etag };
    assert.deepEqual(await resolve(shop, { ...resolution, external_id: "case 7" }), [200]);
    assert.deepEqual((await shop.request("GET", at)).body, {
      uuid: model_uuid,
      filename: "bar.stl",
      external_id: "case 7",
      application_uuid,
      file_size_bytes: stl.byteLength,
      created_at: "2030-01-01T08:01:00.000Z",
      updated_at: "2030-01-01T08:01:00.000Z",
      created_by: "Sandbox Admin",
    });
    const report = await shop.request("GET", `/manage${at}/report`);
    assert.equal(report.body.triangle_count, 100);
    const download = await shop.request("GET", `${at}/download`);
    const file = await fetch(new URL(String(download.headers.get("location")), shop.url));
    assert.deepEqual(Buffer.from(await file.arrayBuffer()), Buffer.from(stl));
  });

  test("a thousand may be open; a resolved or forgotten one makes room", async () => {
    const shop = await open();
    const { db, clock } = shop.server.deps;
    const { customer_uuid, application_uuid } = shop.furnished;
    const file = { etag: null, file_key: null, resolved_at: null };
    const times = { created_at: clock.now(), expires_at: "2030-01-02T08:00:00.000Z" };
    const rows = Array.from({ length: 999 }, (_, n) => ({
      ...{ customer_uuid, application_uuid, uuid: `upload ${n}` },
      ...{ ...file, ...times },
    }));
    await db.transaction((tx) => tx.insertInto("model_uploads").values(rows).execute());
    const { presigned_url, model_uuid } = await begin(shop, "a.stl");
    const beginning = () =>
      shop.request("POST", "/v1/models/presigned", { body: { filename: "b.stl" } });
    const refused = await beginning();
    assert.deepEqual([refused.status, refused.body.code], [429, "too_many_requests"]);
    assert.match(String(refused.headers.get("retry-after")), /^[1-9][0-9]*$/);
    const { etag } = await put(presigned_url, archStl(1));
    const resolution = { filename: "a.stl", model_uuid, model_etag: etag };
    assert.deepEqual(await resolve(shop, resolution), [200]);
    assert.equal((await beginning()).status, 200);
    assert.equal((await beginning()).status, 429);
    await shop.advance(24 * 3600);
    assert.equal((await beginning()).status, 200);
  });

  test("the file comes as whatever media type, without one, and with any bearer", async () => {
    const shop = await open();
    const cases: Record<string, string>[] = [
      {},
      { "content-type": "application/octet-stream" },
      { "content-type": "model/stl" },
      { "content-type": "application/json" },
      { "content-type": "text/plain; charset=utf-16" },
      { authorization: "Bearer nonsense" },
    ];
    for (const [index, headers] of cases.entries()) {
      const { presigned_url } = await begin(shop);
      const { status } = await put(presigned_url, archStl(index), headers);
      assert.equal(status, 200, JSON.stringify(headers));
    }
  });

  test("an address takes one file, by PUT, whole, and no other [presigned-address]", async () => {
    const shop = await open({ upload_bytes_max: 20_000 });
    const { presigned_url, model_uuid } = await begin(shop);
    const { presigned_url: other_url } = await begin(shop);
    const changed = (change: (url: URL) => void) => {
      const url = new URL(presigned_url);
      change(url);
      return url;
    };
    const [, signature] = presigned_url.split("signature=");
    const altered = [
      changed((url) => url.searchParams.delete("signature")),
      changed((url) => url.searchParams.set("signature", `${signature}A`)),
      changed((url) => url.searchParams.set("until", "9999999999999")),
      changed((url) => url.searchParams.append("until", "9999999999999")),
      changed((url) => {
        url.pathname = new URL(other_url).pathname;
      }),
      changed((url) => {
        url.pathname = `/uploads/${NO_UUID}`;
      }),
    ];
    for (const url of altered) {
      const refused = await put(url, archStl(1));
      assert.deepEqual([refused.status, refused.code], [403, "link_invalid"], url.href);
    }
    for (const method of ["GET", "POST", "DELETE", "PATCH"]) {
      assert.equal((await fetch(presigned_url, { method })).status, 404, method);
    }
    const large = await put(presigned_url, new Uint8Array(20_001));
    assert.deepEqual([large.status, large.code], [413, "body_too_large"]);
    await breakOff(presigned_url);
    const resolution = { filename: "a.stl", model_uuid, model_etag: "0".repeat(32) };
    assert.deepEqual(await resolve(shop, resolution), [400, "model_upload_missing"]);

    assert.equal((await put(presigned_url, new Uint8Array(20_000))).status, 200);
    for (const bytes of [new Uint8Array(20_000), archStl(1), new Uint8Array()]) {
      const again = await put(presigned_url, bytes);
      assert.deepEqual([again.status, again.code, again.etag], [403, "link_used", null]);
    }
  });

  test("of files put at once one counts, and the others are not kept", async () => {
    const shop = await open();
    const { presigned_url, model_uuid } = await begin(shop);
    const stls = [1, 2, 3, 4].map((number) => archStl(number));
    const answers = await Promise.all(stls.map((stl) => put(presigned_url, stl)));
    const won = answers.findIndex(({ status }) => status === 200);
    assert.deepEqual(
      answers.map(({ status }) => status),
      stls.map((_stl, index) => (index === won ? 200 : 403)),
    );
    const { deps } = shop.server;
    await sweepFiles(deps, deps.clock.now(), 0);
    const kept = await Promise.all(stls.map((stl) => deps.files.has(fileKeyOf(stl))));
    assert.deepEqual(
      kept,
      stls.map((_stl, index) => index === won),
    );
    const resolution = { filename: "a.stl", model_uuid, model_etag: answers[won].etag };
    const resolved = await Promise.all([1, 2, 3].map(() => resolve(shop, resolution)));
    assert.deepEqual(resolved, [[200], [200], [200]], "at once, too");
  });

  test("an address is good for 15 minutes of real time", async () => {
    const shop = await open();
    const { deps } = shop.server;
    const { model_uuid } = await begin(shop);
    const secret = await secretOf(deps.db, "links");
    const signedAgo = (ago_ms: number) =>
      openLinks(secret, { realNowMs: () => deps.clock.realNowMs() - ago_ms }).upload(model_uuid);
    const expired = await put(shop.url + signedAgo(15 * 60_000), archStl(1));
    assert.deepEqual([expired.status, expired.code], [403, "link_expired"]);
    assert.equal((await put(shop.url + signedAgo(14 * 60_000), archStl(1))).status, 200);
  });

  test("resolving names each fault and makes nothing [upload-resolve] [resolvePresignedModelUpload]", async () => {
    const shop = await open({ triangles_max: 150 });
    const good = await upload(shop);
    const { model_uuid: missing } = await begin(shop);
    const [empty, unreadable] = [
      await upload(shop, new Uint8Array()),
      await upload(shop, Buffer.from("what is this")),
    ];
    const faults: [body: object, code: string][] = [
      [{ ...good, model_etag: "0".repeat(32) }, "model_etag_mismatch"],
      [{ ...good, model_etag: "" }, "model_etag_mismatch"],
      [{ ...good, model_etag: good.model_etag.slice(1) }, "model_etag_mismatch"],
      [{ ...good, model_uuid: missing }, "model_upload_missing"],
      [{ ...good, model_uuid: NO_UUID }, "model_unknown"],
      [{ ...good, model_uuid: "x" }, "model_unknown"],
      [{ ...good, filename: "a.step" }, "input_invalid"],
      [{ ...good, filename: "a/" }, "input_invalid"],
      [{ ...good, external_id: "i".repeat(256) }, "input_invalid"],
      [{ ...good, model_etag: undefined }, "input_invalid"],
      [empty, "model_empty"],
      [unreadable, "model_invalid"],
    ];
    for (const [body, code] of faults) {
      assert.deepEqual(await resolve(shop, body), [400, code], JSON.stringify(body));
    }
    for (const filename of ["", "a.step", "n".repeat(256)]) {
      const { status, body } = await shop.request("POST", "/v1/models/presigned", {
        body: { filename },
      });
      assert.deepEqual([status, body.code], [400, "input_invalid"], filename);
    }
    assert.equal((await shop.client.findModels({ query: { limit: 10 } })).total_count, 0);
    assert.deepEqual(await resolve(shop, good), [200], "a refusal does not use it up");
  });

  test("a second resolve changes nothing, and is refused with other values [upload-resolve-twice]", async () => {
    const shop = await open();
    const good = { ...(await upload(shop)), external_id: "a" };
    assert.deepEqual(await resolve(shop, good), [200]);
    await shop.advance(DAY_S);
    const bare = good.model_etag.slice(1, -1);
    for (const same of [good, { ...good, model_etag: bare }, { ...good, filename: "/x/arch" }]) {
      assert.deepEqual(await resolve(shop, same), [200], JSON.stringify(same));
    }
    const { external_id: _external_id, ...without } = good;
    for (const other of [{ ...good, filename: "b.stl" }, { ...good, external_id: "b" }, without]) {
      assert.deepEqual(await resolve(shop, other), [400, "input_invalid"], JSON.stringify(other));
    }
    const wrong = { ...good, model_etag: "0".repeat(32) };
    assert.deepEqual(await resolve(shop, wrong), [400, "model_etag_mismatch"]);
    const { models = [] } = await shop.client.findModels({ query: { limit: 10 } });
    assert.deepEqual(
      models.map(({ created_at }) => created_at),
      [TEST_START],
    );
    await shop.advance(29 * DAY_S);
    assert.deepEqual(await resolve(shop, good), [400, "model_unknown"], "gone with its model");
  });

  test("an upload is forgotten after a day of domain time, with a file that nothing else names [upload-forgotten]", async () => {
    const shop = await open();
    const [alone, shared] = [await upload(shop, archStl(1)), await upload(shop, archStl(2))];
    const { presigned_url } = await begin(shop);
    const headers = { filename: "shared.stl" };
    const { uuid } = await shop.client.uploadModel({ headers, body: archStl(2) });
    const { deps } = shop.server;
    const kept = async () => {
      await sweepFiles(deps, deps.clock.now(), 0);
      return Promise.all([1, 2].map((number) => deps.files.has(fileKeyOf(archStl(number)))));
    };
    await shop.untilIdle();
    assert.equal(shop.server.deps.clock.now(), TEST_START, "nobody waits for that");
    await shop.advance(DAY_S - 1);
    assert.deepEqual(await kept(), [true, true]);
    await shop.advance(1);
    assert.deepEqual(await kept(), [false, true]);
    for (const forgotten of [alone, shared]) {
      assert.deepEqual(await resolve(shop, forgotten), [400, "model_unknown"]);
    }
    const late = await put(presigned_url, archStl(3));
    assert.deepEqual([late.status, late.code], [403, "link_expired"]);
    const answer = await shop.request("GET", `/v1/models/${uuid}/download`);
    const file = await fetch(new URL(String(answer.headers.get("location")), shop.url));
    assert.equal(file.status, 200);
    const rows = await shop.server.deps.db.read.selectFrom("model_uploads").selectAll().execute();
    assert.deepEqual(rows, []);
  });

  test("wants the only application of the account, as nothing can name one", async () => {
    const shop = await open();
    const begun = await upload(shop);
    const { application_uuid } = shop.furnished;
    await shop.request("POST", "/manage/v1/applications", { body: { name: "Second" } });
    const path = "/v1/models/presigned";
    const { status, body } = await shop.request("POST", path, { body: { filename: "a.stl" } });
    assert.deepEqual([status, body.code], [400, "application_ambiguous"]);
    assert.deepEqual(await resolve(shop, begun), [200], "what was begun before has its own");
    const { model_uuid: uuid } = begun;
    const model = await shop.client.getModel({ params: { uuid } });
    assert.equal(model.application_uuid, application_uuid);
  });

  test("all that an upload is lies in database and files: another server goes on with it", async () => {
    const place = await database.place();
    const shared = Object.assign(() => database(), { ...database, place: async () => place });
    const shop = await startTestServer(shared);
    const { presigned_url, model_uuid } = await begin(shop);
    const { config } = shop.server.deps;
    const restarted = await createServer({ ...config, port: 0 }, place);
    database.closeFirst(() => restarted.stop());
    const url = await restarted.listen();
    const { pathname, search } = new URL(presigned_url);
    const { etag } = await put(url + pathname + search, archStl(1));
    const resolution = { filename: "a.stl", model_uuid, model_etag: etag };
    assert.deepEqual(await resolve(shop, resolution), [200]);
  });
});

/** Sends half of a file and hangs up; resolves when the connection is gone. */
function breakOff(address: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const request = httpRequest(address, { method: "PUT", headers: { "content-length": "1000" } });
  request.on("error", () => {});
  request.on("close", resolve);
  request.write(new Uint8Array(500), () => request.destroy());
  return promise;
}
