/** SQL of the chain over events. The only writer of its tables. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { SealHead, StoredEvent } from "./chain.ts";

/** The last event that is sealed of any customer; all before it are. 0 when there is none. */
export async function readSealedSeq(db: Queries): Promise<number> {
  const row = await db
    .selectFrom("seal_heads")
    .select(({ fn }) => fn.max("seq").as("seq"))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** Events of every customer after `seq`, oldest first: sealing is the server's own work. */
export async function readUnsealed(db: Queries, seq: number, limit: number) {
  return db
    .selectFrom("events")
    .selectAll()
    .where("seq", ">", seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}

export async function readHead(db: Queries, customer_uuid: string) {
  return db
    .selectFrom("seal_heads")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .executeTakeFirst();
}

/** A seal that is there already stays: it is the evidence. */
export async function insertSeals(
  tx: Tx,
  seals: { customer_uuid: string; seq: number; hash: string }[],
): Promise<void> {
  await tx
    .insertInto("event_seals")
    .values(seals)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function hasSeals(db: Queries, customer_uuid: string): Promise<boolean> {
  const query = db.selectFrom("event_seals").select("seq");
  return (await query.where("customer_uuid", "=", customer_uuid).executeTakeFirst()) !== undefined;
}

export async function writeHead(tx: Tx, head: SealHead): Promise<void> {
  const { customer_uuid: _customer_uuid, ...changes } = head;
  await tx
    .insertInto("seal_heads")
    .values(head)
    .onConflict((conflict) => conflict.column("customer_uuid").doUpdateSet(changes))
    .execute();
}

type Range = { after_seq: number; upto_seq: number; limit: number };

/** A customer's events of a range as they are stored, oldest first. */
export async function readStored(
  db: Queries,
  customer_uuid: string,
  { after_seq, upto_seq, limit }: Range,
): Promise<StoredEvent[]> {
  return db
    .selectFrom("events")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("seq", ">", after_seq)
    .where("seq", "<=", upto_seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}

/** A customer's seals of a range, oldest first. */
export async function readSeals(
  db: Queries,
  customer_uuid: string,
  { after_seq, upto_seq, limit }: Range,
) {
  return db
    .selectFrom("event_seals")
    .select(["seq", "hash"])
    .where("customer_uuid", "=", customer_uuid)
    .where("seq", ">", after_seq)
    .where("seq", "<=", upto_seq)
    .orderBy("seq")
    .limit(limit)
    .execute();
}
