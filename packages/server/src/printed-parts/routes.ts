/** /printed_parts. */
import { operations, Problem } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { PRINTED_PARTS_LIST, printedPartView, readPrintedPart } from "./store.ts";

export const openPrintedParts: OpenFeature = (deps) => ({
  routes: [
    route(operations.getPrintedPart, async ({ caller, params }) => {
      const row = await readPrintedPart(deps.db.read, caller.customer_uuid, params.uuid);
      if (!row) throw new Problem("not_found", `There is no printed part ${params.uuid}.`);
      return printedPartView(row);
    }),
    route(operations.getPrintedParts, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const { rows, ...page } = await listPage(deps, PRINTED_PARTS_LIST, customer_uuid, query);
      return { ...page, parts: rows.map(printedPartView) };
    }),
  ],
});
