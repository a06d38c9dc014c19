/** Kills a working sandbox at random moments and looks at what it kept. */
import assert from "node:assert/strict";
import { ApiError, type Secrets } from "@vatline/api";
import { archStl } from "../models.ts";
import {
  openClients,
  readPrinterSerials,
  readSecrets,
  type SandboxChild,
  startSandboxChild,
} from "../sandbox.ts";
import { checkAtRest, checkFolder } from "./invariants.ts";
import { type Ledger, ledgerSize, newLedger, sha256Of } from "./ledger.ts";
import { type Random, randomFrom } from "./random.ts";
import { type Api, goShopping, sendPartOrder, sendPrintOrder } from "./shopper.ts";

export type Life = {
  /** Until requests were taken; null when it was killed before. */
  ready_ms: number | null;
  lived_ms: number;
  /** Answers that were written down by the end of it, all lives together. */
  promised: number;
};

/** What the last life showed. */
export type Rest = { ready_ms: number; promised: number; parts: number; prints: number };

/** Work goes on between two requests: half an hour of printing takes a second. */
const SPEED = 2000;
const LIFE_MS_MAX = 1500;
const SHOPPERS = 2;
const PAUSE_MS_MAX = 300;
const ADVANCE_S = 600;
/** One life in so many ends before the server is ready. */
const EARLY_ONE_IN = 6;
const EARLY_MS_MAX = 500;
const FILES_CHECKED = 30;
/** Far above what it takes: only there so that a job that is stuck is told of. */
const REST_MS_MAX = 60_000;

/**
 * Starts a sandbox in `folder`, has customers order, kills it; `kills` times over. Then it comes to
 * rest. Throws AssertionError as soon as a promise is broken.
 */
export async function killAgainAndAgain(
  folder: string,
  { kills, seed, onLife }: { kills: number; seed: number; onLife?: (life: Life) => void },
): Promise<Rest> {
  const random = randomFrom(seed);
  const ledger = newLedger();
  let secrets: Secrets | undefined;
  for (let kill = 0; kill < kills; kill++) {
    const isEarly = kill > 0 && random.below(EARLY_ONE_IN) === 0;
    const life = await liveAndDie(folder, ledger, random, isEarly);
    onLife?.(life);
    await checkFolder(folder, ledger);
    if (life.ready_ms !== null) {
      secrets ??= readSecrets(folder);
      assert.deepEqual(readSecrets(folder), secrets, "the key is the same");
    }
  }
  return comeToRest(folder, ledger, random);
}

async function liveAndDie(folder: string, ledger: Ledger, random: Random, isEarly: boolean) {
  const born_ms = performance.now();
  const child = startSandboxChild(folder, ["--speed", String(SPEED), "--seed", "5"]);
  let ready_ms: number | null = null;
  try {
    if (isEarly) {
      await sleep(random.below(EARLY_MS_MAX));
    } else {
      const ready = await child.ready;
      ready_ms = ready.ready_ms;
      await workUntilKilled(child, await openShop(folder, ready.url), ledger, random);
    }
  } finally {
    await child.kill();
  }
  assertNoComplaints(child);
  return { ready_ms, lived_ms: performance.now() - born_ms, promised: ledgerSize(ledger) };
}

async function workUntilKilled(
  child: SandboxChild,
  shop: Awaited<ReturnType<typeof openShop>>,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  await askAgain(shop.api, ledger, random);
  const work = Array.from({ length: SHOPPERS }, () =>
    untilCut(() => goShopping({ ...shop, ledger, random }), random),
  );
  // In every other life the time jumps as well.
  if (random.below(2) === 0) {
    const body = { advance_s: ADVANCE_S };
    work.push(untilCut(() => shop.clock.setClock({ body }), random));
  }
  // A refusal ends the test at once, and not only when the time is up.
  await Promise.race([sleep(random.below(LIFE_MS_MAX)), Promise.all(work)]);
  await child.kill();
  await Promise.all(work);
}

async function openShop(folder: string, url: string) {
  return {
    ...(await openClients(folder, url)),
    printer_serials: readPrinterSerials(folder),
  };
}

/** Does it again and again until the connection breaks; a refusal is a fault of the server. */
async function untilCut(work: () => Promise<unknown>, random: Random): Promise<void> {
  try {
    for (;;) {
      await work();
      await sleep(random.below(PAUSE_MS_MAX));
    }
  } catch (error) {
    if (!isCut(error)) throw error;
  }
}

/** What fetch throws when the other side is gone, before or amid an answer. */
const isCut = (error: unknown) => error instanceof TypeError || error instanceof SyntaxError;

/** Sends again what got no answer, and looks at some of what did. */
async function askAgain(api: Api, ledger: Ledger, random: Random): Promise<void> {
  const { part_orders, print_orders } = ledger.unanswered;
  for (const body of [...part_orders.values()]) await sendPartOrder({ api, ledger }, body);
  for (const body of [...print_orders.values()]) await sendPrintOrder({ api, ledger }, body);
  const models = [...ledger.models.keys()];
  for (const uuid of some(models, 3, random)) await checkModel(api, ledger, uuid);
  for (const uuid of some([...ledger.part_orders.keys()], 3, random)) {
    const order = await api.getPartOrder({ params: { uuid } });
    const known = ledger.part_orders.get(uuid);
    assert.equal(order.part_order_number, known?.part_order_number);
    const uuids = order.printed_parts.map((part) => part.uuid);
    assert.deepEqual(uuids, known?.printed_parts);
  }
}

async function checkModel(api: Api, ledger: Ledger, uuid: string): Promise<void> {
  const bytes = await api.downloadModel({ params: { uuid } });
  assert.deepEqual(Buffer.from(bytes), Buffer.from(archStl(ledger.models.get(uuid) ?? -1)));
}

/** Starts it a last time, has everything printed, and stops it in good order. */
async function comeToRest(folder: string, ledger: Ledger, random: Random): Promise<Rest> {
  const child = startSandboxChild(folder, ["--speed", "0"]);
  try {
    const { url, ready_ms } = await child.ready;
    const shop = await openShop(folder, url);
    await printTheRest(shop, ledger, random);
    await checkFiles(shop.api, ledger, random);
    const { api } = shop;
    const done = await api.getPrintedParts({ query: { limit: 1, status: "complete" } });
    const prints = await api.getPrints({ query: { limit: 1 } });
    assert.equal(await child.stop(), 0, "it stops cleanly");
    assertNoComplaints(child);
    await checkFolder(folder, ledger);
    await checkAtRest(folder);
    return {
      ready_ms,
      promised: ledgerSize(ledger),
      parts: done.total_count ?? 0,
      prints: prints.total_count ?? 0,
    };
  } finally {
    await child.kill();
  }
}

/** Orders prints of the builds that have none, and waits until nothing is left to do. */
async function printTheRest(
  { api, clock, printer_serials }: Awaited<ReturnType<typeof openShop>>,
  ledger: Ledger,
  random: Random,
): Promise<void> {
  const rest = () =>
    clock.setClock({ body: { until_idle: true }, signal: AbortSignal.timeout(REST_MS_MAX) });
  await askAgain(api, ledger, random);
  await rest();
  const printed = new Set<string | undefined>();
  for await (const { prints = [] } of api.pages("getPrints", { query: { limit: 1000 } })) {
    for (const print of prints) printed.add(print.build_uuid);
  }
  for await (const { builds = [] } of api.pages("getBuilds", { query: { limit: 1000 } })) {
    for (const { uuid = "" } of builds.filter((build) => !printed.has(build.uuid))) {
      const body = { uuid: random.uuid(), build_uuid: uuid, total_copies: 1 };
      await sendPrintOrder({ api, ledger }, { ...body, route_to: printer_serials.slice(0, 4) });
    }
  }
  await rest();
}

async function checkFiles(api: Api, ledger: Ledger, random: Random): Promise<void> {
  for (const uuid of some([...ledger.models.keys()], FILES_CHECKED, random)) {
    await checkModel(api, ledger, uuid);
  }
  for (const uuid of some([...ledger.attachments.keys()], FILES_CHECKED, random)) {
    const bytes = await api.getAttachment({ params: { uuid } });
    assert.equal(sha256Of(bytes), ledger.attachments.get(uuid));
  }
}

function assertNoComplaints({ complaints }: SandboxChild): void {
  assert.deepEqual(complaints, [], "the server has nothing to complain of");
}

function some<T>(values: T[], count: number, random: Random): T[] {
  if (values.length <= count) return values;
  return Array.from({ length: count }, () => values[random.below(values.length)]);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** For reports: what went wrong, with the server's own words. */
export function faultOf(error: unknown): string {
  if (error instanceof ApiError) return `${error.message} ${JSON.stringify(error.problem)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
