/** Takes a template out of use for all that is printed from now on. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { readTemplate, type Template, writeTemplate } from "./store-templates.ts";

/** Answers the template as it is then. Throws not_found. */
export async function retireTemplate(deps: Deps, caller: Caller, uuid: string): Promise<Template> {
  return deps.db.transaction(async (tx) => {
    const template = await readTemplate(tx, caller.customer_uuid, uuid);
    if (!template) throw new Problem("not_found", `There is no measurement template ${uuid}.`);
    return endTemplate(tx, template, caller.actor, deps.clock.now());
  });
}

/** Retires a template that is in use; one that is retired already stays as it is. */
export async function endTemplate(
  tx: Tx,
  template: Template,
  actor: string,
  now: string,
): Promise<Template> {
  if (template.retired_at !== null) return template;
  const retired = { ...template, retired_at: now, updated_at: now };
  await writeTemplate(tx, retired);
  await appendEvent(tx, {
    at: now,
    customer_uuid: template.customer_uuid,
    actor,
    noun: "part_measurement_templates",
    uuid: template.uuid,
    what: "retired",
    details: { measurement_name: template.measurement_name },
  });
  return retired;
}
