import assert from "node:assert/strict";
import { test } from "node:test";
import { manageOperations } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts } from "../testing/lists.ts";
import { manage } from "../testing/manage.ts";
import { archStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { anOrder, aPart, settled } from "../testing/shop.ts";
import { insertApplication } from "./store.ts";

const LIST = {
  operation: manageOperations.getApplicationSetups,
  base: "/manage/v1",
  rows: "applications",
};

const anApplication = (shop: TestServer, name: string, more: object = {}) =>
  manage(shop, "POST", "/applications", { name, ...more });

async function defaultsOf(shop: TestServer): Promise<string[]> {
  const { applications } = await manage(shop, "GET", "/applications");
  const rows = applications as { name: string; is_default: boolean }[];
  return rows.filter(({ is_default }) => is_default).map(({ name }) => name);
}

/** Status and code of an upload without an application, or the name of where it went. */
async function uploadAnywhere(shop: TestServer): Promise<unknown> {
  const options = { body: archStl(1), headers: { filename: "a.stl" } };
  const { status, body } = await shop.request("POST", "/v1/models", options);
  if (status !== 200) return [status, body.code];
  return (await manage(shop, "GET", `/applications/${body.application_uuid}`)).name;
}

async function refusal(shop: TestServer, method: string, path: string, options: object = {}) {
  const { status, body } = await shop.request(method, path, options);
  const [error] = (body.errors ?? []) as { pointer: string }[];
  return [status, body.code, error?.pointer];
}

forEachDatabase("applications", (database) => {
  const open = () => startTestServer(database);

  test("is made, read and changed, and its history says by whom and what", async () => {
    const shop = await open();
    const { uuid, ...made } = await anApplication(shop, "Dental", { description: "Aligners" });
    const row = {
      name: "Dental",
      description: "Aligners",
      is_default: false,
      archived_at: null,
      created_at: TEST_START,
    };
    assert.deepEqual(made, row);
    assert.deepEqual(await manage(shop, "GET", `/applications/${uuid}`), { uuid, ...row });
    const changes = { name: "Dental lab", description: null };
    const changed = await manage(shop, "PATCH", `/applications/${uuid}`, changes);
    assert.deepEqual(changed, { uuid, ...row, ...changes });
    assert.deepEqual(await manage(shop, "PATCH", `/applications/${uuid}`, {}), changed);
    assert.deepEqual(await manage(shop, "PATCH", `/applications/${uuid}`, changes), changed);
    const { applications } = await shop.client.getApplications();
    assert.deepEqual(applications[1], { uuid, name: "Dental lab" });
    const { customer_uuid } = shop.furnished;
    const of_it = { customer_uuid, noun: "applications", uuid };
    const events = await readEvents(shop.server.deps.db.read, of_it);
    assert.deepEqual(
      events.map(({ actor, what, details }) => [actor, what, details]),
      [
        ["created", { name: "Dental", is_default: false }],
        [
          "changed",
          {
            name: { from: "Dental", to: "Dental lab" },
            description: { from: "Aligners", to: null },
          },
        ],
      ].map((event) => [`key:${shop.secrets.client_id}`, ...event]),
    );
  });

  test("refuses what is no name, a name in use, and keys it does not know", async () => {
    const shop = await open();
    const { uuid } = await anApplication(shop, "Second");
    const faults: [body: object, status: number, code: string, pointer: string][] = [
      [{}, 400, "input_invalid", "/body/name"],
      [{ name: "" }, 400, "input_invalid", "/body/name"],
      [{ name: " x" }, 400, "input_invalid", "/body/name"],
      [{ name: "a\nb" }, 400, "input_invalid", "/body/name"],
      [{ name: "x".repeat(101) }, 400, "input_invalid", "/body/name"],
      [{ name: null }, 400, "input_invalid", "/body/name"],
      [{ name: "Sandbox" }, 409, "name_taken", "/body/name"],
      [{ name: "x", description: "x".repeat(1001) }, 400, "input_invalid", "/body/description"],
      [{ name: "x", is_default: 1 }, 400, "input_invalid", "/body/is_default"],
      [{ name: "x", customer_uuid: NO_UUID }, 400, "input_invalid", "/body/customer_uuid"],
    ];
    for (const [body, ...expected] of faults) {
      const made = await refusal(shop, "POST", "/manage/v1/applications", { body });
      assert.deepEqual(made, expected, JSON.stringify(body));
      if (!("name" in body)) continue;
      const changed = await refusal(shop, "PATCH", `/manage/v1/applications/${uuid}`, { body });
      assert.deepEqual(changed, expected, JSON.stringify(body));
    }
    assert.equal((await manage(shop, "GET", "/applications")).total_count, 2);
    assert.equal((await manage(shop, "GET", `/applications/${uuid}`)).name, "Second");
    for (const [method, path] of [
      ["GET", ""],
      ["PATCH", ""],
      ["POST", "/archive"],
      ["POST", "/restore"],
    ]) {
      const options = method === "PATCH" ? { body: {} } : {};
      const at = `/manage/v1/applications/${NO_UUID}${path}`;
      assert.deepEqual(await refusal(shop, method, at, options), [404, "not_found", undefined]);
    }
  });

  test("names that are asked for at once are given once", async () => {
    const shop = await open();
    const body = { name: "Wanted", is_default: true };
    const asked = Array.from({ length: 4 }, () =>
      shop.request("POST", "/manage/v1/applications", { body }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [200, 409, 409, 409]);
  });

  test("models that name no application go to the default, of which there is one at most", async () => {
    const shop = await open();
    assert.equal(await uploadAnywhere(shop), "Sandbox", "the only one");
    const second = await anApplication(shop, "Second");
    assert.deepEqual(await uploadAnywhere(shop), [400, "application_ambiguous"]);
    const path = `/applications/${second.uuid}`;
    await manage(shop, "PATCH", path, { is_default: true });
    assert.equal(await uploadAnywhere(shop), "Second");
    const body = { filename: "b.stl" };
    const begun = await shop.client.getPresignedUploadUrl({ body });
    const { headers } = await fetch(begun.presigned_url, {
      method: "PUT",
      body: archStl(2) as BodyInit,
    });
    const { model_uuid } = begun;
    const model_etag = headers.get("etag") ?? "";
    await shop.client.resolvePresignedModelUpload({ body: { ...body, model_uuid, model_etag } });
    const model = await shop.client.getModel({ params: { uuid: model_uuid } });
    assert.equal(model.application_uuid, second.uuid);
    await anApplication(shop, "Third", { is_default: true });
    assert.deepEqual(await defaultsOf(shop), ["Third"]);
    const { customer_uuid } = shop.furnished;
    const of_it = { customer_uuid, noun: "applications", uuid: second.uuid };
    const events = await readEvents(shop.server.deps.db.read, of_it);
    assert.deepEqual(events.at(-1)?.details, { is_default: { from: true, to: false } });
    await manage(shop, "PATCH", path, { is_default: false });
    assert.deepEqual(await defaultsOf(shop), ["Third"], "one that was none gives nothing up");
    const { applications } = await manage(shop, "GET", "/applications");
    const all = (applications as { uuid: string }[]).map(({ uuid }) => uuid);
    const answers = await Promise.all(
      all.map((uuid) =>
        shop.request("PATCH", `/manage/v1/applications/${uuid}`, { body: { is_default: true } }),
      ),
    );
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200],
    );
    assert.equal((await defaultsOf(shop)).length, 1);
  });

  test("one that is archived takes nothing new, and what was ordered goes on [getApplications]", async () => {
    const shop = await open();
    const { application_uuid: uuid } = shop.furnished;
    await manage(shop, "PATCH", `/applications/${uuid}`, { is_default: true });
    const part = await aPart(shop);
    const model = await shop.client.uploadModel({
      headers: { filename: "c.stl" },
      body: archStl(3),
    });
    const order = await anOrder(shop, { parts: [part] });
    const begun = await shop.client.getPresignedUploadUrl({ body: { filename: "b.stl" } });
    const put = { method: "PUT", body: archStl(2) as BodyInit };
    const model_etag = (await fetch(begun.presigned_url, put)).headers.get("etag");
    await anApplication(shop, "Other");
    const archived = await manage(shop, "POST", `/applications/${uuid}/archive`);
    assert.deepEqual([archived.archived_at, archived.is_default], [TEST_START, false]);
    assert.deepEqual(await manage(shop, "POST", `/applications/${uuid}/archive`), archived);

    const { applications } = await shop.client.getApplications();
    assert.deepEqual(
      applications.map(({ name }) => name),
      ["Other"],
    );
    assert.equal(await uploadAnywhere(shop), "Other", "the only one that is left");
    const asked: [path: string, options: object, pointer: string | undefined][] = [
      [
        "/models",
        { body: archStl(1), headers: { filename: "a.stl", "application-uuid": uuid } },
        "/headers/application-uuid",
      ],
      [
        "/models/presigned/resolve",
        { body: { filename: "b.stl", model_uuid: begun.model_uuid, model_etag } },
        undefined,
      ],
      [
        "/parts",
        { body: { part_number: "ALIGNER-001", model_uuid: model.uuid } },
        "/body/application_uuid",
      ],
      [
        "/part_orders",
        { body: { part_order_number: "P", parts: [{ uuid: part }], due_date: "2030-02-01" } },
        "/body/parts/0/uuid",
      ],
    ];
    for (const [path, options, pointer] of asked) {
      const expected = [400, "application_archived", pointer];
      assert.deepEqual(await refusal(shop, "POST", `/v1${path}`, options), expected, path);
    }
    const entry = {
      application_uuid: uuid,
      part_number: "NEW",
      build_sop_uuid: shop.furnished.build_sop_uuids.standard,
    };
    assert.deepEqual(await refusal(shop, "POST", "/manage/v1/catalog_parts", { body: entry }), [
      400,
      "application_archived",
      "/body/application_uuid",
    ]);
    assert.deepEqual(await defaultsOf(shop), []);
    await shop.client.updatePartOrder({ params: { uuid: order.uuid }, body: { flush: true } });
    await settled(shop);
    const { build_uuids } = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(build_uuids?.length, 1);
  });

  test("one that is taken out of the archive is as before, where its name is free", async () => {
    const shop = await open();
    const { application_uuid: uuid } = shop.furnished;
    await manage(shop, "POST", `/applications/${uuid}/archive`);
    const is_default = { body: { is_default: true } };
    assert.deepEqual(await refusal(shop, "PATCH", `/manage/v1/applications/${uuid}`, is_default), [
      400,
      "application_archived",
      "/body/is_default",
    ]);
    await anApplication(shop, "Sandbox");
    const restore = `/applications/${uuid}/restore`;
    assert.deepEqual(await refusal(shop, "POST", `/manage/v1${restore}`), [
      409,
      "name_taken",
      "/body/name",
    ]);
    await manage(shop, "PATCH", `/applications/${uuid}`, { name: "First" });
    const restored = await manage(shop, "POST", restore);
    assert.deepEqual([restored.archived_at, restored.name], [null, "First"]);
    assert.deepEqual(await manage(shop, "POST", restore), restored);
    await aPart(shop);
  });

  test("there are at most a thousand that are not archived", async () => {
    const shop = await open();
    const { customer_uuid, application_uuid } = shop.furnished;
    const filler = { customer_uuid, description: null, created_at: TEST_START, is_default: 0 };
    await shop.server.deps.db.transaction(async (tx) => {
      for (let n = 1; n < 1000; n++) {
        const uuid = `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
        await insertApplication(tx, { ...filler, uuid, name: `A ${n}`, archived_at: null });
      }
    });
    const full = [400, "limit_reached", undefined];
    const body = { name: "One more" };
    assert.deepEqual(await refusal(shop, "POST", "/manage/v1/applications", { body }), full);
    await manage(shop, "POST", `/applications/${application_uuid}/archive`);
    await anApplication(shop, "One more");
    const restore = `/manage/v1/applications/${application_uuid}/restore`;
    assert.deepEqual(await refusal(shop, "POST", restore), full);
  });

  test("getApplicationSetups: filters, sorts, pages and refusals", async () => {
    const shop = await open();
    const { application_uuid } = shop.furnished;
    await manage(shop, "POST", `/applications/${application_uuid}/archive`);
    const uuids: string[] = [];
    for (const [index, name] of ["C", "B", "E", "A", "D"].entries()) {
      if (index === 3) await shop.advance(60);
      uuids.push((await anApplication(shop, name)).uuid);
    }
    await checkFilters(shop, LIST, [
      ["", [application_uuid, ...uuids]],
      [`uuid=${uuids[0]}&uuid=${uuids[1]}&uuid=${NO_UUID}`, [uuids[0], uuids[1]]],
      ["uuid=C", []],
      ["name=C&name=A", [uuids[0], uuids[3]]],
      ["name=c", []],
      ["archived=true", [application_uuid]],
      ["archived=false", uuids],
      ["archived=true&name=C", []],
    ]);
    await checkSorts(shop, LIST, (field, row) => String(row[field]));
    await checkRefusals(shop, LIST);
    for (const archived of ["", "yes", "1"]) {
      const path = `/manage/v1/applications?archived=${archived}`;
      assert.deepEqual((await refusal(shop, "GET", path))[0], 400, archived);
    }
  });
});
