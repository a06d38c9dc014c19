/** How long each layer is exposed. */
import type { BuildFileHeader } from "./build-file.ts";

/** Exposure of a layer by its index: that of the bottom, then evenly falling, then that of all. */
export function exposureOf(header: BuildFileHeader, layer_index: number): number {
  const { exposure_s, bottom_exposure_s, bottom_layer_count, transition_layer_count } = header;
  const step = layer_index - bottom_layer_count + 1;
  if (step <= 0) return bottom_exposure_s;
  if (step > transition_layer_count) return exposure_s;
  const share = step / (transition_layer_count + 1);
  return bottom_exposure_s + share * (exposure_s - bottom_exposure_s);
}

/** Whether a layer is one of those that bind the build to the platform. */
export function isBottom({ bottom_layer_count }: BuildFileHeader, layer_index: number): boolean {
  return layer_index < bottom_layer_count;
}
