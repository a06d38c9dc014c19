/** Renames a customer. */
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type CustomerRow, readCustomer, updateCustomerName } from "./store.ts";

/** The same name again changes nothing. */
export async function updateCustomer(
  tx: Tx,
  change: { customer_uuid: string; name?: string | undefined; actor: string; at: string },
): Promise<CustomerRow> {
  const { customer_uuid, actor, at } = change;
  const customer = await readCustomer(tx, customer_uuid);
  const { name = customer.name } = change;
  if (name === customer.name) return customer;
  await updateCustomerName(tx, customer_uuid, name);
  const uuid = customer_uuid;
  const details = { name: { from: customer.name, to: name } };
  const noun = "customers";
  await appendEvent(tx, { at, customer_uuid, actor, noun, uuid, what: "updated", details });
  return { ...customer, name };
}
