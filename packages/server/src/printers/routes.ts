/** /printers of /v1 and of /manage/v1. Their queues are prints: see prints/routes.ts. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Caller, type Route, route } from "../platform/http/route.ts";
import { addPrinter } from "./add.ts";
import {
  bringBackPrinter,
  endMaintenance,
  retirePrinter,
  startMaintenance,
} from "./availability.ts";
import { loadResin } from "./load-resin.ts";
import {
  countPrinters,
  FLEET_LIST,
  planPollOfQueues,
  readPrinters,
  readPrintersBySerial,
} from "./store.ts";
import { printerNamed, updatePrinter } from "./update.ts";
import { printerRecords, printerViews } from "./view.ts";

export const openPrinters: OpenFeature = (deps) => ({
  routes: [
    route(operations.getPrinters, async ({ caller, query }) => {
      const { limit = 100, offset = 0 } = query;
      const { customer_uuid } = caller;
      const rows = await readPrinters(deps.db.read, customer_uuid, { limit, offset });
      return {
        limit,
        offset,
        total_count: await countPrinters(deps.db.read, customer_uuid),
        printers: await printerViews(deps, rows),
      };
    }),
    route(operations.getPrinter, async ({ caller, params }) => {
      const { customer_uuid } = caller;
      const rows = await readPrintersBySerial(deps.db.read, customer_uuid, [params.serial]);
      const [view] = await printerViews(deps, rows);
      if (!view) throw new Problem("not_found", `There is no printer ${params.serial}.`);
      return view;
    }),
  ],
  manage: managedPrinters(deps),
  jobs: {
    look_at_queues: ({ customer_uuid }) =>
      deps.db.transaction((tx) => planPollOfQueues(tx, customer_uuid, deps.clock.now())),
  },
});

function managedPrinters(deps: Deps): Route[] {
  const record = async ({ customer_uuid }: Caller, serial: string) => {
    const row = await printerNamed(deps.db.read, customer_uuid, serial);
    const [view] = await printerRecords(deps, [row]);
    return view;
  };
  return [
    route(manageOperations.addPrinter, async ({ caller, body }) => {
      await addPrinter(deps, caller, body);
      return record(caller, body.serial);
    }),
    route(manageOperations.getFleet, async ({ caller, query }) => {
      const { rows, ...page } = await listPage(deps, FLEET_LIST, caller.customer_uuid, query);
      return { ...page, printers: await printerRecords(deps, rows) };
    }),
    route(manageOperations.getFleetPrinter, ({ caller, params }) => record(caller, params.serial)),
    route(manageOperations.updatePrinter, async ({ caller, params: { serial }, body }) => {
      await updatePrinter(deps, caller, serial, body);
      return record(caller, serial);
    }),
    route(manageOperations.startMaintenance, async ({ caller, params: { serial }, body }) => {
      await startMaintenance(deps, caller, serial, body.note ?? null);
      return record(caller, serial);
    }),
    route(manageOperations.endMaintenance, async ({ caller, params: { serial } }) => {
      await endMaintenance(deps, caller, serial);
      return record(caller, serial);
    }),
    route(manageOperations.retirePrinter, async ({ caller, params: { serial } }) => {
      await retirePrinter(deps, caller, serial);
      return record(caller, serial);
    }),
    route(manageOperations.bringBackPrinter, async ({ caller, params: { serial } }) => {
      await bringBackPrinter(deps, caller, serial);
      return record(caller, serial);
    }),
    route(manageOperations.loadResin, async ({ caller, params: { serial }, body }) => {
      await loadResin(deps, caller, serial, body.resin_lot_uuid);
      return record(caller, serial);
    }),
  ];
}
