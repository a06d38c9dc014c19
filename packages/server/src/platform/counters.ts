/** Numbers that never repeat: print ids, build names, order sequence, starts of the server. */
import type { Tx } from "./db/db.ts";

/**
 * Raises a customer's counter by `by` (at least 1) and returns its new value; the first is `by`.
 * Taken numbers are given back when `tx` rolls back, so committed ones have no gaps.
 */
export async function nextCount(
  tx: Tx,
  customer_uuid: string,
  name: string,
  by = 1,
): Promise<number> {
  const { value } = await tx
    .insertInto("counters")
    .values({ customer_uuid, name, value: by })
    .onConflict((conflict) =>
      conflict
        .columns(["customer_uuid", "name"])
        .doUpdateSet((eb) => ({ value: eb("counters.value", "+", by) })),
    )
    .returning("value")
    .executeTakeFirstOrThrow();
  return value;
}
