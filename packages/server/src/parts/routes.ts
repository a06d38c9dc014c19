/** /parts. */
import { operations, Problem } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { createPart } from "./create.ts";
import { prepareFootprint } from "./prepare.ts";
import { PARTS_LIST, partView, readPart } from "./store.ts";

export const openParts: OpenFeature = (deps) => {
  const view = async (customer_uuid: string, uuid: string) => {
    const row = await readPart(deps.db.read, customer_uuid, uuid);
    if (!row) throw new Problem("not_found", `There is no part ${uuid}.`);
    return partView(row);
  };
  return {
    routes: [
      route(operations.createPart, async ({ caller, body }) => {
        const part = await createPart(deps, caller, body);
        return view(caller.customer_uuid, part.uuid);
      }),
      route(operations.getPart, ({ caller, params }) => view(caller.customer_uuid, params.uuid)),
      route(operations.getParts, async ({ caller, query }) => {
        const { rows, ...page } = await listPage(deps, PARTS_LIST, caller.customer_uuid, query);
        return { ...page, parts: rows.map(partView) };
      }),
    ],
    jobs: {
      prepare_part: async ({ file_key }) => {
        await prepareFootprint(deps, file_key);
      },
    },
  };
};
