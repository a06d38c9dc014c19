/** Room for one part alone, beside the zones of a plate. */
import { type Ground, makeBoard } from "../engine/board.ts";
import type { Frame } from "../engine/frame.ts";
import { findPlace, type Place } from "../engine/place.ts";
import type { Shape } from "../engine/shape.ts";

/** A place at the first of the angles that has one; nothing where none was found at any. */
export function firstPlaceBeside(
  ground: Ground,
  frame: Frame,
  { shape, angles }: { shape: Shape; angles: number[] },
): Place | undefined {
  const board = makeBoard(frame, ground);
  for (const angle of angles) {
    const place = findPlace(board, frame, shape, [angle], { x: 0.01, y: 1 });
    if (place) return place;
  }
  return undefined;
}
