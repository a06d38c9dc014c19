/** Takes a template out of use for all that is printed from now on. */
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type Template, writeTemplate } from "./store-templates.ts";

/** Answers the template as it is then; one that is retired already stays as it is. */
export async function retireTemplate(
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
