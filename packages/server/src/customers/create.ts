/** Makes a customer: the owner of everything else. */
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type CustomerRow, insertCustomer } from "./store.ts";

/** Creates a customer without users. */
export async function createCustomer(
  tx: Tx,
  { actor, ...customer }: { uuid: string; name: string; actor: string; at: string },
): Promise<CustomerRow> {
  const row = { uuid: customer.uuid, name: customer.name, created_at: customer.at };
  await insertCustomer(tx, row);
  const { uuid, name, created_at: at } = row;
  const details = { name };
  const created = { at, actor, noun: "customers", uuid, what: "created", details };
  await appendEvent(tx, { ...created, customer_uuid: uuid });
  return row;
}
