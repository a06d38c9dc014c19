/** Measurements and their templates: read in /v1, set up and entered in /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { type Caller, route } from "../platform/http/route.ts";
import { correctMeasurement } from "./correct.ts";
import { createTemplate } from "./create-template.ts";
import { templatesDue } from "./due.ts";
import { importMeasurements } from "./import.ts";
import { recordMeasurement } from "./record.ts";
import { retireTemplate } from "./retire-template.ts";
import {
  MEASUREMENTS_LIST,
  PART_MEASUREMENTS_LIST,
  readMeasuredParts,
  readMeasurement,
  readResults,
} from "./store.ts";
import {
  PART_MEASUREMENT_TEMPLATES_LIST,
  readTemplate,
  readTemplatesInUse,
  TEMPLATES_LIST,
  templateOf,
} from "./store-templates.ts";
import { updateTemplate } from "./update-template.ts";
import {
  measurementView,
  partMeasurementTemplateView,
  partMeasurementView,
  templateView,
} from "./view.ts";
import { voidMeasurement } from "./void.ts";

export const openMeasurements: OpenFeature = (deps) => ({
  routes: [
    route(operations.getPartMeasurementTemplates, async ({ caller, query }) => {
      const list = PART_MEASUREMENT_TEMPLATES_LIST;
      const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, query);
      return { ...page, part_measurement_templates: rows.map(partMeasurementTemplateView) };
    }),
    route(operations.getPartMeasurements, async ({ caller, query }) => {
      const list = PART_MEASUREMENTS_LIST;
      const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, query);
      return { ...page, part_measurements: rows.map(partMeasurementView) };
    }),
  ],
  manage: [...templateRoutes(deps), ...measurementRoutes(deps)],
});

function templateRoutes(deps: Deps) {
  return [
    route(manageOperations.getMeasurementTemplates, async ({ caller, query }) => {
      const { rows, ...page } = await listPage(deps, TEMPLATES_LIST, caller.customer_uuid, query);
      const measurement_templates = rows.map((row) => templateView(templateOf(row)));
      return { ...page, measurement_templates };
    }),
    route(manageOperations.createMeasurementTemplate, async ({ caller, body }) =>
      templateView(await createTemplate(deps, caller, body)),
    ),
    route(manageOperations.getMeasurementTemplate, async ({ caller, params }) => {
      const template = await readTemplate(deps.db.read, caller.customer_uuid, params.uuid);
      if (!template) {
        throw new Problem("not_found", `There is no measurement template ${params.uuid}.`);
      }
      return templateView(template);
    }),
    route(manageOperations.updateMeasurementTemplate, async ({ caller, params, body }) =>
      templateView(await updateTemplate(deps, caller, params.uuid, body)),
    ),
    route(manageOperations.retireMeasurementTemplate, async ({ caller, params }) =>
      templateView(await retireTemplate(deps, caller, params.uuid)),
    ),
  ];
}

function measurementRoutes(deps: Deps) {
  return [
    route(manageOperations.getMeasurements, async ({ caller, query }) => {
      const list = MEASUREMENTS_LIST;
      const { rows, ...page } = await listPage(deps, list, caller.customer_uuid, query);
      return { ...page, measurements: rows.map(measurementView) };
    }),
    route(manageOperations.createMeasurement, async ({ caller, body }) =>
      measurement(deps, caller, await recordMeasurement(deps, caller, body)),
    ),
    route(manageOperations.importMeasurements, ({ caller, query, body }) =>
      importMeasurements(deps, caller, body, query.dry_run ?? false),
    ),
    route(manageOperations.getMeasurement, ({ caller, params }) =>
      measurement(deps, caller, params.uuid),
    ),
    route(manageOperations.updateMeasurement, async ({ caller, params, body }) => {
      await correctMeasurement(deps, caller, params.uuid, body);
      return measurement(deps, caller, params.uuid);
    }),
    route(manageOperations.voidMeasurement, async ({ caller, params, body }) => {
      await voidMeasurement(deps, caller, params.uuid, body.reason);
      return measurement(deps, caller, params.uuid);
    }),
    route(manageOperations.getMeasurementsDue, async ({ caller, params }) => {
      const { customer_uuid } = caller;
      const { uuid } = params;
      const { read } = deps.db;
      const part = (await readMeasuredParts(read, customer_uuid, "uuid", [uuid])).get(uuid);
      if (!part) throw new Problem("not_found", `There is no printed part ${uuid}.`);
      const { application_uuid, finished_at } = part;
      if (finished_at === null) return { measurement_templates: [] };
      const in_use = await readTemplatesInUse(read, customer_uuid, application_uuid, finished_at);
      const due = templatesDue(part, in_use, await readResults(read, uuid));
      return { measurement_templates: due.map(templateView) };
    }),
  ];
}

async function measurement(deps: Deps, caller: Caller, uuid: string) {
  const row = await readMeasurement(deps.db.read, caller.customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no measurement ${uuid}.`);
  return measurementView(row);
}
