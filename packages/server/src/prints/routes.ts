/** /prints, /print_quality_data and /printers/queues of /v1, /prints of /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { readPrinters } from "../printers/store.ts";
import { setPrintFeedback } from "./feedback.ts";
import { qualityRecord } from "./quality.ts";
import { moveQueued, removeQueued } from "./queue.ts";
import { printRecord } from "./record.ts";
import { PRINTS_LIST, readQualityRows, readQueues } from "./store.ts";
import { printView } from "./view.ts";

export const openPrints: OpenFeature = (deps) => ({
  routes: [
    route(operations.getPrints, async ({ caller, query }) => {
      // Only finished prints unless asked for others. Source: the compatible API.
      const asked = { ...query, status: query.status ?? ["finished"] };
      const { rows, ...page } = await listPage(deps, PRINTS_LIST, caller.customer_uuid, asked);
      const now = deps.clock.now();
      return { ...page, prints: rows.map((row) => printView(row, now)) };
    }),
    route(operations.getPrintQualityData, async ({ caller, query }) => {
      const asked = [...new Set(query.printIds)];
      const rows = await readQualityRows(deps.db.read, caller.customer_uuid, asked);
      const place = new Map(asked.map((print_id, index) => [print_id, index]));
      rows.sort((a, b) => (place.get(a.print_id) ?? 0) - (place.get(b.print_id) ?? 0));
      return { prints: rows.map(qualityRecord) };
    }),
    route(operations.getPrinterQueues, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const printers = await readPrinters(deps.db.read, customer_uuid);
      const asked = query.printer_serial;
      const unknown = asked?.find((serial) => !printers.some((one) => one.serial === serial));
      if (unknown !== undefined) {
        throw new Problem("not_found", `There is no printer ${unknown}.`);
      }
      const shown = printers.filter((one) => asked === undefined || asked.includes(one.serial));
      const serials = shown.map((one) => one.serial);
      const queues = Map.groupBy(
        await readQueues(deps.db.read, customer_uuid, serials),
        (print) => print.printer_serial,
      );
      return {
        printer_queues: shown.map(({ serial, updated_at }) => {
          const queue = queues.get(serial) ?? [];
          const times = [updated_at, ...queue.map((print) => print.updated_at)];
          return {
            printer_serial: serial,
            updated_at: times.sort().at(-1) ?? updated_at,
            print_uuids: queue.map((print) => print.uuid),
          };
        }),
      };
    }),
    route(operations.updatePrinterQueue, ({ caller, body }) =>
      body.action_type === "PrinterQueueMoveRequest"
        ? moveQueued(deps, caller, body)
        : removeQueued(deps, caller, body.print_uuids),
    ),
  ],
  manage: [
    route(manageOperations.getPrintRecord, ({ caller, params }) =>
      printRecord(deps, caller.customer_uuid, params.uuid),
    ),
    route(manageOperations.setPrintFeedback, async ({ caller, params, body }) => {
      await setPrintFeedback(deps, caller, params.uuid, body);
      return printRecord(deps, caller.customer_uuid, params.uuid);
    }),
  ],
});
