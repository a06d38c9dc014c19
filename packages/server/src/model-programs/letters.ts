/** Refuses a text that the font cannot write before anything runs. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { Plan } from "./plan.ts";
import { programWorker } from "./worker/module.ts";

/** Throws model_program_parameters_invalid. */
export async function checkLetters(deps: Deps, { steps }: Plan): Promise<void> {
  const texts = steps.flatMap(({ settings }) =>
    "text" in settings ? [{ external_id: settings.external_id, text: settings.text }] : [],
  );
  if (texts.length === 0) return;
  const written = texts.map(({ text }) => text);
  const faults = await deps.workers.run(programWorker, "textFaults", [written]);
  const errors = faults.flatMap((fault, index) =>
    fault === null
      ? []
      : [{ pointer: "/body/parameters", detail: `step ${texts[index].external_id}: ${fault}` }],
  );
  if (errors.length === 0) return;
  const [{ detail }] = errors;
  throw new Problem("model_program_parameters_invalid", `Of the text of ${detail}.`, { errors });
}
