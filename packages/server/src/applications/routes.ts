/** GET /applications. */
import { operations } from "@vatline/api";
import type { OpenFeature } from "../platform/feature.ts";
import { route } from "../platform/http/route.ts";
import { type ApplicationRow, readApplications } from "./store.ts";

export const openApplications: OpenFeature = ({ db }) => ({
  routes: [
    route(operations.getApplications, async ({ caller }) => ({
      applications: (await readApplications(db.read, caller.customer_uuid)).map(viewOf),
    })),
  ],
});

const viewOf = ({ uuid, name, description }: ApplicationRow) => ({
  uuid,
  name,
  ...(description === null ? {} : { description }),
});
