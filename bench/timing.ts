/**
 * Asks for what another customer has, and for what nobody has, in turn: the answers are equal, and
 * the time they take may not tell the two apart either. Exit code 1 when the medians of a noun
 * differ by a millisecond or more.
 *
 *   node bench/timing.ts [--asks 10000]
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { OpenTestDb } from "../packages/server/src/testing/databases.ts";
import { aNeighbour } from "../packages/server/src/testing/neighbour.ts";
import { NO_UUID, startTestServer } from "../packages/server/src/testing/server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "../packages/server/src/testing/shop.ts";

const DIFFERENCE_MS_MAX = 1;

const { values } = parseArgs({ options: { asks: { type: "string", default: "10000" } } });
const folder = mkdtempSync(join(tmpdir(), "vatline-timing-"));
const closers: (() => Promise<void>)[] = [];
const database = {
  place: async () => ({ sqlite: join(folder, "vatline.db") }),
  closeFirst: (close: () => Promise<void>) => void closers.push(close),
} as OpenTestDb;
try {
  const shop = await startTestServer(database);
  const neighbour = await aNeighbour(shop);
  const part = await aPart(neighbour);
  const { order, build_uuids } = await aPackedOrder(neighbour, [part]);
  const print_order = await aPrintOrder(neighbour, build_uuids[0]);
  const { model_uuid = "" } = await neighbour.client.getPart({ params: { uuid: part } });
  const headers = { authorization: `Bearer ${shop.token}` };
  console.log(
    `noun              not yours ms   not there ms   difference us   (${values.asks} each)`,
  );
  await compare("models", model_uuid);
  await compare("parts", part);
  await compare("part_orders", order.uuid);
  await compare("builds", build_uuids[0]);
  await compare("print_orders", print_order.uuid ?? "");
  await compare("printed_parts", order.printed_parts[0].uuid);
  await compare("printers", neighbour.furnished.printer_serials[0], "ZZ9Z99");

  async function compare(noun: string, id: string, stranger = NO_UUID) {
    const times: [number[], number[]] = [[], []];
    for (let ask = 0; ask < 2 * Number(values.asks); ask++) {
      const which = ask % 2;
      const path = `/v1/${noun}/${which === 0 ? id : stranger}`;
      const asked_at = performance.now();
      const response = await fetch(shop.url + path, { headers });
      await response.arrayBuffer();
      times[which].push(performance.now() - asked_at);
      if (response.status !== 404) throw new Error(`${path}: ${response.status}`);
    }
    const [not_yours, not_there] = times.map(medianOf);
    const difference_ms = not_yours - not_there;
    const cells = [not_yours.toFixed(3), not_there.toFixed(3), (difference_ms * 1000).toFixed(1)];
    console.log(noun.padEnd(15) + cells.map((cell) => cell.padStart(15)).join(""));
    if (Math.abs(difference_ms) >= DIFFERENCE_MS_MAX) process.exitCode = 1;
  }
} finally {
  for (const close of closers.toReversed()) await close();
  rmSync(folder, { recursive: true });
}

function medianOf(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
