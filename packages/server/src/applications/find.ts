/** The application that a caller names, or that something new is of. */
import { Problem } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { type ApplicationRow, readApplication, readApplications } from "./store.ts";

/** Throws not_found. */
export async function applicationFor(db: Queries, customer_uuid: string, uuid: string) {
  const application = await readApplication(db, customer_uuid, uuid);
  if (application) return application;
  throw new Problem("not_found", `There is no application ${uuid}.`);
}

/**
 * An application that takes new things; `pointer` is what named it, if the caller did. Throws
 * application_unknown and application_archived.
 */
export async function openApplication(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  pointer?: string,
): Promise<ApplicationRow> {
  const application = await readApplication(db, customer_uuid, uuid);
  if (application?.archived_at === null) return application;
  const at = (detail: string) => (pointer === undefined ? {} : { errors: [{ pointer, detail }] });
  if (!application) {
    const detail = `There is no application ${uuid}.`;
    throw new Problem("application_unknown", detail, at("names no application"));
  }
  const { name, archived_at } = application;
  const detail = `Application ${name} takes nothing new: it was archived at ${archived_at}.`;
  throw new Problem("application_archived", detail, at("is of an archived application"));
}

/** The default application, or the only one there is. Throws application_ambiguous. */
export async function ownApplication(db: Queries, customer_uuid: string): Promise<ApplicationRow> {
  const applications = await readApplications(db, customer_uuid);
  const chosen = applications.find(({ is_default }) => is_default === 1);
  if (chosen) return chosen;
  const [application, ...others] = applications;
  if (application && others.length === 0) return application;
  throw new Problem(
    "application_ambiguous",
    `The account has ${applications.length} applications and none of them is its default: ` +
      "POST /models takes the name of one in the header application-uuid.",
  );
}
