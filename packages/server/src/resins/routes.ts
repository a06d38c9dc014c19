/** /manage/v1/resins and /manage/v1/resin_lots; what was printed of a lot is in printed-parts. */
import { manageOperations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Caller, route } from "../platform/http/route.ts";
import { createResin, createResinLot } from "./create.ts";
import { RESINS_LIST, readResin, resinView } from "./store.ts";
import { RESIN_LOTS_LIST, readResinLot, resinLotViews } from "./store-lots.ts";
import { updateResin, updateResinLot } from "./update.ts";

export const openResins: OpenFeature = (deps) => ({
  manage: [
    route(manageOperations.createResin, async ({ caller, body }) => {
      const by = { ...caller, at: deps.clock.now() };
      return resinView(await deps.db.transaction((tx) => createResin(tx, deps, by, body)));
    }),
    route(manageOperations.getResins, async ({ caller, query }) => {
      const { rows, ...page } = await listPage(deps, RESINS_LIST, caller.customer_uuid, query);
      return { ...page, resins: rows.map(resinView) };
    }),
    route(manageOperations.getResin, ({ caller, params }) => resin(deps, caller, params.uuid)),
    route(manageOperations.updateResin, async ({ caller, params, body }) => {
      await updateResin(deps, caller, params.uuid, body);
      return resin(deps, caller, params.uuid);
    }),
    route(manageOperations.createResinLot, async ({ caller, body }) => {
      const by = { ...caller, at: deps.clock.now() };
      const { uuid } = await deps.db.transaction((tx) => createResinLot(tx, deps, by, body));
      return resinLot(deps, caller, uuid);
    }),
    route(manageOperations.getResinLots, async ({ caller, query }) => {
      const { rows, ...page } = await listPage(deps, RESIN_LOTS_LIST, caller.customer_uuid, query);
      return { ...page, resin_lots: await resinLotViews(deps.db.read, rows, deps.clock.now()) };
    }),
    route(manageOperations.getResinLot, ({ caller, params }) =>
      resinLot(deps, caller, params.uuid),
    ),
    route(manageOperations.updateResinLot, async ({ caller, params, body }) => {
      await updateResinLot(deps, caller, params.uuid, body);
      return resinLot(deps, caller, params.uuid);
    }),
  ],
});

async function resin(deps: Deps, { customer_uuid }: Caller, uuid: string) {
  const row = await readResin(deps.db.read, customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no resin ${uuid}.`);
  return resinView(row);
}

async function resinLot(deps: Deps, { customer_uuid }: Caller, uuid: string) {
  const row = await readResinLot(deps.db.read, customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no lot ${uuid}.`);
  const [view] = await resinLotViews(deps.db.read, [row], deps.clock.now());
  return view;
}
