/** Whatever is sent, the server answers by its contract, and goes on working. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAnswer } from "./check-answer.ts";
import { forEachDatabase } from "./databases.ts";
import { createPool, type Pool } from "./fuzz-pool.ts";
import { drawRequest } from "./fuzz-requests.ts";
import { type Random, randomFrom } from "./journeys/random.ts";
import { manage } from "./manage.ts";
import { ALL_OPERATIONS } from "./operations.ts";
import { curlOf, type RawRequest, sendRaw } from "./raw-http.ts";
import { type Answer, startTestServer, type TestServer } from "./server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "./shop.ts";

/** Of a usual run; VATLINE_FUZZ_REQUESTS asks for more. */
const REQUESTS = { sqlite: 1500, postgres: 500 };
const TOGETHER_MAX = 6;
const ANSWER_MS_MAX = 10_000;
/** A move of the clock does all that happens until then. */
const MOVE_MS_MAX = 120_000;

const FAULTS_TOLD_MAX = 10;
/** Said before it is known which operation was meant. */
const OF_THE_CONNECTION = ["request_unreadable", "headers_too_large"];

/** What ends the few things that all else is made in, so that nothing would be left to ask for. */
const ENDS = ["archiveApplication", "obsoleteBuildSopVersion", "retireCatalogPart"];
const ends = ({ operation }: (typeof ALL_OPERATIONS)[number]) => ENDS.includes(operation.id);
const ASKED = ALL_OPERATIONS.filter((one) => !ends(one));
/** Asked last, over and over, of what the others made. */
const ENDING = ALL_OPERATIONS.filter(ends);
const ENDING_SHARE = 0.05;

forEachDatabase("requests of every shape", (database) => {
  test("are answered by the contract, and harm nothing", async (t) => {
    // The same requests each time: a change is judged by itself; other seeds are for long runs.
    const seed = Number(process.env.VATLINE_TEST_SEED ?? 1);
    t.diagnostic(`VATLINE_TEST_SEED=${seed}`);
    const shop = await startTestServer(database);
    const usual = REQUESTS[shop.server.deps.db.dialect.name];
    const requests = Number(process.env.VATLINE_FUZZ_REQUESTS ?? usual);
    const random = randomFrom(seed);
    const pool = poolOf(shop);
    const answered = await sendMany(shop, { random, pool, operations: ASKED }, requests);
    const last = Math.ceil(ENDING_SHARE * requests);
    const ended = await sendMany(shop, { random, pool, operations: ENDING }, last);
    for (const [status, times] of ended) {
      answered.set(status, (answered.get(status) ?? 0) + times);
    }
    t.diagnostic(
      [...answered]
        .sort()
        .map(([status, times]) => `${status}: ${times}`)
        .join(", "),
    );
    await checkAlive(shop);
  });
});

/** Sends them a few at a time; answers how often each status came, 0 for none. */
async function sendMany(
  shop: TestServer,
  drawn: { random: Random; pool: Pool; operations: typeof ALL_OPERATIONS },
  wanted: number,
): Promise<Map<number, number>> {
  const { random, pool } = drawn;
  const answered = new Map<number, number>();
  const faults: string[] = [];
  for (let sent = 0; sent < wanted; ) {
    const together = Math.min(1 + random.below(TOGETHER_MAX), wanted - sent);
    const requests = Array.from({ length: together }, () =>
      drawRequest({ ...drawn, token: shop.token }),
    );
    const answers = await Promise.all(requests.map((request) => ask(shop, request, faults)));
    if (faults.length >= FAULTS_TOLD_MAX) break;
    for (const [index, answer] of answers.entries()) {
      if (answer) pool.learn(requests[index].target, answer);
      const status = answer?.status ?? 0;
      answered.set(status, (answered.get(status) ?? 0) + 1);
    }
    sent += together;
  }
  assert.equal(faults.length, 0, faults.join("\n\n"));
  return answered;
}

function poolOf({ furnished, secrets }: TestServer): Pool {
  // Whose token asks would only lock itself out.
  const pool = createPool([furnished.user_uuid, secrets.client_id]);
  for (const serial of furnished.printer_serials) pool.add("printer", serial);
  for (const number of furnished.part_numbers) pool.add("part_number", number);
  for (const uuid of Object.values(furnished.build_sop_uuids)) pool.add("build_sop", uuid);
  pool.add("application", furnished.application_uuid);
  for (const number of [1, 2]) pool.add("version", String(number));
  return pool;
}

/** Sends one request; what is wrong with its answer is added to `faults`. */
async function ask(
  { url }: TestServer,
  request: RawRequest,
  faults: string[],
): Promise<Answer | null> {
  const moves = request.target.startsWith("/sandbox/");
  try {
    const answer = await sendRaw(url, request, moves ? MOVE_MS_MAX : ANSWER_MS_MAX);
    if (answer) check(request, answer);
    else assert.equal(request.framing, "cut", "the server hung up");
    return answer;
  } catch (error) {
    faults.push(`${error instanceof Error ? error.message : error}\n${curlOf(url, request)}`);
    return null;
  }
}

function check({ method, target }: RawRequest, answer: Answer): void {
  const { status, body } = answer;
  const said = `${status} ${JSON.stringify(body).slice(0, 500)}`;
  assert.ok(status < 500, said);
  const has_type = answer.headers.get("content-type")?.startsWith("application/problem+json");
  assert.ok(status < 400 || status === 416 || has_type, `${said} is no problem`);
  if (method === "HEAD" || OF_THE_CONNECTION.includes(String(body.code))) return;
  checkAnswer(method, target, answer);
}

/** A part number with sane settings: those of the others may be odd by now. */
async function aLine(shop: TestServer) {
  const { uuid: application_uuid } = await manage(shop, "POST", "/applications", { name: "Alive" });
  const settings = { resin_name: "UMA 90", platform_classes: ["M2"] };
  const sop = await manage(shop, "POST", "/build_sops", { name: "Alive", ...settings });
  await manage(shop, "POST", `/build_sops/${sop.uuid}/versions/1/release`);
  const entry = { application_uuid, part_number: "ALIVE", build_sop_uuid: sop.uuid };
  await manage(shop, "POST", "/catalog_parts", entry);
  return { application_uuid, part_number: "ALIVE" };
}

async function checkAlive(shop: TestServer): Promise<void> {
  const { status } = await fetch(`${shop.url}/readyz`);
  assert.equal(status, 200);
  await shop.request("POST", "/sandbox/v1/clock", { body: { speed: 0 } });
  await shop.untilIdle();
  // A printer of its own: the others may be retired by now, or wait for resin that nobody has.
  const printer = { serial: "ALIVE01", name: "Alive", hw_type: "M2", driver: "simulated" };
  await manage(shop, "POST", "/printers", printer);
  const { order, build_uuids } = await aPackedOrder(shop, [await aPart(shop, await aLine(shop))]);
  await aPrintOrder(shop, build_uuids[0], { route_to: [printer.serial] });
  await shop.untilIdle();
  const { status: done } = await shop.client.getPartOrder({ params: { uuid: String(order.uuid) } });
  const { hold } = await manage(shop, "GET", `/printers/${printer.serial}`);
  assert.deepEqual([done, hold], ["complete", null]);
  assert.deepEqual(await shop.server.deps.jobs.parked(), []);
}
