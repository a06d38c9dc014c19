/** Makes a customer: the owner of everything else. */
import type { Tx } from "../platform/db/db.ts";
import { type CustomerRow, insertCustomer } from "./store.ts";

/** Creates a customer without users. */
export async function createCustomer(
  tx: Tx,
  customer: { uuid: string; name: string; at: string },
): Promise<CustomerRow> {
  const row = { uuid: customer.uuid, name: customer.name, created_at: customer.at };
  await insertCustomer(tx, row);
  return row;
}
