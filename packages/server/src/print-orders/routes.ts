/** /print_orders. */
import { operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Caller, route } from "../platform/http/route.ts";
import { createPrintOrder } from "./create.ts";
import { PRINT_ORDERS_LIST, readPrintOrder } from "./store.ts";
import { updatePrintOrder } from "./update.ts";
import { printOrderViews } from "./view.ts";

export const openPrintOrders: OpenFeature = (deps) => ({
  routes: [
    route(operations.createPrintOrder, async ({ caller, body }) => {
      const { uuid } = await createPrintOrder(deps, caller, body);
      return printOrder(deps, caller, uuid);
    }),
    route(operations.getPrintOrder, ({ caller, params }) => printOrder(deps, caller, params.uuid)),
    route(operations.updatePrintOrder, async ({ caller, params, body }) => {
      await updatePrintOrder(deps, caller, params.uuid, body);
      return printOrder(deps, caller, params.uuid);
    }),
    route(operations.getPrintOrders, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const { rows, ...page } = await listPage(deps, PRINT_ORDERS_LIST, customer_uuid, query);
      return { ...page, print_orders: await printOrderViews(deps.db.read, customer_uuid, rows) };
    }),
  ],
});

async function printOrder(deps: Deps, caller: Caller, uuid: string) {
  const row = await readPrintOrder(deps.db.read, caller.customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no print order ${uuid}.`);
  const [view] = await printOrderViews(deps.db.read, row.customer_uuid, [row]);
  return view;
}
