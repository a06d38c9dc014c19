/** Whether the resin of a build SOP is one that the customer uses. */
import { Problem } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { keepsResins, readResinByName } from "../resins/store.ts";

/**
 * Throws resin_unknown for a name that no resin in use has. Who has entered no resin at all is not
 * asked: builds may be printed without a word on what they are made of.
 */
export async function checkResin(
  db: Queries,
  customer_uuid: string,
  resin_name: string | undefined,
): Promise<void> {
  if (resin_name === undefined) return;
  const resin = await readResinByName(db, customer_uuid, resin_name);
  if (resin?.status === "active") return;
  if (!resin && !(await keepsResins(db, customer_uuid))) return;
  const detail = resin
    ? `is ${resin_name}, which is retired`
    : `is ${resin_name}, which is no resin`;
  throw new Problem("resin_unknown", `resin_name ${detail}: enter the resin, or name another.`, {
    errors: [{ pointer: "/body/resin_name", detail: "names no resin in use" }],
  });
}
