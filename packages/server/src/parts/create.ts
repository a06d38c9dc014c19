/** Makes a part: a model as the design behind a part number. */
import { Problem } from "@vatline/api";
import { openApplication } from "../applications/find.ts";
import { readPartNumber } from "../catalog-parts/store.ts";
import { readModel } from "../models/store.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { insertPart, type PartRow } from "./store.ts";

export type PartRequest = { part_number: string; model_uuid: string; application_uuid?: string };

/**
 * Creates a part in the application named, else in the model's, and queues the computing of its
 * footprint. Throws model_unknown, application_unknown, application_archived, part_number_unknown,
 * part_number_retired.
 */
export async function createPart(deps: Deps, caller: Caller, request: PartRequest) {
  const now = deps.clock.now();
  const { customer_uuid } = caller;
  return deps.db.transaction(async (tx) => {
    const model = await readModel(tx, customer_uuid, request.model_uuid, now);
    if (!model) {
      throw new Problem("model_unknown", `There is no model ${request.model_uuid}.`, {
        errors: [{ pointer: "/body/model_uuid", detail: "names no model" }],
      });
    }
    const { application_uuid = model.application_uuid } = request;
    await openApplication(tx, customer_uuid, application_uuid, "/body/application_uuid");
    const { part_number } = request;
    await checkPartNumber(tx, customer_uuid, application_uuid, part_number);
    const row: PartRow = {
      customer_uuid,
      uuid: deps.ids.next(),
      application_uuid,
      part_number,
      model_uuid: model.uuid,
      file_key: model.file_key,
      description: null,
      part_tags: "{}",
      created_at: now,
      updated_at: now,
    };
    await insertPart(tx, row);
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor: caller.actor,
      noun: "parts",
      uuid: row.uuid,
      what: "created",
      details: { part_number, application_uuid, model_uuid: model.uuid },
    });
    await deps.jobs.enqueue(
      tx,
      "prepare_part",
      { file_key: model.file_key },
      { key: model.file_key },
    );
    return row;
  });
}

async function checkPartNumber(
  tx: Tx,
  customer_uuid: string,
  application_uuid: string,
  part_number: string,
): Promise<void> {
  const entry = await readPartNumber(tx, customer_uuid, application_uuid, part_number);
  const pointer = "/body/part_number";
  if (!entry) {
    const detail = `Application ${application_uuid} has no part number "${part_number}".`;
    throw new Problem("part_number_unknown", detail, {
      errors: [{ pointer, detail: "is not in the application's catalog" }],
    });
  }
  if (entry.retired_at === null) return;
  const detail = `Part number "${part_number}" was retired at ${entry.retired_at}.`;
  throw new Problem("part_number_retired", detail, { errors: [{ pointer, detail: "is retired" }] });
}
