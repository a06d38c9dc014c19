/** /manage/v1/exports. */
import { EXPORTS, type ExportColumn, manageOperations } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { route } from "../platform/http/route.ts";
import { exportTable } from "./export.ts";

export const openExports: OpenFeature = (deps) => ({
  manage: [
    route(manageOperations.getExports, async () => ({
      exports: Object.entries(EXPORTS).map(([name, columns]) => ({
        name,
        columns: [...columns] as ExportColumn[],
      })),
    })),
    route(manageOperations.exportPrintedParts, async ({ caller, query }) =>
      exportTable(deps, "printed_parts", caller.customer_uuid, query),
    ),
    route(manageOperations.exportPartOrders, async ({ caller, query }) =>
      exportTable(deps, "part_orders", caller.customer_uuid, query),
    ),
    route(manageOperations.exportBuilds, async ({ caller, query }) =>
      exportTable(deps, "builds", caller.customer_uuid, query),
    ),
    route(manageOperations.exportPrints, async ({ caller, query }) =>
      exportTable(deps, "prints", caller.customer_uuid, query),
    ),
    route(manageOperations.exportMeasurements, async ({ caller, query }) =>
      exportTable(deps, "measurements", caller.customer_uuid, query),
    ),
    route(manageOperations.exportEvents, async ({ caller, query }) =>
      exportTable(deps, "events", caller.customer_uuid, query),
    ),
  ],
});
