/** Places as the rest of the packer states them: the outline's own origin, turned, then moved. */
import { formAt } from "./book.ts";
import { type Layout, putPart } from "./layout.ts";

/** Where a part lies: turn its outline about its origin by turn_deg, then add x and y. */
export type Place = { container: number; x: number; y: number; turn_deg: number };

/** Gives the place of a part; `container` is -1 while it is in none. */
export function placeOf(layout: Layout, part: number): Place {
  const container = layout.home[part];
  const { turn_deg, origin } = formAt(layout.book, layout.form[part]);
  return { container, x: layout.x[part] + origin.x, y: layout.y[part] + origin.y, turn_deg };
}

/**
 * Puts a part at a place, whether or not it overlaps others. A turn that the part's list lacks is
 * replaced by the nearest of the list, and a part that would leave the container is moved inward.
 */
export function putAt(layout: Layout, part: number, place: Place): void {
  const { kind } = layout.parts[part];
  const { turns_deg } = layout.book.kinds[kind];
  let turn = 0;
  for (let at = 1; at < turns_deg.length; at++) {
    const isNearer =
      turnBetween(turns_deg[at], place.turn_deg) < turnBetween(turns_deg[turn], place.turn_deg);
    if (isNearer) turn = at;
  }
  const form = layout.book.firstForm[kind] + turn;
  const { origin } = formAt(layout.book, form);
  putPart(layout, part, place.container, form, place.x - origin.x, place.y - origin.y);
}

/** Degrees between two turns, 0 to 180. */
function turnBetween(a_deg: number, b_deg: number): number {
  const away = Math.abs(a_deg - b_deg) % 360;
  return Math.min(away, 360 - away);
}
