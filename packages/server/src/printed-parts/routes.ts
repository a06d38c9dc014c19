/** /printed_parts, and what was printed of a lot of resin under /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPageJson } from "../platform/http/list.ts";
import { Encoded, route } from "../platform/http/route.ts";
import { readNamedLots } from "../resins/store-lots.ts";
import { LOT_PARTS_LIST, PRINTED_PARTS_LIST } from "./store.ts";
import { readPrintedPart, shownJson } from "./store-shown.ts";

export const openPrintedParts: OpenFeature = (deps) => ({
  routes: [
    route(operations.getPrintedPart, async ({ caller, params }) => {
      const json = await readPrintedPart(deps.db.read, caller.customer_uuid, params.uuid);
      if (!json) throw new Problem("not_found", `There is no printed part ${params.uuid}.`);
      return new Encoded(json);
    }),
    route(operations.getPrintedParts, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const json = { noun: "parts", jsonOf: shownJson };
      return listPageJson(deps, PRINTED_PARTS_LIST, customer_uuid, query, json);
    }),
  ],
  manage: [
    route(manageOperations.getPrintedPartsOfResinLot, async ({ caller, params, query }) => {
      const { customer_uuid } = caller;
      const [lot] = await readNamedLots(deps.db.read, customer_uuid, [params.uuid]);
      if (!lot) throw new Problem("not_found", `There is no lot ${params.uuid}.`);
      const asked = { ...query, resin_lot_uuid: lot.uuid };
      const json = { noun: "printed_parts", jsonOf: shownJson };
      return listPageJson(deps, LOT_PARTS_LIST, customer_uuid, asked, json);
    }),
  ],
});
