/** The part order that a caller names. */
import { Problem } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { type PartOrderRow, readPartOrder } from "./store.ts";

/** Throws not_found. */
export async function partOrderFor(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<PartOrderRow> {
  const order = await readPartOrder(db, customer_uuid, uuid);
  if (order) return order;
  throw noPartOrder(uuid);
}

export const noPartOrder = (uuid: string): Problem =>
  new Problem("not_found", `There is no part order ${uuid}.`);
