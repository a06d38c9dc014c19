/** Sorts parts onto plates by their height, since a plate takes as long as its highest part. */
import type { Random } from "../../random.ts";
import { shuffle } from "../../random.ts";
import type { Board } from "../engine/board.ts";
import type { Job } from "../problem/job.ts";
import { type OnBetter, type Round, ruinAndRecreate } from "./ruin.ts";
import { heightOf, measureOf, type State } from "./state.ts";

/**
 * Makes rounds of ruin and recreate on pairs of plates: the parts above a height that is drawn go
 * to the higher plate first, the others to the lower one. Changes `state`, returns the moves made.
 */
export function groupByHeight(
  job: Job,
  state: State,
  movesMax: number,
  random: Random,
  onBetter: OnBetter,
): number {
  const measure = (now: State) => measureOf(job, now).slice(0, -1);
  const planRound = (): Round => {
    const boards = shuffle([...state.boards], random).slice(0, 2);
    const [high, low] = [...boards].sort((a, b) => heightOf(job, b) - heightOf(job, a));
    const heights = boards.flatMap((board) => heightsOn(job, board)).sort((a, b) => a - b);
    const limit = heights[random.below(heights.length)] ?? 0;
    const [up, down] = low
      ? [
          [high, low],
          [low, high],
        ]
      : [[high], [high]];
    return {
      boards,
      targetsFor: (item) => (job.entries[item].height > limit ? up : down),
      mayOpen: () => false,
    };
  };
  return ruinAndRecreate(job, state, movesMax, random, measure, planRound, onBetter);
}

const heightsOn = (job: Job, { placed }: Board): number[] =>
  placed.map((part) => job.entries[part.item].height);
