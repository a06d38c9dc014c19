/** The part catalog under /manage/v1. */
import { manageOperations } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { createCatalogPart } from "./create.ts";
import { CATALOG_PARTS_LIST, type CatalogPart, catalogPartOf } from "./store.ts";
import {
  catalogPartFor,
  restoreCatalogPart,
  retireCatalogPart,
  updateCatalogPart,
} from "./update.ts";

export const openCatalogParts: OpenFeature = (deps) => ({
  manage: [
    route(manageOperations.getCatalogParts, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const { rows, ...page } = await listPage(deps, CATALOG_PARTS_LIST, customer_uuid, query);
      return { ...page, catalog_parts: rows.map((row) => viewOf(catalogPartOf(row))) };
    }),
    route(manageOperations.getCatalogPart, async ({ caller, params }) =>
      viewOf(await catalogPartFor(deps.db.read, caller.customer_uuid, params.uuid)),
    ),
    route(manageOperations.createCatalogPart, async ({ caller, body }) =>
      viewOf(await createCatalogPart(deps, caller, body)),
    ),
    route(manageOperations.updateCatalogPart, async ({ caller, params, body }) =>
      viewOf(await updateCatalogPart(deps, caller, params.uuid, body)),
    ),
    route(manageOperations.retireCatalogPart, async ({ caller, params }) =>
      viewOf(await retireCatalogPart(deps, caller, params.uuid)),
    ),
    route(manageOperations.restoreCatalogPart, async ({ caller, params }) =>
      viewOf(await restoreCatalogPart(deps, caller, params.uuid)),
    ),
  ],
});

const viewOf = ({ customer_uuid: _, ...part }: CatalogPart) => part;
