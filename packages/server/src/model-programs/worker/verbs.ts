/** The verbs of runs that a worker thread runs. */
import { runPlan } from "./run-plan.ts";
import { faultOfText } from "./text-outline.ts";

export const verbs = { runPlan, textFaults };

/** Why the font cannot write each text; null where it can. */
function textFaults(texts: string[]): (string | null)[] {
  return texts.map(faultOfText);
}
