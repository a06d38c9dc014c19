/** What an application needs to be open beside the others. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import { APPLICATIONS_MAX, type ApplicationRow, readApplications } from "./store.ts";

type Named = Pick<ApplicationRow, "customer_uuid" | "uuid" | "name">;

/** Throws name_taken where another open application has the name. */
export async function checkName(tx: Tx, { customer_uuid, uuid, name }: Named): Promise<void> {
  const applications = await readApplications(tx, customer_uuid);
  if (!applications.some((other) => other.name === name && other.uuid !== uuid)) return;
  throw new Problem("name_taken", `There is already an application "${name}".`, {
    errors: [{ pointer: "/body/name", detail: "is the name of another application" }],
  });
}

/** Throws limit_reached where the customer has as many open applications as there may be. */
export async function checkRoom(tx: Tx, customer_uuid: string): Promise<void> {
  const { length } = await readApplications(tx, customer_uuid);
  if (length < APPLICATIONS_MAX) return;
  const detail = `There are ${length} applications, the most there may be: archive one first.`;
  throw new Problem("limit_reached", detail);
}
