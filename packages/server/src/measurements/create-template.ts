/** Sets a template up, in the place of another one where limits change. */
import { type MeasurementTemplateRequest, Problem } from "@vatline/api";
import { readApplication } from "../applications/store.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkTemplate } from "./check-template.ts";
import { endTemplate } from "./retire-template.ts";
import {
  countTemplatesInUse,
  insertTemplate,
  readTemplate,
  type Template,
} from "./store-templates.ts";

/** Templates in use of one application. Ours: bounds what is looked through for one part. */
const TEMPLATES_MAX = 1000;

/**
 * Creates a template and retires the one it replaces. Throws application_unknown,
 * measurement_template_unknown, measurement_template_invalid, part_number_unknown,
 * measurement_templates_too_many.
 */
export async function createTemplate(
  deps: Deps,
  caller: Caller,
  { replaces_uuid, ...request }: MeasurementTemplateRequest,
): Promise<Template> {
  const now = deps.clock.now();
  const { customer_uuid, actor } = caller;
  return deps.db.transaction(async (tx) => {
    const { application_uuid } = request;
    if (!(await readApplication(tx, customer_uuid, application_uuid))) {
      throw new Problem("application_unknown", `There is no application ${application_uuid}.`, {
        errors: [{ pointer: "/body/application_uuid", detail: "names no application" }],
      });
    }
    const template = templateFrom(request, {
      customer_uuid,
      uuid: deps.ids.next(),
      application_uuid,
      retired_at: null,
      created_at: now,
      updated_at: now,
    });
    await checkTemplate(tx, template);
    if (replaces_uuid !== undefined) {
      const replaced = await replacedTemplate(tx, template, replaces_uuid);
      await endTemplate(tx, replaced, actor, now);
    }
    if ((await countTemplatesInUse(tx, application_uuid)) >= TEMPLATES_MAX) {
      const detail = `The application has ${TEMPLATES_MAX} templates in use; retire some first.`;
      throw new Problem("measurement_templates_too_many", detail);
    }
    await insertTemplate(tx, template);
    const { measurement_name } = template;
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor,
      noun: "part_measurement_templates",
      uuid: template.uuid,
      what: "created",
      details: { measurement_name, ...(replaces_uuid !== undefined && { replaces_uuid }) },
    });
    return template;
  });
}

type Own = "customer_uuid" | "uuid" | "application_uuid" | "retired_at" | "created_at";

function templateFrom(
  request: Omit<MeasurementTemplateRequest, "replaces_uuid">,
  own: Pick<Template, Own | "updated_at">,
): Template {
  const { category_options } = request;
  return {
    ...own,
    production_sop_name: request.production_sop_name,
    production_sop_version: request.production_sop_version,
    operation_name: request.operation_name,
    measurement_name: request.measurement_name,
    measurement_type: request.measurement_type,
    measurement_classification: request.measurement_classification ?? null,
    required_level: request.required_level,
    units: request.units ?? null,
    min: request.min ?? null,
    max: request.max ?? null,
    category_options: category_options
      ? { fail: [], flag: [], pass: [], ...category_options }
      : null,
    zones: request.zones ?? [],
    part_numbers: request.part_numbers ?? [],
  };
}

async function replacedTemplate(tx: Tx, by: Template, uuid: string): Promise<Template> {
  const template = await readTemplate(tx, by.customer_uuid, uuid);
  if (template?.application_uuid === by.application_uuid) return template;
  throw new Problem("measurement_template_unknown", `There is no template ${uuid} to replace.`, {
    errors: [{ pointer: "/body/replaces_uuid", detail: "names no template of the application" }],
  });
}
