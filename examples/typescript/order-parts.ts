/**
 * Orders parts in the sandbox and follows them to the finished, serialised thing, through the
 * typed client of @vatline/api. Ends with 0 only when every part is complete.
 *
 *   script/start &
 *   node examples/typescript/order-parts.ts --secrets vatline-data/secrets.json \
 *     --sandbox vatline-data/sandbox.json crown.stl bridge.stl
 */
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, parse } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import {
  type Client,
  createClient,
  createClientOf,
  mintToken,
  type operations,
  type PartOrder,
  type PrintedPart,
  type Secrets,
  sandboxOperations,
} from "@vatline/api";

const POLL_MS = 500;
const PACKING_MS_MAX = 120_000;
const DAY_MS = 24 * 3600 * 1000;

/** The part of sandbox.json that is used here. */
type Sandbox = {
  base_url: string;
  application_uuid: string;
  /** The first one packs by itself. */
  part_numbers: string[];
  printer_serials: string[];
};

type Api = Client<typeof operations>;
type Shop = { api: Api; clock: Client<typeof sandboxOperations>; sandbox: Sandbox };

try {
  await main();
} catch (error) {
  console.error(`order-parts: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      url: { type: "string" },
      secrets: { type: "string", default: "vatline-data/secrets.json" },
      sandbox: { type: "string", default: "vatline-data/sandbox.json" },
      out: { type: "string", default: "order-files" },
    },
  });
  if (positionals.length === 0) throw new Error("name at least one STL file");
  const shop = openShop(values.url, values.secrets, values.sandbox);
  const { api, clock, sandbox } = shop;

  const part_uuids: string[] = [];
  for (const file of positionals) part_uuids.push(await createPart(shop, file));
  const order = await placeOrder(shop, part_uuids);
  const build_uuids = await waitUntilPacked(api, order);
  for (const build_uuid of build_uuids) await saveAttachments(api, build_uuid, values.out);

  const serials = sandbox.printer_serials.slice(0, 2);
  const print_order_uuids: string[] = [];
  for (const build_uuid of build_uuids) {
    print_order_uuids.push(await printBuild(api, build_uuid, serials));
  }
  await showFleet(api, serials);

  const { now } = await clock.setClock({ body: { until_idle: true } });
  console.log(`moved the clock on until nothing was left to do: it is ${now}`);
  await showPrints(api, print_order_uuids);
  await checkOrder(api, order);
}

function openShop(given_url: string | undefined, secrets_file: string, file: string): Shop {
  const secrets: Secrets = JSON.parse(readFileSync(secrets_file, "utf8"));
  const sandbox: Sandbox = JSON.parse(readFileSync(file, "utf8"));
  const url = given_url ?? sandbox.base_url.replace(/\/(v1\/?)?$/, "");
  const token = mintToken(secrets, { expires_in_s: 3600 });
  const options = { url, token: () => token };
  const clock = createClientOf(sandboxOperations, "/sandbox/v1", options);
  return { api: createClient(options), clock, sandbox };
}

/** Uploads a model and makes a part of it, under the part number that packs by itself. */
async function createPart({ api, sandbox }: Shop, file: string): Promise<string> {
  const { application_uuid } = sandbox;
  const bytes = readFileSync(file);
  const model = await api.uploadModel({
    headers: {
      filename: asciiOf(basename(file)),
      "application-uuid": application_uuid,
      "external-id": `${asciiOf(parse(file).name).slice(0, 200)}-${randomUUID()}`,
    },
    body: bytes,
  });
  const part_number = only(sandbox.part_numbers[0], "part number");
  const part = await api.createPart({
    body: { part_number, model_uuid: model.uuid, application_uuid },
  });
  console.log(`uploaded ${basename(file)} (${bytes.length} bytes): part ${part.uuid}`);
  return part.uuid;
}

/** Orders one of each, due in two days of the shop's time, to be packed at once. */
async function placeOrder({ api, clock }: Shop, part_uuids: string[]): Promise<PartOrder> {
  const { now } = await clock.getClock();
  const order = await api.createPartOrder({
    body: {
      part_order_number: `EXAMPLE-${randomUUID().slice(0, 8)}`,
      parts: part_uuids.map((uuid) => ({ uuid })),
      due_date: new Date(Date.parse(now) + 2 * DAY_MS).toISOString(),
      flush: true,
    },
  });
  console.log(`ordered ${part_uuids.length} parts as ${order.part_order_number}: ${order.status}`);
  return order;
}

/** Answers the uuids of the order's builds as soon as every part has one. */
async function waitUntilPacked(api: Api, order: PartOrder): Promise<string[]> {
  const parts = await poll("every part to be packed", async () => {
    const rows = await printedPartsOf(api, order);
    const failed = rows.find(({ status }) => status === "failed");
    if (failed) throw new Error(`part ${failed.part_uuid} cannot be built: ${failed.error}`);
    return rows.every(({ build_uuid }) => build_uuid) ? rows : undefined;
  });
  const build_uuids = [...new Set(parts.flatMap(({ build_uuid }) => build_uuid ?? []))].sort();
  const { builds = [] } = await api.getBuilds({ query: { uuid: build_uuids } });
  console.log(`packed on ${builds.length} build platforms:`);
  console.table(builds.map(({ name, status, parts }) => ({ name, status, parts: parts.length })));
  return build_uuids;
}

/** Saves the pictures of a build's plate and its traveler to a folder. Other files come later. */
async function saveAttachments(api: Api, uuid: string, folder: string): Promise<void> {
  const build = await poll("the build's traveler", async () => {
    const found = await api.getBuild({ params: { uuid } });
    const names = found.attachments?.map(({ filename }) => filename ?? "") ?? [];
    return names.some((name) => name.endsWith("traveler.pdf")) ? found : undefined;
  });
  mkdirSync(folder, { recursive: true });
  for (const attachment of build.attachments ?? []) {
    const attachment_uuid = only(attachment.uuid, "uuid of an attachment");
    const content = await api.getAttachment({ params: { uuid: attachment_uuid } });
    if (content.length === 0) throw new Error(`attachment ${attachment.filename} is empty`);
    const name = only(attachment.filename, "name of an attachment").replaceAll(/[^\w.-]/g, "_");
    writeFileSync(join(folder, name), content);
    console.log(`saved ${join(folder, name)} (${content.length} bytes)`);
  }
}

/** Queues one copy of a build on each of the printers. */
async function printBuild(api: Api, build_uuid: string, route_to: string[]): Promise<string> {
  const total_copies = route_to.length;
  const { uuid } = await api.createPrintOrder({ body: { build_uuid, total_copies, route_to } });
  console.log(`sent ${total_copies} copies to ${route_to.join(", ")}`);
  return only(uuid, "uuid of a print order");
}

/** Shows every printer, and what waits for those that were given work. */
async function showFleet(api: Api, printer_serial: string[]): Promise<void> {
  const { printers } = await api.getPrinters();
  console.table(
    printers.map(({ serial, hw_type, status, prints }) => ({
      serial,
      hw_type,
      state: status.printer_state,
      "prints now": prints.current?.name ?? "-",
      queued: prints.queue_length,
    })),
  );
  const { printer_queues = [] } = await api.getPrinterQueues({ query: { printer_serial } });
  for (const queue of printer_queues) {
    console.log(`queue of ${queue.printer_serial}: ${queue.print_uuids?.join(" ") || "empty"}`);
  }
}

/** Shows how the prints of the print orders ended. */
async function showPrints(api: Api, print_order_uuid: string[]): Promise<void> {
  const status = ["finished", "failed", "canceled"];
  const { prints = [] } = await api.getPrints({ query: { print_order_uuid, status } });
  console.log(`${prints.length} prints ended:`);
  console.table(
    prints.map(({ print_id, name, status, started_at, finished_at }) => ({
      print_id,
      name,
      status,
      started_at,
      finished_at,
    })),
  );
}

/** Shows the finished parts; throws unless all are complete and serialised. */
async function checkOrder(api: Api, { uuid, part_order_number }: PartOrder): Promise<void> {
  const { status, ...order } = await api.getPartOrder({ params: { uuid } });
  const parts = await printedPartsOf(api, order);
  console.table(
    parts.map(({ serial_number, print_id, status }) => ({ serial_number, print_id, status })),
  );
  const missing = parts.filter((part) => part.status !== "complete" || !part.serial_number);
  if (status !== "complete" || missing.length > 0) {
    const count = `${missing.length} of ${parts.length} parts are not complete`;
    throw new Error(`part order ${part_order_number} is ${status}: ${count}`);
  }
  console.log(`part order ${part_order_number} is complete`);
}

async function printedPartsOf(api: Api, { uuid }: { uuid: string }): Promise<PrintedPart[]> {
  const query = { part_order_uuid: [uuid], sort: ["created_at"] };
  const rows: PrintedPart[] = [];
  for await (const { parts = [] } of api.pages("getPrintedParts", { query })) rows.push(...parts);
  return rows;
}

/** Asks again until there is an answer, for two minutes at most. */
async function poll<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let waited_ms = 0; waited_ms < PACKING_MS_MAX; waited_ms += POLL_MS) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(POLL_MS);
  }
  throw new Error(`waited ${PACKING_MS_MAX / 1000} s in vain for ${what}`);
}

function only<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`the server named no ${what}`);
  return value;
}

/** Header values carry no letters beyond ASCII. */
function asciiOf(text: string): string {
  return text.replaceAll(/[^ -~]/g, "_");
}
