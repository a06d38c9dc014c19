/** Packs in a worker thread, watched by the server. */
import {
  type PackItem,
  type Packing,
  type PackOptions,
  type Plate,
  pack as search,
} from "@vatline/geometry";
import { isToStop, tellProgress } from "./watch.ts";

/**
 * As the geometry package packs; by `watch` the search tells how far it is, and can be stopped with
 * its best answer.
 */
export function pack(
  items: PackItem[],
  plate: Plate,
  options: Omit<PackOptions, "shouldStop" | "onProgress">,
  watch?: SharedArrayBuffer,
): Packing {
  if (!watch) return search(items, plate, options);
  return search(items, plate, {
    ...options,
    shouldStop: () => isToStop(watch),
    onProgress: (progress) => tellProgress(watch, progress),
  });
}
