/** The first answer, rank by rank. */
import type { Random } from "../../random.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { addTo, bareSeats, bestOfRecipes } from "./greedy.ts";
import { betterAsJigsaw } from "./jigsaw.ts";
import { arePlatesLeast, ranksOf, type State } from "./state.ts";

/**
 * The best answer of several recipes; how many are tried depends on the size of the job.
 *
 * The answer for the ranks so far, with the next rank added to it, competes with answers for all
 * of them at once. So the plates that carry a rank or a lower one are, at the first rank where it
 * makes a difference, fewer than the first answer for these ranks alone would have, and not more.
 */
export function firstAnswer(job: Job, random: Random): State {
  let state: State | undefined;
  let searches = 0;
  let searchesMax = 0;
  const ranks = ranksOf(job);
  for (const [stage, rank] of ranks.entries()) {
    const count = job.entries.filter((entry) => entry.rank <= rank).length;
    const part = { ...job, entries: job.entries.slice(0, count) };
    searchesMax += TUNABLES.first_searches / (stage + 1);
    if (state) {
      const placed = state.boards.flatMap((board) => board.placed);
      const seated = new Set([...placed.map(({ item }) => item), ...state.out]);
      const added = addTo(part, { boards: state.boards, seated });
      searches += added.searches;
      state = { boards: added.state.boards, out: [...state.out, ...added.state.out] };
      if (rank !== ranks.at(-1) && arePlatesLeast(part, state)) continue;
    }
    const best = bestOfRecipes(part, state, searchesMax - searches);
    searches += best.searches;
    state = betterAsJigsaw(part, best.state, TUNABLES.jigsaw_first, random).state;
  }
  return state ?? { ...bareSeats(job), out: [] };
}
