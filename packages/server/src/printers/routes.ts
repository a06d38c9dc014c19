/** /printers. Their queues are prints: see prints/routes.ts. */
import { operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { route } from "../platform/http/route.ts";
import {
  countPrinters,
  type PrinterRow,
  readPrinters,
  readPrintersBySerial,
  readPrintsAtPrinters,
} from "./store.ts";
import { printerView } from "./view.ts";

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
        printers: await printerViews(deps, customer_uuid, rows),
      };
    }),
    route(operations.getPrinter, async ({ caller, params }) => {
      const { customer_uuid } = caller;
      const rows = await readPrintersBySerial(deps.db.read, customer_uuid, [params.serial]);
      const [view] = await printerViews(deps, customer_uuid, rows);
      if (!view) throw new Problem("not_found", `There is no printer ${params.serial}.`);
      return view;
    }),
  ],
});

async function printerViews(deps: Deps, customer_uuid: string, rows: PrinterRow[]) {
  const serials = rows.map((row) => row.serial);
  const prints = Map.groupBy(
    await readPrintsAtPrinters(deps.db.read, customer_uuid, serials),
    (print) => print.printer_serial,
  );
  const now = deps.clock.now();
  return rows.map((row) =>
    printerView(row, prints.get(row.serial) ?? [], deps.config.base_url, now),
  );
}
