/** /applications, and their setting up under /manage/v1. */
import { manageOperations, operations } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { archiveApplication, restoreApplication } from "./archive.ts";
import { createApplication } from "./create.ts";
import { applicationFor } from "./find.ts";
import { APPLICATIONS_LIST, readApplications } from "./store.ts";
import { updateApplication } from "./update.ts";
import { applicationSetupView, applicationView } from "./view.ts";

export const openApplications: OpenFeature = (deps) => ({
  routes: [
    route(operations.getApplications, async ({ caller }) => ({
      applications: (await readApplications(deps.db.read, caller.customer_uuid)).map(
        applicationView,
      ),
    })),
  ],
  manage: [
    route(manageOperations.getApplicationSetups, async ({ caller, query }) => {
      const { customer_uuid } = caller;
      const { rows, ...page } = await listPage(deps, APPLICATIONS_LIST, customer_uuid, query);
      return { ...page, applications: rows.map(applicationSetupView) };
    }),
    route(manageOperations.getApplicationSetup, async ({ caller, params }) =>
      applicationSetupView(await applicationFor(deps.db.read, caller.customer_uuid, params.uuid)),
    ),
    route(manageOperations.createApplication, async ({ caller, body }) =>
      applicationSetupView(await createApplication(deps, caller, body)),
    ),
    route(manageOperations.updateApplication, async ({ caller, params, body }) =>
      applicationSetupView(await updateApplication(deps, caller, params.uuid, body)),
    ),
    route(manageOperations.archiveApplication, async ({ caller, params }) =>
      applicationSetupView(await archiveApplication(deps, caller, params.uuid)),
    ),
    route(manageOperations.restoreApplication, async ({ caller, params }) =>
      applicationSetupView(await restoreApplication(deps, caller, params.uuid)),
    ),
  ],
});
