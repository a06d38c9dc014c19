/** /manage/v1/events and genealogy. */
import { manageOperations } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { openSealer } from "./seal.ts";
import { EVENTS_LIST } from "./store.ts";
import { verifyChain } from "./verify.ts";
import { eventViews } from "./view.ts";

export const openHistory: OpenFeature = (deps) => {
  const sealer = openSealer(deps);
  return {
    manage: [
      route(manageOperations.getEvents, async ({ caller: { customer_uuid }, query }) => {
        const { rows, ...page } = await listPage(deps, EVENTS_LIST, customer_uuid, query);
        const events = rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
        return { ...page, events: await eventViews(deps.db.read, customer_uuid, events) };
      }),
      route(manageOperations.verifyEvents, async ({ caller: { customer_uuid } }) => {
        const secret = await sealer.sealPending();
        return verifyChain(deps.db.read, customer_uuid, secret);
      }),
    ],
    close: sealer.close,
  };
};
