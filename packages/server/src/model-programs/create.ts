/** Stores a new program. */
import type { ModelProgramCreation } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { checkDocument } from "./document.ts";
import { insertProgram, type StoredProgram } from "./store.ts";

/** Throws model_program_invalid. */
export async function createProgram(
  tx: Tx,
  caller: { customer_uuid: string; actor: string },
  { uuid, at, given }: { uuid: string; at: string; given: ModelProgramCreation },
): Promise<StoredProgram> {
  const { name, description = "", parameters, operations } = given;
  const document = { name, description, parameters, operations };
  checkDocument(document);
  const { customer_uuid, actor } = caller;
  const row = { customer_uuid, uuid, name, version: 1, created_at: at, updated_at: at };
  const program = { ...row, status: "active" as const, document };
  await insertProgram(tx, program);
  const changed = { at, customer_uuid, actor, noun: "model_programs", uuid };
  await appendEvent(tx, { ...changed, what: "created", details: { name } });
  return program;
}
