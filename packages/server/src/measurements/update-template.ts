/** Changes a template, as far as what was measured by it leaves it open. */
import { type MeasurementTemplateUpdate, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { changesOf } from "./changes.ts";
import { checkTemplate } from "./check-template.ts";
import { isMeasuredBy } from "./store.ts";
import { readTemplate, type Template, writeTemplate } from "./store-templates.ts";

/** What every judgement by the template rests on. */
const MEANING: string[] = [
  "measurement_type",
  "units",
  "min",
  "max",
  "category_options",
  "zones",
] satisfies (keyof Template)[];

const SETTABLE = [
  "production_sop_name",
  "production_sop_version",
  "operation_name",
  "measurement_name",
  "measurement_type",
  "measurement_classification",
  "required_level",
  "units",
  "min",
  "max",
  "zones",
  "part_numbers",
] as const;

/**
 * What is absent stays. Throws not_found, measurement_template_invalid, part_number_unknown,
 * measurement_template_in_use.
 */
export async function updateTemplate(
  deps: Deps,
  caller: Caller,
  uuid: string,
  update: MeasurementTemplateUpdate,
): Promise<Template> {
  const now = deps.clock.now();
  const { customer_uuid, actor } = caller;
  return deps.db.transaction(async (tx) => {
    const template = await readTemplate(tx, customer_uuid, uuid);
    if (!template) throw new Problem("not_found", `There is no measurement template ${uuid}.`);
    const updated = withUpdate(template, update);
    await checkTemplate(tx, updated);
    const changes = changesOf(template, updated);
    if (Object.keys(changes).length === 0) return template;
    const fixed = Object.keys(changes).filter((name) => MEANING.includes(name));
    if (fixed.length > 0 && (await isMeasuredBy(tx, uuid))) throw inUse(uuid, fixed);
    const written = { ...updated, updated_at: now };
    await writeTemplate(tx, written);
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor,
      noun: "part_measurement_templates",
      uuid,
      what: "updated",
      details: changes,
    });
    return written;
  });
}

function withUpdate(
  template: Template,
  { category_options, ...update }: MeasurementTemplateUpdate,
): Template {
  const names = SETTABLE.filter((name) => update[name] !== undefined);
  const given = Object.fromEntries(names.map((name) => [name, update[name]]));
  if (category_options === undefined) return { ...template, ...given };
  const options = category_options && { fail: [], flag: [], pass: [], ...category_options };
  return { ...template, ...given, category_options: options };
}

function inUse(uuid: string, fields: string[]): Problem {
  const detail =
    `Something was measured by template ${uuid}, so its ${fields.join(", ")} must stay. ` +
    "Set up a new one with replaces_uuid instead.";
  const errors = fields.map((field) => ({ pointer: `/body/${field}`, detail: "must stay" }));
  return new Problem("measurement_template_in_use", detail, { errors });
}
