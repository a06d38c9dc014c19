/** Changes a program: another document is another version, which earlier runs do not see. */
import { type ModelProgramChange, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkDocument } from "./document.ts";
import { readProgram, type StoredProgram, updateProgram } from "./store.ts";

/** Throws not_found and model_program_invalid. What is given as it was changes nothing. */
export async function changeProgram(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  { status, ...given }: ModelProgramChange,
): Promise<StoredProgram> {
  const at = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const before = await readProgram(tx, customer_uuid, uuid);
    if (!before) throw new Problem("not_found", `There is no model program ${uuid}.`);
    const document = { ...before.document, ...given };
    checkDocument(document);
    const fields = (Object.keys(given) as (keyof typeof given)[]).filter(
      (field) => JSON.stringify(given[field]) !== JSON.stringify(before.document[field]),
    );
    const to_status = status ?? before.status;
    if (fields.length === 0 && to_status === before.status) return before;
    const version = before.version + Number(fields.length > 0);
    const { name } = document;
    const program = { ...before, name, document, version, status: to_status, updated_at: at };
    await updateProgram(tx, program, before.version);
    const details = {
      ...(fields.length > 0 && { fields, version: { from: before.version, to: version } }),
      ...(to_status !== before.status && { status: { from: before.status, to: to_status } }),
    };
    const changed = { at, customer_uuid, actor, noun: "model_programs", uuid };
    await appendEvent(tx, { ...changed, what: "updated", details });
    return program;
  });
}
