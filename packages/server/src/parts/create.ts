/** Makes a part: a model as the design behind a part number. */
import { Problem } from "@vatline/api";
import { readApplication } from "../applications/store.ts";
import { readCatalogPart } from "../catalog-parts/store.ts";
import { readModel } from "../models/store.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { insertPart, type PartRow } from "./store.ts";

export type PartRequest = { part_number: string; model_uuid: string; application_uuid?: string };

/**
 * Creates a part in the application named, else in the model's, and queues the computing of its
 * footprint. Throws model_unknown, application_unknown, part_number_unknown.
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
    if (!(await readApplication(tx, customer_uuid, application_uuid))) {
      throw new Problem("application_unknown", `There is no application ${application_uuid}.`, {
        errors: [{ pointer: "/body/application_uuid", detail: "names no application" }],
      });
    }
    const { part_number } = request;
    if (!(await readCatalogPart(tx, customer_uuid, application_uuid, part_number))) {
      throw new Problem(
        "part_number_unknown",
        `Application ${application_uuid} has no part number "${part_number}".`,
        {
          errors: [{ pointer: "/body/part_number", detail: "is not in the application's catalog" }],
        },
      );
    }
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
