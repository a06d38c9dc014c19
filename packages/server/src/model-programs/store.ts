/** SQL of model programs: what is so now, and the document of every version. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";
import type { ProgramDocument } from "./document.ts";

export type ProgramRow = Tables["model_programs"];
export type StoredProgram = ProgramRow & { document: ProgramDocument };

const selectProgram = (db: Queries) =>
  db
    .selectFrom("model_programs")
    .innerJoin("model_program_versions", (join) =>
      join
        .onRef("model_program_versions.model_program_uuid", "=", "model_programs.uuid")
        .onRef("model_program_versions.version", "=", "model_programs.version"),
    )
    .selectAll("model_programs")
    .select("model_program_versions.document");

export const PROGRAMS_LIST = listSpec({
  operation_id: "listModelPrograms",
  table: "model_programs",
  select: selectProgram,
  filters: {
    uuid: { column: "model_programs.uuid", is: "equal" },
    name: { column: "model_programs.name", is: "equal" },
    status: { column: "model_programs.status", is: "equal" },
    updated_before: { column: "model_programs.updated_at", is: "before" },
    updated_after: { column: "model_programs.updated_at", is: "after" },
  },
  sorts: {
    uuid: { column: "model_programs.uuid" },
    name: { column: "model_programs.name" },
    created_at: { column: "model_programs.created_at" },
    updated_at: { column: "model_programs.updated_at" },
  },
  default_sort: [{ column: "model_programs.updated_at", descending: true }],
});

/** A program with the document of one of its versions, the newest unless named. */
export async function readProgram(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  version?: number,
): Promise<StoredProgram | undefined> {
  const program = await db
    .selectFrom("model_programs")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
  if (!program) return undefined;
  const wanted = version ?? program.version;
  const row = await db
    .selectFrom("model_program_versions")
    .select("document")
    .where("customer_uuid", "=", customer_uuid)
    .where("model_program_uuid", "=", uuid)
    .where("version", "=", wanted)
    .executeTakeFirst();
  return row && { ...program, version: wanted, document: JSON.parse(row.document) };
}

export async function insertProgram(tx: Tx, { document, ...row }: StoredProgram): Promise<void> {
  await tx.insertInto("model_programs").values(row).execute();
  await insertVersion(tx, { ...row, document });
}

/** Changes what is so now; a version that is new is kept with its document. */
export async function updateProgram(
  tx: Tx,
  { document, ...row }: StoredProgram,
  version_before: number,
): Promise<void> {
  const { customer_uuid, uuid, name, version, status, updated_at } = row;
  await tx
    .updateTable("model_programs")
    .set({ name, version, status, updated_at })
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
  if (version !== version_before) await insertVersion(tx, { ...row, document });
}

async function insertVersion(tx: Tx, program: StoredProgram): Promise<void> {
  const { customer_uuid, uuid, version, document, updated_at } = program;
  await tx
    .insertInto("model_program_versions")
    .values({
      customer_uuid,
      model_program_uuid: uuid,
      version,
      document: JSON.stringify(document),
      created_at: updated_at,
    })
    .execute();
}

/** The program as it is shown. */
export function programView({
  uuid,
  version,
  status,
  created_at,
  updated_at,
  document,
}: StoredProgram) {
  return { uuid, ...document, version, status, created_at, updated_at };
}
