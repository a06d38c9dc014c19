/** /manage/v1/events and genealogy. */
import { manageOperations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage, listPageJson } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { shownJson } from "../printed-parts/store-shown.ts";
import { readGenealogy } from "./genealogy.ts";
import { keyOf, NOUNS } from "./relations.ts";
import { openSealer } from "./seal.ts";
import { EVENTS_LIST } from "./store.ts";
import { descendantsList, readThing } from "./store-genealogy.ts";
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
      route(manageOperations.getPrintedPartGenealogy, ({ caller, params, query }) =>
        readGenealogy(deps, caller.customer_uuid, params.id, query.at),
      ),
      route(manageOperations.getDescendants, async ({ caller: { customer_uuid }, query }) => {
        const subject = await existing(deps, customer_uuid, query);
        const list = descendantsList(customer_uuid, subject.noun);
        const json = { noun: "printed_parts", jsonOf: shownJson, more: { subject } };
        return listPageJson(deps, list, customer_uuid, query, json);
      }),
    ],
    close: sealer.close,
  };
};

/** Throws not_found. What has no table of its own exists as far as anything was made of it. */
async function existing(deps: Deps, customer_uuid: string, asked: { noun: string; id: string }) {
  const { noun, id: uuid } = asked;
  const key = keyOf(NOUNS[noun], uuid);
  const is_there = key && (await readThing(deps.db.read, customer_uuid, noun, key));
  if (NOUNS[noun].table && !is_there) {
    throw new Problem("not_found", `There is nothing among ${noun} that is named ${uuid}.`);
  }
  return { noun, uuid };
}
