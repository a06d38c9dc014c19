/** Packs in a worker thread, watched by the server. */
import {
  type PackItem,
  type Packing,
  type PackOptions,
  type Plate,
  pack as search,
} from "@vatline/geometry";
import { isToStop } from "./watch.ts";

/** As the geometry package packs; `watch` lets the search be stopped, with its best answer. */
export function pack(
  items: PackItem[],
  plate: Plate,
  options: Omit<PackOptions, "shouldStop">,
  watch?: SharedArrayBuffer,
): Packing {
  if (!watch) return search(items, plate, options);
  return search(items, plate, { ...options, shouldStop: () => isToStop(watch) });
}
