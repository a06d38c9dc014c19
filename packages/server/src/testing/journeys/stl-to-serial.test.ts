/** The main job, over HTTP with nothing but a key: from meshes to printed parts with serials. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, createClientOf, mintToken, sandboxOperations } from "@vatline/api";
import { forEachDatabase } from "../databases.ts";
import { archStl } from "../models.ts";
import { startTestServer } from "../server.ts";
import type { Api } from "./shopper.ts";

const MESHES = 24;
const POLLS_MAX = 600;
const POLL_MS = 50;

forEachDatabase("from an STL to a serialised part", (database) => {
  test(`${MESHES} different meshes are ordered, packed, printed and traced`, async () => {
    const { url, secrets, furnished } = await startTestServer(database, { moves_max: 500 });
    const token = () => mintToken(secrets, { expires_in_s: 300 });
    const api = createClient({ url, token });
    const clock = createClientOf(sandboxOperations, "/sandbox/v1", { url, token });
    const part_uuids = await makeParts(api, furnished.application_uuid, furnished.part_numbers[0]);
    const { now } = await clock.getClock();
    const order = await api.createPartOrder({
      body: {
        part_order_number: "PO-2030-001",
        parts: part_uuids.map((uuid) => ({ uuid })),
        due_date: new Date(Date.parse(now) + 2 * 86_400_000).toISOString(),
        flush: true,
      },
    });
    assert.equal(order.status, "open");
    const build_uuids = await waitUntilPacked(api, order.uuid ?? "");
    await checkBuilds(api, build_uuids, part_uuids);

    const route_to = furnished.printer_serials.slice(0, 2);
    for (const build_uuid of build_uuids) {
      const body = { build_uuid, total_copies: 1, route_to, print_order_number: "PR-1" };
      await api.createPrintOrder({ body });
    }
    const { printer_queues = [] } = await api.getPrinterQueues({
      query: { printer_serial: route_to },
    });
    const waiting = printer_queues.flatMap(({ print_uuids = [] }) => print_uuids);
    assert.equal(waiting.length, build_uuids.length);
    const busy = printer_queues.filter(({ print_uuids = [] }) => print_uuids.length > 0);
    await clock.setClock({ body: { advance_s: 400 } });
    await checkFleet(
      api,
      busy.map(({ printer_serial }) => printer_serial ?? ""),
    );

    await clock.setClock({ body: { until_idle: true } });
    await checkPrinted(api, order.uuid ?? "", build_uuids);
  });
});

async function makeParts(api: Api, application_uuid: string, part_number: string) {
  const uuids: string[] = [];
  for (let number = 0; number < MESHES; number++) {
    const model = await api.uploadModel({
      headers: {
        filename: `arch-${number}.stl`,
        "application-uuid": application_uuid,
        "external-id": `case-${number}`,
      },
      body: archStl(number),
    });
    const body = { part_number, model_uuid: model.uuid, application_uuid };
    uuids.push((await api.createPart({ body })).uuid);
  }
  const { models = [] } = await api.findModels({ query: { external_id: ["case-0", "case-23"] } });
  assert.deepEqual(models.map(({ filename }) => filename).sort(), ["arch-0.stl", "arch-23.stl"]);
  return uuids;
}

async function waitUntilPacked(api: Api, uuid: string): Promise<string[]> {
  for (let polls = 0; polls < POLLS_MAX; polls++) {
    const order = await api.getPartOrder({ params: { uuid } });
    const builds = await Promise.all(
      (order.build_uuids ?? []).map((build) => api.getBuild({ params: { uuid: build } })),
    );
    const hasFiles = builds.every(({ attachments = [] }) => attachments.length === 3);
    if (order.printed_parts.every(({ status }) => status === "preparing") && hasFiles) {
      assert.equal(order.status, "processing");
      return order.build_uuids ?? [];
    }
    await sleep(POLL_MS);
  }
  return assert.fail("the order was not packed in time");
}

/** Every part stands on one build, and each build has the files that people need. */
async function checkBuilds(api: Api, build_uuids: string[], part_uuids: string[]): Promise<void> {
  const { builds = [] } = await api.getBuilds({ query: { uuid: build_uuids } });
  assert.equal(builds.length, build_uuids.length);
  const packed = builds.flatMap(({ parts }) => parts.map(({ uuid }) => uuid));
  assert.deepEqual(packed.sort(), part_uuids.toSorted());
  for (const { name, status, attachments = [] } of builds) {
    assert.match(name ?? "", /^AutoBuild\d+$/);
    assert.equal(status, "Released");
    const heads: string[] = [];
    for (const { uuid = "", filename = "" } of attachments) {
      const bytes = await api.getAttachment({ params: { uuid } });
      const head = Buffer.from(bytes.subarray(0, 5)).toString("latin1");
      if (filename.endsWith(".pdf")) heads.push(head);
      else assert.equal(head, filename.endsWith(".png") ? "\x89PNG\r" : "<svg ", filename);
    }
    assert.deepEqual(heads, ["%PDF-"], "there is one traveler");
  }
  const query = { build_uuid: build_uuids, status: "preparing" as const, limit: 100 };
  assert.equal((await api.getPrintedParts({ query })).total_count, MESHES);
}

async function checkFleet(api: Api, serials: string[]): Promise<void> {
  const { printers } = await api.getPrinters();
  for (const serial of serials) {
    const { status, prints } = await api.getPrinter({ params: { serial } });
    assert.equal(status.printer_state, "PRINTING");
    assert.ok((prints.current?.remaining_sec ?? 0) > 0);
    const listed = printers.find((one) => one.serial === serial);
    assert.equal(listed?.prints.current?.print_id, prints.current?.print_id);
  }
}

async function checkPrinted(api: Api, uuid: string, build_uuids: string[]): Promise<void> {
  const { prints = [] } = await api.getPrints({ query: { print_order_number: ["PR-1"] } });
  assert.deepEqual(prints.map(({ build_uuid }) => build_uuid).sort(), build_uuids.toSorted());
  const query = { part_order_uuid: [uuid], sort: ["created_at"], limit: 10 };
  const serials = new Set<string>();
  for await (const { parts = [] } of api.pages("getPrintedParts", { query })) {
    for (const part of parts) {
      assert.equal(part.status, "complete");
      const print = prints.find((one) => one.uuid === part.print_uuid);
      assert.match(part.serial_number ?? "", new RegExp(`^${print?.print_id}-\\d+$`));
      serials.add(part.serial_number ?? "");
    }
  }
  assert.equal(serials.size, MESHES);
  assert.equal((await api.getPartOrder({ params: { uuid } })).status, "complete");
}
