/** /printed_parts, and what was printed of a lot of resin under /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { encodePage, listPage } from "../platform/http/list.ts";
import { Encoded, route } from "../platform/http/route.ts";
import { readNamedLots } from "../resins/store-lots.ts";
import { LOT_PARTS_LIST, PRINTED_PARTS_LIST } from "./store.ts";
import { printedPartJson, readPrintedPart } from "./store-shown.ts";

export const openPrintedParts: OpenFeature = (deps) => ({
  routes: [
    route(operations.getPrintedPart, async ({ caller, params }) => {
      const json = await readPrintedPart(deps.db.read, caller.customer_uuid, params.uuid);
      if (!json) throw new Problem("not_found", `There is no printed part ${params.uuid}.`);
      return new Encoded(json);
    }),
    route(operations.getPrintedParts, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const page = await listPage(deps, PRINTED_PARTS_LIST, customer_uuid, query);
      return encodePage(page, "parts", printedPartJson);
    }),
  ],
  manage: [
    route(manageOperations.getPrintedPartsOfResinLot, async ({ caller, params, query }) => {
      const { customer_uuid } = caller;
      const [lot] = await readNamedLots(deps.db.read, customer_uuid, [params.uuid]);
      if (!lot) throw new Problem("not_found", `There is no lot ${params.uuid}.`);
      const asked = { ...query, resin_lot_uuid: lot.uuid };
      const page = await listPage(deps, LOT_PARTS_LIST, customer_uuid, asked);
      return encodePage(page, "printed_parts", printedPartJson);
    }),
  ],
});
