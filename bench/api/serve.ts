/**
 * The server that bench/api.ts measures, in a process of its own: a furnished sandbox whose clock
 * stands still, a filled history, no rate limit. Tells its parent where it is.
 *
 *   node bench/api/serve.ts FOLDER PRINTED_PARTS [DATABASE]
 */
import { simulatedFleet } from "@vatline/printers";
import { makeKeyPair } from "../../packages/server/src/platform/auth/key-pair.ts";
import { readConfig } from "../../packages/server/src/platform/config.ts";
import { databaseIn } from "../../packages/server/src/platform/db/open.ts";
import { insertPrinter } from "../../packages/server/src/printers/store.ts";
import { addKey, furnish } from "../../packages/server/src/sandbox/seed.ts";
import { createServer } from "../../packages/server/src/server.ts";
import { startPostgres } from "../../packages/server/src/testing/postgres.ts";
import { fillHistory } from "./fill.ts";

const UNTIL = "2030-01-01T00:00:00.000Z";
const PRINTERS = 100;

const [data_dir, count, database] = process.argv.slice(2);
const server_of = database === "postgres" ? await startPostgres() : null;
const place = server_of ? { postgres: server_of.url } : databaseIn(data_dir);
const config = readConfig(
  {},
  { mode: "sandbox", port: 0, data_dir, start: UNTIL, speed: 0, log_level: "error" },
);
config.rate_limit.requests_max = 1_000_000_000;

const first = await createServer(config, place);
const { deps } = first;
const key_pair = await makeKeyPair();
const { furnished, secrets } = await deps.db.transaction(async (tx) => {
  const furnished = await furnish(tx, deps, { password: "", password_hash: "" });
  const { customer_uuid } = furnished;
  for (const { settings, ...printer } of simulatedFleet({ seed: 2, count: PRINTERS })) {
    await insertPrinter(tx, {
      customer_uuid,
      ...printer,
      name: `B-${printer.name}`,
      settings: JSON.stringify(settings),
      next_poll_at: UNTIL,
      resin_change: "at_start",
      created_at: UNTIL,
      updated_at: UNTIL,
    });
  }
  return { furnished, secrets: await addKey(tx, deps, furnished, key_pair) };
});
await first.scheduler.runDue();
await first.stop();

const filled_from = performance.now();
await fillHistory(
  place,
  {
    customer_uuid: furnished.customer_uuid,
    application_uuid: furnished.application_uuid,
    build_sop_uuid: furnished.build_sop_uuids.standard,
    serial: furnished.printer_serials[0],
  },
  { printed_parts: Number(count), until: UNTIL },
);
const filled_s = (performance.now() - filled_from) / 1000;

const server = await createServer(config, place);
const url = await server.listen();
process.send?.({ url, secrets, filled_s });
process.once("disconnect", async () => {
  await server.stop();
  await server_of?.stop();
});
