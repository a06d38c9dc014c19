/** The dispatcher as a feature: no endpoint, one tick. */
import type { OpenFeature } from "../platform/feature.ts";
import { dispatchTick } from "./dispatch.ts";
import { openFleet } from "./fleet.ts";

export const openDispatch: OpenFeature = (deps) => {
  const fleet = openFleet(deps);
  return { ticks: [dispatchTick(deps, fleet)], close: fleet.close };
};
