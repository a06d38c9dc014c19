/** SQL of uploads in two steps. One past its expires_at is not there any more for anybody. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type UploadRow = Tables["model_uploads"];

export async function insertUpload(tx: Tx, row: UploadRow): Promise<void> {
  await tx.insertInto("model_uploads").values(row).execute();
}

/** Whether a customer has `count` uploads that are neither resolved nor given up. */
export async function hasOpenUploads(
  db: Queries,
  customer_uuid: string,
  now: string,
  count: number,
): Promise<boolean> {
  const row = await db
    .selectFrom("model_uploads")
    .select("uuid")
    .where("customer_uuid", "=", customer_uuid)
    .where("resolved_at", "is", null)
    .where("expires_at", ">", now)
    .offset(count - 1)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export function readUpload(db: Queries, customer_uuid: string, uuid: string, now: string) {
  return db
    .selectFrom("model_uploads")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** The customer whose upload it is: a signed address names nothing else. */
export function readUploadOwner(db: Queries, uuid: string, now: string) {
  return db
    .selectFrom("model_uploads")
    .select(["customer_uuid", "etag"])
    .where("uuid", "=", uuid)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** Notes which file was put; false where one had been before. */
export async function fillUpload(
  tx: Tx,
  { customer_uuid, uuid }: Pick<UploadRow, "customer_uuid" | "uuid">,
  file: { etag: string; file_key: string },
  now: string,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("model_uploads")
    .set(file)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .where("etag", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Notes that the model is there, and keeps the row as long; false where it was before. */
export async function markResolved(
  tx: Tx,
  { customer_uuid, uuid }: Pick<UploadRow, "customer_uuid" | "uuid">,
  times: { resolved_at: string; expires_at: string },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("model_uploads")
    .set(times)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .where("resolved_at", "is", null)
    .where("expires_at", ">", times.resolved_at)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** When the next upload is to be forgotten; null when there is none. */
export async function readNextUploadExpiry(db: Queries): Promise<string | null> {
  const row = await db
    .selectFrom("model_uploads")
    .select((where) => where.fn.min("expires_at").as("expires_at"))
    .executeTakeFirst();
  return row?.expires_at ?? null;
}

/** Uploads of all customers to be forgotten at `now`, at most `limit`. */
export function readExpiredUploads(db: Queries, now: string, limit: number) {
  return db
    .selectFrom("model_uploads")
    .select(["customer_uuid", "uuid", "resolved_at"])
    .where("expires_at", "<=", now)
    .orderBy("expires_at")
    .orderBy("uuid")
    .limit(limit)
    .execute();
}

/** False where it was gone already. */
export async function deleteUpload(
  tx: Tx,
  { customer_uuid, uuid }: Pick<UploadRow, "customer_uuid" | "uuid">,
): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("model_uploads")
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
