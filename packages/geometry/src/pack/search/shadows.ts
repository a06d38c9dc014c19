/** The answer for shadows as a start for a search by height, which is then never worse. */
import type { PackItem, Packing } from "../../types.ts";
import { addPart, makeBoard } from "../engine/board.ts";
import { settle } from "../engine/contact.ts";
import { variantOf } from "../engine/shape.ts";
import type { Job } from "../problem/job.ts";
import { compareMeasures, measureOf, type State } from "./state.ts";

/**
 * The better one of a state and a packing of the same items for shadows, the latter when equal.
 * Where bands reach beyond shadows the packing may not be possible by height: then the state.
 */
export function betterOfShadows(
  job: Job,
  state: State,
  packing: Packing,
  items: PackItem[],
  margin_mm: number,
): State {
  const entryOf = new Map(job.entries.map(({ item }, at) => [items[item].id, at]));
  const boards = [
    ...job.open.map((ground) => makeBoard(job.frame, ground)),
    ...packing.plates
      .filter(({ open_plate_id }) => open_plate_id === undefined)
      .map(() => makeBoard(job.frame, job.bare)),
  ];
  const seated = new Set<number>();
  let next = job.open.length;
  for (const { open_plate_id, placements } of packing.plates) {
    const board =
      open_plate_id === undefined
        ? boards[next++]
        : boards[job.open.findIndex(({ open_id }) => open_id === open_plate_id)];
    for (const { id, x_mm, y_mm, rotation_deg, why } of placements) {
      const item = entryOf.get(id);
      if (item === undefined) continue;
      const variant = variantOf(job.entries[item].shape, rotation_deg, job.frame);
      const x = inside(x_mm - margin_mm + variant.left, job.frame.width - variant.width);
      const y = inside(y_mm - margin_mm + variant.front, job.frame.depth - variant.depth);
      const isFree = settle(board, job.frame, variant, { x, y }, { x: 1, y: 1 }, 0) !== undefined;
      if (!isFree) return state;
      addPart(board, job.frame, { item, variant, x, y, how: why.code });
      seated.add(item);
    }
  }
  const shadows = { boards, out: [...job.entries.keys()].filter((item) => !seated.has(item)) };
  const difference = compareMeasures(measureOf(job, shadows), measureOf(job, state));
  return difference <= 0 ? shadows : state;
}

/** Against what rounding adds on the way to a packing and back. */
const inside = (place: number, most: number) => Math.max(0, Math.min(most, place));
